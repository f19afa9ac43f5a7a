// The no-arbitrage conditions of a whole surface as a logarithmic barrier.
#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "axiom/essvi_objective.hpp"

namespace axiom::essvi {

constexpr double kWingLimit = 4.0 * (1.0 - 1e-6);

// A symmetric block-tridiagonal quadratic model in (theta, right, left) of each slice.
struct Blocks {
    std::vector<Model> diagonal;              // value, gradient and diagonal blocks
    std::vector<std::array<double, 9>> below;  // couples slice i (columns) to i + 1 (rows)
};

// One condition c > 0 on slice i (gradient a) and, unless it is the last, i + 1 (gradient b).
struct Condition {
    double value, a[3], b[3];
};

// Growth from one slice to the next: theta, right, left rise; psi / theta falls.
inline void growth_conditions(const Point &x, const Point &y, Condition (&c)[4]) {
    c[0] = {y.theta - x.theta, {-1.0, 0.0, 0.0}, {1.0, 0.0, 0.0}};
    c[1] = {y.right - x.right, {0.0, -1.0, 0.0}, {0.0, 1.0, 0.0}};
    c[2] = {y.left - x.left, {0.0, 0.0, -1.0}, {0.0, 0.0, 1.0}};
    c[3] = {x.psi() * y.theta - y.psi() * x.theta,
            {-y.psi(), 0.5 * y.theta, 0.5 * y.theta},
            {x.psi(), -0.5 * x.theta, -0.5 * x.theta}};
}

inline Condition butterfly_condition(const Point &x) {
    const double at = theta_floor(x.psi(), x.chi()), h = 1e-6 * (x.right + x.left);
    const Point r{x.theta, x.right + h, x.left}, l{x.theta, x.right, x.left + h};
    return {x.theta - at,
            {1.0, -(theta_floor(r.psi(), r.chi()) - at) / h,
             -(theta_floor(l.psi(), l.chi()) - at) / h},
            {0.0, 0.0, 0.0}};
}

// Positive parameters of the first slice, and wings of the last that do not exceed Lee's bound.
inline void end_conditions(const Point &first, const Point &last, Condition (&c)[5]) {
    c[0] = {first.theta, {1.0, 0.0, 0.0}, {}};
    c[1] = {first.right, {0.0, 1.0, 0.0}, {}};
    c[2] = {first.left, {0.0, 0.0, 1.0}, {}};
    c[3] = {kWingLimit - last.right, {0.0, -1.0, 0.0}, {}};
    c[4] = {kWingLimit - last.left, {0.0, 0.0, -1.0}, {}};
}

template <class Visit> inline void each_condition(const std::vector<Point> &x, Visit visit) {
    const std::size_t n = x.size();
    Condition ends[5], growth[4];
    end_conditions(x.front(), x.back(), ends);
    for (int i = 0; i < 5; ++i) visit(i < 3 ? 0 : n - 1, ends[i]);
    for (std::size_t i = 0; i < n; ++i) visit(i, butterfly_condition(x[i]));
    for (std::size_t i = 0; i + 1 < n; ++i) {
        growth_conditions(x[i], x[i + 1], growth);
        for (const Condition &c : growth) visit(i, c);
    }
}

// -sum log c; infinite where a condition fails.
inline double barrier(const std::vector<Point> &x) {
    double total = 0.0;
    each_condition(x, [&](std::size_t, const Condition &c) {
        total -= c.value > 0.0 ? std::log(c.value) : -std::numeric_limits<double>::infinity();
    });
    return total;
}

// Adds the barrier's gradient and its Gauss-Newton matrix, times mu.
inline void add_barrier(const std::vector<Point> &x, double mu, Blocks &m) {
    each_condition(x, [&](std::size_t i, const Condition &c) {
        const double slope = mu / c.value, curvature = slope / c.value;
        const bool pair = c.b[0] != 0.0 || c.b[1] != 0.0 || c.b[2] != 0.0;
        Model &p = m.diagonal[i];
        for (int u = 0; u < 3; ++u) {
            p.g[u] -= slope * c.a[u];
            for (int v = 0; v < 3; ++v) p.h[u][v] += curvature * c.a[u] * c.a[v];
        }
        if (!pair) return;
        Model &q = m.diagonal[i + 1];
        for (int u = 0; u < 3; ++u) {
            q.g[u] -= slope * c.b[u];
            for (int v = 0; v < 3; ++v) {
                q.h[u][v] += curvature * c.b[u] * c.b[v];
                m.below[i][3 * u + v] += curvature * c.b[u] * c.a[v];
            }
        }
    });
}

}  // namespace axiom::essvi
