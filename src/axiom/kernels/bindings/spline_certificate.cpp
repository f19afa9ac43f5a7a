#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/spline/certificate.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using Offsets =
    nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

// Where a finding lies: on a slice, between it and the next one, or after the last.
constexpr int kOnSlice = 0, kInGap = 1, kAfter = 2;

std::vector<spline::SliceView> views(const Offsets &offsets, const Input &knots, const Input &values,
                                     const Input &second) {
    const std::size_t n = knots.shape(0), m = offsets.shape(0);
    if (m < 2 || values.shape(0) != n || second.shape(0) != n || offsets(0) != 0 ||
        offsets(m - 1) != static_cast<std::int64_t>(n))
        throw std::invalid_argument("spline slices: lengths disagree");
    std::vector<spline::SliceView> out;
    for (std::size_t i = 0; i + 1 < m; ++i) {
        const std::int64_t from = offsets(i), to = offsets(i + 1);
        if (to - from < 2) throw std::invalid_argument("spline slices: one has fewer than two knots");
        for (std::int64_t j = from; j < to; ++j)
            if (!std::isfinite(knots(j)) || (j > from && !(knots(j) > knots(j - 1))))
                throw std::invalid_argument("spline slices: knots do not ascend");
        out.push_back({static_cast<int>(to - from), knots.data() + from, values.data() + from,
                       second.data() + from});
    }
    return out;
}

struct Located {
    std::vector<spline::Finding> findings;
    std::vector<double> kind, index;

    void locate(int where, std::size_t slice) {
        kind.resize(findings.size(), where);
        index.resize(findings.size(), static_cast<double>(slice));
    }
};

Located search(const std::vector<spline::SliceView> &slices, bool growing) {
    Located out;
    for (std::size_t i = 0; i < slices.size(); ++i) {
        spline::check_slice(slices[i], out.findings);
        out.locate(kOnSlice, i);
    }
    for (std::size_t i = 0; i + 1 < slices.size(); ++i) {
        spline::check_gap(slices[i], slices[i + 1], out.findings);
        out.locate(kInGap, i);
    }
    if (growing) spline::check_after(slices.back(), out.findings);
    out.locate(kAfter, slices.size() - 1);
    return out;
}

template <class Get>
Output column(const Located &found, const Get &get) {
    std::vector<double> values;
    for (const spline::Finding &f : found.findings) values.push_back(static_cast<double>(get(f)));
    return owned(std::move(values));
}

nb::tuple spline_arbitrage(const Offsets &offsets, const Input &knots, const Input &values,
                           const Input &second, bool growing) {
    const std::vector<spline::SliceView> slices = views(offsets, knots, values, second);
    Located found;
    {
        nb::gil_scoped_release release;
        found = search(slices, growing);
    }
    if (found.findings.empty()) return nb::make_tuple();
    using spline::Finding;
    return nb::make_tuple(
        owned(std::move(found.kind)), owned(std::move(found.index)),
        column(found, [](const Finding &f) { return static_cast<int>(f.condition); }),
        column(found, [](const Finding &f) { return static_cast<int>(f.verdict); }),
        column(found, [](const Finding &f) { return f.from; }),
        column(found, [](const Finding &f) { return f.to; }),
        column(found, [](const Finding &f) { return f.k; }),
        column(found, [](const Finding &f) { return f.weight; }),
        column(found, [](const Finding &f) { return f.size; }));
}

}  // namespace

void bind_spline_certificate(nb::module_ &module) {
    using namespace nb::literals;
    module.def("spline_arbitrage", &spline_arbitrage, "offsets"_a, "knots"_a, "values"_a, "second"_a,
               "growing"_a);
}

}  // namespace axiom::bindings
