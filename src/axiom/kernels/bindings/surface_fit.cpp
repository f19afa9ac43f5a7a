#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/essvi_fit.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using Offsets = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

// The quotes of every slice, copied into padded columns that the fit's loops run over.
struct Padded {
    std::vector<double> k, vol, weight;
    std::vector<essvi::Quotes> slices;
};

void append(std::vector<double> &to, const double *from, std::size_t size, std::size_t padded,
            double filler) {
    to.insert(to.end(), from, from + size);
    to.insert(to.end(), padded - size, filler);
}

Padded pad(const Input &years, const Offsets &offsets, const Input &k, const Input &vol,
           const Input &weight) {
    const std::size_t n = years.shape(0), lanes = essvi::kLanes;
    if (offsets.shape(0) != n + 1 || vol.shape(0) != k.shape(0) || weight.shape(0) != k.shape(0))
        throw std::invalid_argument("essvi_fit: lengths disagree");
    Padded out;
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t a = offsets(i), b = offsets(i + 1);
        if (a < 0 || b <= a || b > static_cast<std::int64_t>(k.shape(0)))
            throw std::invalid_argument("essvi_fit: offsets do not ascend inside the quotes");
        const std::size_t size = static_cast<std::size_t>(b - a);
        const std::size_t padded = (size + lanes - 1) / lanes * lanes;
        append(out.k, k.data() + a, size, padded, 0.0);
        append(out.vol, vol.data() + a, size, padded, 1.0);
        append(out.weight, weight.data() + a, size, padded, 0.0);
        out.slices.push_back({nullptr, nullptr, nullptr, size, padded, years(i)});
    }
    std::size_t at = 0;
    for (essvi::Quotes &q : out.slices) {
        q.k = out.k.data() + at, q.vol = out.vol.data() + at, q.weight = out.weight.data() + at;
        at += q.padded;
    }
    return out;
}

nb::tuple essvi_fit(const Input &years, const Offsets &offsets, const Input &k, const Input &vol,
                    const Input &weight, double loss_scale, double tail, double prior, int sweeps,
                    int iterations) {
    const Padded quotes = pad(years, offsets, k, vol, weight);
    essvi::SurfaceFit fit;
    {
        nb::gil_scoped_release release;
        fit = essvi::fit_surface(quotes.slices, {loss_scale, tail, prior, sweeps, iterations});
    }
    std::vector<double> theta, psi, chi;
    for (const auto &x : fit.slices) {
        theta.push_back(x.theta), psi.push_back(x.psi()), chi.push_back(x.chi());
    }
    return nb::make_tuple(owned(std::move(theta)), owned(std::move(psi)), owned(std::move(chi)),
                          fit.cost, fit.sweeps, fit.iterations);
}

}  // namespace

void bind_surface_fit(nb::module_ &module) {
    using namespace nb::literals;
    module.def("essvi_theta_floor", &essvi::theta_floor, "psi"_a, "chi"_a);
    module.def("essvi_fit", &essvi_fit, "years"_a, "offsets"_a, "k"_a, "vol"_a, "weight"_a,
               "loss_scale"_a, "tail"_a, "prior"_a, "sweeps"_a, "iterations"_a);
}

}  // namespace axiom::bindings
