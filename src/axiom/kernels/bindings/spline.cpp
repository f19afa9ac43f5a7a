#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/spline/slice.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

std::size_t checked_size(const Input &knots, const Input &values) {
    const std::size_t n = knots.shape(0);
    if (n < 2 || values.shape(0) != n) throw std::invalid_argument("spline: lengths disagree");
    return n;
}

Output spline_second(const Input &knots, const Input &values) {
    const std::size_t n = checked_size(knots, values);
    std::vector<double> second(n);
    spline::second_derivatives(static_cast<int>(n), knots.data(), values.data(), second.data());
    return owned(std::move(second));
}

nb::tuple spline_wings(const Input &knots, const Input &values, const Input &second) {
    const std::size_t n = checked_size(knots, values);
    if (second.shape(0) != n) throw std::invalid_argument("spline: lengths disagree");
    const spline::SliceView slice{static_cast<int>(n), knots.data(), values.data(), second.data()};
    return nb::make_tuple(spline::left_slope(slice), spline::right_slope(slice));
}

// w and its first three derivatives, one after the other.
nb::tuple spline_jet(const Input &knots, const Input &values, const Input &second, const Input &k) {
    const std::size_t n = checked_size(knots, values), m = k.shape(0);
    if (second.shape(0) != n) throw std::invalid_argument("spline: lengths disagree");
    const spline::SliceView slice{static_cast<int>(n), knots.data(), values.data(), second.data()};
    std::vector<double> w(m), dk(m), dkk(m), dkkk(m);
    for (std::size_t i = 0; i < m; ++i) {
        const spline::Jet v = spline::jet(slice, k.data()[i]);
        w[i] = v.w, dk[i] = v.dk, dkk[i] = v.dkk, dkkk[i] = v.dkkk;
    }
    return nb::make_tuple(owned(std::move(w)), owned(std::move(dk)), owned(std::move(dkk)),
                          owned(std::move(dkkk)));
}

}  // namespace

void bind_spline(nb::module_ &module) {
    using namespace nb::literals;
    module.def("spline_second", &spline_second, "knots"_a, "values"_a);
    module.def("spline_wings", &spline_wings, "knots"_a, "values"_a, "second"_a);
    module.def("spline_jet", &spline_jet, "knots"_a, "values"_a, "second"_a, "k"_a);
}

}  // namespace axiom::bindings
