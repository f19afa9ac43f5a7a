#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/spline/fitting/refit.hpp"
#include "axiom/spline/fitting/surface_fit.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

namespace fitting = spline::fitting;

using Offsets = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

// Ragged columns: slice i holds offsets[i] .. offsets[i + 1] of each.
class Ragged {
  public:
    Ragged(const Offsets &offsets, std::initializer_list<const Input *> columns, std::size_t slices)
        : offsets_(offsets.data()) {
        if (offsets.shape(0) != slices + 1 || offsets_[0] != 0)
            throw std::invalid_argument("spline_fit: offsets do not match the slices");
        for (std::size_t i = 0; i < slices; ++i)
            if (offsets_[i + 1] < offsets_[i])
                throw std::invalid_argument("spline_fit: offsets do not ascend");
        for (const Input *c : columns) {
            if (static_cast<std::int64_t>(c->shape(0)) != offsets_[slices])
                throw std::invalid_argument("spline_fit: lengths disagree");
            columns_.push_back(c->data());
        }
    }
    std::size_t size(std::size_t i) const {
        return static_cast<std::size_t>(offsets_[i + 1] - offsets_[i]);
    }
    const double *column(std::size_t j, std::size_t i) const { return columns_[j] + offsets_[i]; }

  private:
    const std::int64_t *offsets_;
    std::vector<const double *> columns_;
};

// The numbers of kernels/spline_fit.py's Tuning, in its order.
struct Tuning {
    explicit Tuning(const Input &a) {
        if (a.shape(0) != 10) throw std::invalid_argument("spline_fit: ten numbers of tuning");
        shape = {0.0, a(0), a(1), a(2), a(3)};
        fit = {a(4), a(5), a(6), a(7), a(8), static_cast<int>(a(9))};
    }
    fitting::Shape shape;
    fitting::FitSettings fit;
};

fitting::QuoteArrays quotes_of(const Ragged &q, std::size_t i) {
    return {q.size(i),      q.column(0, i), q.column(1, i),
            q.column(2, i), q.column(3, i), q.column(4, i)};
}

fitting::PriorArrays prior_of(const Ragged &p, std::size_t i) {
    return {p.size(i), p.column(0, i), p.column(1, i), p.column(2, i)};
}

std::vector<double> knots_of(const Ragged &knots, std::size_t i) {
    if (knots.size(i) < fitting::kTouched)
        throw std::invalid_argument("spline_fit: a slice has fewer than four knots");
    return {knots.column(0, i), knots.column(0, i) + knots.size(i)};
}

nb::tuple spline_fit(const Offsets &quote_offsets, const Input &k, const Input &low,
                     const Input &middle, const Input &high, const Input &weight,
                     const Offsets &knot_offsets, const Input &knots, const Offsets &prior_offsets,
                     const Input &prior_k, const Input &prior_variance, const Input &prior_error,
                     const Input &level, const Input &tuning) {
    const std::size_t n = level.shape(0);
    const Ragged quotes(quote_offsets, {&k, &low, &middle, &high, &weight}, n);
    const Ragged x(knot_offsets, {&knots}, n);
    const Ragged prior(prior_offsets, {&prior_k, &prior_variance, &prior_error}, n);
    const Tuning t(tuning);
    std::vector<fitting::Order> orders;
    for (std::size_t i = 0; i < n; ++i)
        orders.push_back({knots_of(x, i), quotes_of(quotes, i), prior_of(prior, i), level(i)});
    fitting::SurfaceFit fit;
    {
        nb::gil_scoped_release release;
        fit = fitting::fit_surface(orders, t.shape, t.fit);
    }
    std::vector<double> out_knots, values, errors;
    nb::list counts;
    for (const fitting::FittedSlice &s : fit.slices) {
        counts.append(s.slice.knots.size());
        out_knots.insert(out_knots.end(), s.slice.knots.begin(), s.slice.knots.end());
        values.insert(values.end(), s.slice.values.begin(), s.slice.values.end());
        errors.insert(errors.end(), s.errors.begin(), s.errors.end());
    }
    return nb::make_tuple(counts, owned(std::move(out_knots)), owned(std::move(values)),
                          owned(std::move(errors)), fit.rounds, fit.bridged, fit.counts.steps);
}

// A slice given by knots and values, or none where both are empty.
std::optional<fitting::Published> published(const Input &knots, const Input &values) {
    if (knots.shape(0) != values.shape(0))
        throw std::invalid_argument("spline_refit: lengths disagree");
    if (knots.shape(0) == 0) return {};
    if (knots.shape(0) < fitting::kTouched)
        throw std::invalid_argument("spline_refit: a slice has fewer than four knots");
    return fitting::Published(copied(knots), copied(values));
}

std::optional<spline::SliceView> view(const std::optional<fitting::Published> &s) {
    if (!s) return {};
    return s->view();
}

nb::tuple spline_refit(const Input &knots, const Input &values, const Input &early_knots,
                       const Input &early_values, const Input &late_knots, const Input &late_values,
                       const Input &k, const Input &low, const Input &middle, const Input &high,
                       const Input &weight, const Input &prior_k, const Input &prior_variance,
                       const Input &prior_error, double level, const Input &tuning) {
    for (const Input *c : {&low, &middle, &high, &weight})
        if (c->shape(0) != k.shape(0)) throw std::invalid_argument("spline_refit: lengths disagree");
    for (const Input *c : {&prior_variance, &prior_error})
        if (c->shape(0) != prior_k.shape(0))
            throw std::invalid_argument("spline_refit: lengths disagree");
    const auto slice = published(knots, values), early = published(early_knots, early_values),
               late = published(late_knots, late_values);
    if (!slice) throw std::invalid_argument("spline_refit: no slice");
    Tuning t(tuning);
    t.shape.scale = std::sqrt(level);
    std::optional<fitting::Refitted> out;
    {
        nb::gil_scoped_release release;
        out = fitting::Refit(slice->view(), {view(early), view(late)},
                             {k.shape(0), k.data(), low.data(), middle.data(), high.data(),
                              weight.data()},
                             {prior_k.shape(0), prior_k.data(), prior_variance.data(),
                              prior_error.data()},
                             t.shape)
                  .run(t.fit, t.shape.noise);
    }
    return nb::make_tuple(owned(std::move(out->slice.values)), owned(std::move(out->errors)),
                          out->fitted, out->steps);
}

}  // namespace

void bind_spline_fit(nb::module_ &module) {
    using namespace nb::literals;
    module.def("spline_fit", &spline_fit, "quote_offsets"_a, "k"_a, "low"_a, "middle"_a, "high"_a,
               "weight"_a, "knot_offsets"_a, "knots"_a, "prior_offsets"_a, "prior_k"_a,
               "prior_variance"_a, "prior_error"_a, "level"_a, "tuning"_a);
    module.def("spline_refit", &spline_refit, "knots"_a, "values"_a, "early_knots"_a,
               "early_values"_a, "late_knots"_a, "late_values"_a, "k"_a, "low"_a, "middle"_a,
               "high"_a, "weight"_a, "prior_k"_a, "prior_variance"_a, "prior_error"_a, "level"_a,
               "tuning"_a);
}

}  // namespace axiom::bindings
