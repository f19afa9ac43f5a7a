#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/svi_certificate.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

// Verdict, whether w > 0 was proved, and the place found, slice by slice.
nb::tuple svi_butterfly(const Input &a, const Input &b, const Input &rho, const Input &m,
                        const Input &sigma) {
    const std::size_t n = a.shape(0);
    if (b.shape(0) != n || rho.shape(0) != n || m.shape(0) != n || sigma.shape(0) != n)
        throw std::invalid_argument("svi slices: lengths disagree");
    std::vector<double> verdict(n), positive(n), k(n);
    for (std::size_t i = 0; i < n; ++i) {
        const svi::Proof proof = svi::butterfly({a(i), b(i), rho(i), m(i), sigma(i)});
        verdict[i] = static_cast<double>(proof.verdict);
        positive[i] = proof.positive ? 1.0 : 0.0;
        k[i] = proof.k;
    }
    return nb::make_tuple(owned(std::move(verdict)), owned(std::move(positive)), owned(std::move(k)));
}

}  // namespace

void bind_svi_certificate(nb::module_ &module) {
    using namespace nb::literals;
    module.def("svi_butterfly", &svi_butterfly, "a"_a, "b"_a, "rho"_a, "m"_a, "sigma"_a);
}

}  // namespace axiom::bindings
