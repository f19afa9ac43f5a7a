#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/no_arbitrage.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

// Durrleman's g and the slope of the undiscounted call in strike, point by point.
nb::tuple static_conditions(const Input &k, const Input &w, const Input &dk, const Input &dkk) {
    const std::size_t n = k.shape(0);
    if (w.shape(0) != n || dk.shape(0) != n || dkk.shape(0) != n)
        throw std::invalid_argument("static_conditions: lengths disagree");
    std::vector<double> g(n), slope(n);
    {
        nb::gil_scoped_release release;
        for (std::size_t i = 0; i < n; ++i) {
            const essvi::Jet v{w.data()[i], dk.data()[i], dkk.data()[i]};
            g[i] = essvi::durrleman(k.data()[i], v);
            slope[i] = call_slope(k.data()[i], v);
        }
    }
    return nb::make_tuple(owned(std::move(g)), owned(std::move(slope)));
}

}  // namespace

void bind_certificate(nb::module_ &module) {
    using namespace nb::literals;
    module.def("static_conditions", &static_conditions, "k"_a, "w"_a, "dk"_a, "dkk"_a);
}

}  // namespace axiom::bindings
