// Fit of a whole surface: slice by slice in expiry, then sweeps in which each slice is fitted again
// between both neighbours. Every intermediate surface is free of arbitrage.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "axiom/essvi_slice_fit.hpp"

namespace axiom::essvi {

struct FitSettings {
    double loss_scale;  // of the robust loss, in half-spreads
    double prior;       // strength of the pull towards the neighbouring shape
    int sweeps;
    int iterations;  // a slice and stage
};

struct SurfaceFit {
    std::vector<Point> slices;
    double cost;
    int sweeps, iterations;
};

constexpr double kSmall = 1e-12;
constexpr double kWingLimit = 4.0 * (1.0 - 1e-6);
constexpr double kMargin = 1e-9;  // relative, so that rounding cannot turn a limit into arbitrage

// No calendar arbitrage: theta, right and left rise with expiry and psi / theta falls.
inline Limits limits_between(const Point *before, const Point *after) {
    Limits b{kSmall, 1e12, kSmall, kWingLimit, kSmall, kWingLimit, 0.0, 1e12};
    if (before != nullptr) {
        b.theta_min = before->theta * (1.0 + kMargin);
        b.right_min = std::min(before->right * (1.0 + kMargin), kWingLimit);
        b.left_min = std::min(before->left * (1.0 + kMargin), kWingLimit);
        b.ratio_max = before->psi() / before->theta * (1.0 - kMargin);
    }
    if (after != nullptr) {
        b.theta_max = after->theta * (1.0 - kMargin);
        b.right_max = std::max(after->right * (1.0 - kMargin), b.right_min);
        b.left_max = std::max(after->left * (1.0 - kMargin), b.left_min);
        b.ratio_min = after->psi() / after->theta * (1.0 + kMargin);
    }
    return b;
}

inline double near_the_money_variance(const Quotes &q) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < q.size; ++i)
        if (std::fabs(q.k[i]) < std::fabs(q.k[best])) best = i;
    return q.vol[best] * q.vol[best] * q.years;
}

// The cheapest of a grid of shapes and, where there is one, the previous slice's shape grown in time.
inline Point starting_point(const Quotes &q, const Limits &b, const Loss &loss, const Prior &prior,
                            const Point &fallback) {
    const double theta = near_the_money_variance(q);
    Point best = fallback;
    b.project(best);
    double least = cost(q, loss, prior, best);
    for (double rho : {-0.9, -0.75, -0.6, -0.4, -0.2, 0.0, 0.3}) {
        for (double curve : {0.3, 0.6, 1.0, 1.5, 2.2}) {
            const double psi = curve * std::sqrt(theta);
            Point x{theta, psi * (1.0 + rho), psi * (1.0 - rho)};
            if (!b.project(x)) continue;
            const double value = cost(q, loss, prior, x);
            if (value < least) least = value, best = x;
        }
    }
    return best;
}

inline Point default_shape(const Quotes &q) {
    const double theta = near_the_money_variance(q), psi = 0.5 * std::sqrt(theta);
    Point x{theta, psi * 0.7, psi * 1.3};
    limits_between(nullptr, nullptr).project(x);
    return x;
}

inline Point grown(const Point &before, double ratio) {
    return {before.theta * ratio, before.right, before.left};
}

// Graduated: a loss close to least squares first, then the robust one.
inline Fitted fit_graduated(const Quotes &q, const Limits &b, const Prior &prior, Point x,
                            const FitSettings &s) {
    Fitted f{x, 0.0, 0};
    int used = 0;
    for (double widen : {100.0, 8.0, 3.0, 1.0}) {
        const double c = widen * s.loss_scale;
        f = fit_slice(q, b, Loss{c * c}, prior, f.at, s.iterations);
        used += f.iterations;
    }
    f.iterations = used;
    return f;
}

inline SurfaceFit fit_surface(const std::vector<Quotes> &quotes, const FitSettings &s, bool alone) {
    const std::size_t n = quotes.size();
    SurfaceFit out{std::vector<Point>(n), 0.0, 0, 0};
    std::vector<double> costs(n);
    const double wide = 100.0 * s.loss_scale;
    for (std::size_t i = 0; i < n; ++i) {
        const bool first = i == 0 || alone;
        const Limits b = limits_between(first ? nullptr : &out.slices[i - 1], nullptr);
        const Point shape = first ? default_shape(quotes[i])
                                  : grown(out.slices[i - 1], quotes[i].years / quotes[i - 1].years);
        const Prior prior{shape, s.prior};
        const Point x = starting_point(quotes[i], b, Loss{wide * wide}, prior, shape);
        const Fitted f = fit_graduated(quotes[i], b, prior, x, s);
        out.slices[i] = f.at, costs[i] = f.cost, out.iterations += f.iterations;
    }
    double total = 0.0;
    for (double c : costs) total += c;
    for (; !alone && out.sweeps < s.sweeps; ++out.sweeps) {
        const double before = total;
        for (std::size_t j = 0; j < n; ++j) {
            const std::size_t i = out.sweeps % 2 == 0 ? n - 1 - j : j;
            const Limits b = limits_between(i > 0 ? &out.slices[i - 1] : nullptr,
                                            i + 1 < n ? &out.slices[i + 1] : nullptr);
            const Prior prior{out.slices[i], s.prior};
            const Loss loss{s.loss_scale * s.loss_scale};
            const Fitted f = fit_slice(quotes[i], b, loss, prior, out.slices[i], s.iterations);
            out.slices[i] = f.at, out.iterations += f.iterations;
            total += f.cost - costs[i];
            costs[i] = f.cost;
        }
        if (before - total <= 1e-5 * before) break;
    }
    out.cost = total;
    return out;
}

}  // namespace axiom::essvi
