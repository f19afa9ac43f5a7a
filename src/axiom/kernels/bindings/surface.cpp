#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/shared_ptr.h>

#include <memory>
#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/surface_batch.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using surface::Clock;
using surface::Points;
using surface::Quantity;
using surface::TimeGrid;
using Values = nb::ndarray<const double, nb::c_contig, nb::device::cpu>;
using Target = nb::ndarray<double, nb::c_contig, nb::device::cpu>;

std::shared_ptr<TimeGrid> time_grid(const Input &years, const Input &node_years,
                                    const Input &log_forward, double slope_before,
                                    double slope_after, const Input &clock_years,
                                    const Input &clock_variance) {
    if (years.shape(0) == 0 || node_years.shape(0) == 0 ||
        node_years.shape(0) != log_forward.shape(0) ||
        clock_years.shape(0) != clock_variance.shape(0) || clock_years.shape(0) == 1)
        throw std::invalid_argument("time_grid: lengths disagree");
    const Piecewise forward{copied(node_years), copied(log_forward), slope_before, slope_after};
    return std::make_shared<TimeGrid>(copied(years), forward,
                                      Clock{copied(clock_years), copied(clock_variance)});
}

essvi::Surface essvi_surface(const std::shared_ptr<TimeGrid> &grid, const Input &theta,
                             const Input &psi, const Input &chi) {
    const std::size_t n = grid->variance_years().size();
    if (theta.shape(0) != n || psi.shape(0) != n || chi.shape(0) != n)
        throw std::invalid_argument("essvi_surface: lengths disagree");
    std::vector<essvi::Slice> slices(n);
    for (std::size_t i = 0; i < n; ++i) slices[i] = {theta.data()[i], psi.data()[i], chi.data()[i]};
    return {grid, slices};
}

std::shared_ptr<spline::Pieces> spline_pieces(const Input &knots, const Input &values,
                                              const Input &second, const Input &error) {
    const std::size_t n = knots.shape(0);
    if (n < 2 || values.shape(0) != n || second.shape(0) != n || error.shape(0) != n)
        throw std::invalid_argument("spline_pieces: lengths disagree");
    const spline::SliceView view{static_cast<int>(n), knots.data(), values.data(), second.data()};
    return std::make_shared<spline::Pieces>(spline::prepared(view, error.data()));
}

nb::tuple spline_least(const spline::Pieces &pieces) {
    const spline::Least least = spline::least(pieces);
    return nb::make_tuple(least.w, least.k);
}

spline::Surface spline_surface(const std::shared_ptr<TimeGrid> &grid, const nb::list &pieces) {
    if (pieces.size() != grid->variance_years().size())
        throw std::invalid_argument("spline_surface: lengths disagree");
    std::vector<spline::Surface::Shared> slices;
    for (nb::handle p : pieces) slices.push_back(nb::cast<std::shared_ptr<spline::Pieces>>(p));
    return {grid, std::move(slices)};
}

spline::Surface with_slice(const spline::Surface &s, std::size_t index,
                           const std::shared_ptr<spline::Pieces> &pieces) {
    if (index >= s.size()) throw std::invalid_argument("with_slice: no such slice");
    return s.with_slice(index, pieces);
}

// The stride of an input along rows and columns, from how many values it has.
Points points(const Values &x, const Values &years, std::ptrdiff_t rows, std::ptrdiff_t columns,
              bool is_strike, double *out) {
    const auto n = static_cast<std::ptrdiff_t>(x.size()), m = static_cast<std::ptrdiff_t>(years.size());
    const std::ptrdiff_t all = rows * columns;
    const bool paired = m == all && columns > 1;
    if ((n != all && n != columns && n != 1) || (m != all && m != rows && m != 1) ||
        (paired && rows > 1))
        throw std::invalid_argument("surface: lengths disagree");
    return {x.data(), years.data(), rows, columns,
            n == all && rows > 1 ? columns : 0, n == 1 ? 0 : 1,
            m == 1 ? 0 : 1, paired ? 1 : 0, is_strike, out};
}

// False where a point is outside its domain.
template <class Family>
bool fill(const Family &s, int quantity, const Values &x, const Values &years, std::ptrdiff_t rows,
          std::ptrdiff_t columns, bool is_strike, const Target &out) {
    const auto what = static_cast<Quantity>(quantity);
    const std::ptrdiff_t each = what == Quantity::derivatives ? 4 : 1;
    if (static_cast<std::ptrdiff_t>(out.size()) != each * rows * columns)
        throw std::invalid_argument("surface: lengths disagree");
    const Points p = points(x, years, rows, columns, is_strike, out.data());
    nb::gil_scoped_release release;
    return !evaluate(s, what, p);
}

// One value; None where the point is outside its domain.
template <class Family>
nb::object scalar(const Family &s, int quantity, double x, double years, bool is_strike) {
    double value[4];
    const Points p{&x, &years, 1, 1, 0, 0, 0, 0, is_strike, value};
    return evaluate(s, static_cast<Quantity>(quantity), p) ? nb::none() : nb::cast(value[0]);
}

}  // namespace

void bind_surface(nb::module_ &module) {
    using namespace nb::literals;
    nb::class_<TimeGrid>(module, "TimeGrid");
    nb::class_<spline::Pieces>(module, "SplinePieces");
    nb::class_<essvi::Surface>(module, "EssviSurface")
        .def("fill", &fill<essvi::Surface>)
        .def("scalar", &scalar<essvi::Surface>);
    nb::class_<spline::Surface>(module, "SplineSurface")
        .def("fill", &fill<spline::Surface>)
        .def("scalar", &scalar<spline::Surface>)
        .def("with_slice", &with_slice);
    module.def("time_grid", &time_grid, "years"_a, "node_years"_a, "log_forward"_a,
               "slope_before"_a, "slope_after"_a, "clock_years"_a, "clock_variance"_a);
    module.def("essvi_surface", &essvi_surface, "grid"_a, "theta"_a, "psi"_a, "chi"_a);
    module.def("spline_pieces", &spline_pieces, "knots"_a, "values"_a, "second"_a, "error"_a);
    module.def("spline_least", &spline_least, "pieces"_a);
    module.def("spline_surface", &spline_surface, "grid"_a, "pieces"_a);
}

}  // namespace axiom::bindings
