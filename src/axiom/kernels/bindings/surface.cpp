#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/essvi_surface.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using essvi::Surface;

Surface make(const Input &years, const Input &theta, const Input &psi, const Input &chi,
             double theta_slope_after, const Input &node_years, const Input &log_forward,
             double slope_before, double slope_after) {
    const std::size_t n = years.shape(0);
    if (n == 0 || theta.shape(0) != n || psi.shape(0) != n || chi.shape(0) != n ||
        node_years.shape(0) == 0 || node_years.shape(0) != log_forward.shape(0))
        throw std::invalid_argument("EssviSurface: lengths disagree");
    std::vector<essvi::Slice> slices(n);
    for (std::size_t i = 0; i < n; ++i) slices[i] = {theta(i), psi(i), chi(i)};
    return {copied(years), slices, theta_slope_after,
            {copied(node_years), copied(log_forward), slope_before, slope_after}};
}

// Impossible input, as opposed to NaN, which passes through.
bool refused(double x, double t, bool is_strike) {
    return std::isinf(x) || std::isinf(t) || t < 0.0 || (is_strike && x <= 0.0);
}

// The surface at one expiry. Consecutive points often share theirs, so arrays keep the last one.
struct Expiry {
    double years = std::nan(""), log_forward = 0.0;
    essvi::Located located{};
    bool before_first = false;

    void move(const Surface &s, double t) {
        if (t == years) return;
        years = t;
        log_forward = s.log_forward(t);
        before_first = t < s.years.front();
        located = s.locate(t);
    }
};

struct Place {
    double k, log_strike;
};

struct Vol {
    static double at(const Surface &s, const Expiry &e, const Place &p) {
        if (e.before_first) return s.vol(p.k, e.years);
        return std::sqrt(essvi::total_variance(e.located.at, p.k) / e.years);
    }
};
struct Variance {
    static double at(const Surface &, const Expiry &e, const Place &p) {
        return essvi::total_variance(e.located.at, p.k);
    }
};
struct Density {
    static double at(const Surface &, const Expiry &e, const Place &p) {
        return smile::density(p.k, p.log_strike, essvi::jet(e.located.at, p.k));
    }
};

Place place(const Expiry &e, double x, bool is_strike) {
    const double log_strike = is_strike ? std::log(x) : e.log_forward + x;
    return {is_strike ? log_strike - e.log_forward : x, log_strike};
}

// NaN in either input gives NaN; locate() would otherwise see it as a late expiry.
template <class F>
double checked(const Surface &s, Expiry &e, double x, double t, bool is_strike, bool &bad) {
    if (std::isnan(x) || std::isnan(t)) return std::nan("");
    if (refused(x, t, is_strike)) {
        bad = true;
        return std::nan("");
    }
    e.move(s, t);
    return F::at(s, e, place(e, x, is_strike));
}

// The scalar and array forms return None when an element is outside its domain.
template <class F> nb::object scalar(const Surface &s, double x, double t, bool is_strike) {
    bool bad = false;
    Expiry e;
    const double value = checked<F>(s, e, x, t, is_strike, bad);
    return bad ? nb::none() : nb::cast(value);
}

std::size_t common_size(const Input &x, const Input &t) {
    const std::size_t n = x.shape(0), m = t.shape(0);
    if (n != m && n != 1 && m != 1) throw std::invalid_argument("EssviSurface: lengths disagree");
    return n == 1 ? m : n;
}

template <class F> nb::object array(const Surface &s, const Input &x, const Input &t, bool is_strike) {
    const std::size_t n = common_size(x, t);
    const std::size_t dx = x.shape(0) == 1 ? 0 : 1, dt = t.shape(0) == 1 ? 0 : 1;
    std::vector<double> out(n);
    bool bad = false;
    {
        nb::gil_scoped_release release;
        Expiry e;
        for (std::size_t i = 0; i < n; ++i)
            out[i] = checked<F>(s, e, x.data()[i * dx], t.data()[i * dt], is_strike, bad);
    }
    return bad ? nb::none() : nb::cast(owned(std::move(out)));
}

nb::object derivatives(const Surface &s, const Input &x, const Input &t, bool is_strike) {
    const std::size_t n = common_size(x, t);
    const std::size_t dx = x.shape(0) == 1 ? 0 : 1, dt = t.shape(0) == 1 ? 0 : 1;
    std::vector<double> w(n, std::nan("")), dk(w), dkk(w), dy(w);
    bool bad = false;
    {
        nb::gil_scoped_release release;
        Expiry e;
        for (std::size_t i = 0; i < n; ++i) {
            const double a = x.data()[i * dx], b = t.data()[i * dt];
            if (std::isnan(a) || std::isnan(b)) continue;
            if (refused(a, b, is_strike)) {
                bad = true;
                continue;
            }
            e.move(s, b);
            const double k = place(e, a, is_strike).k;
            const essvi::Located &l = e.located;
            const essvi::Jet v = essvi::jet(l.at, k);
            w[i] = v.w, dk[i] = v.dk, dkk[i] = v.dkk;
            // At expiry zero w is homogeneous in time: its rate is w of the rates.
            dy[i] = b > 0.0 ? essvi::directional(l.at, l.rate, k) : essvi::total_variance(l.rate, k);
        }
    }
    if (bad) return nb::none();
    return nb::make_tuple(owned(std::move(w)), owned(std::move(dk)), owned(std::move(dkk)),
                          owned(std::move(dy)));
}

}  // namespace

void bind_surface(nb::module_ &module) {
    using namespace nb::literals;
    nb::class_<Surface>(module, "EssviEvaluator")
        .def("vol_scalar", &scalar<Vol>)
        .def("vol", &array<Vol>)
        .def("total_variance_scalar", &scalar<Variance>)
        .def("total_variance", &array<Variance>)
        .def("density_scalar", &scalar<Density>)
        .def("density", &array<Density>)
        .def("derivatives", &derivatives);
    module.def("essvi_evaluator", &make, "years"_a, "theta"_a, "psi"_a, "chi"_a,
               "theta_slope_after"_a, "node_years"_a, "log_forward"_a, "slope_before"_a,
               "slope_after"_a);
}

}  // namespace axiom::bindings
