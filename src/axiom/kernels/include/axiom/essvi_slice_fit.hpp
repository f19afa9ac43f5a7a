// Fit of one slice between its neighbours: Levenberg-Marquardt on an active set.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "axiom/essvi_objective.hpp"

namespace axiom::essvi {

// What a slice may do given the slices before and after it. theta's limits follow from the wings:
// max(theta_min, psi / ratio_max, theta_floor) <= theta <= min(theta_max, psi / ratio_min).
struct Limits {
    double theta_min, theta_max;
    double right_min, right_max;
    double left_min, left_max;
    double ratio_min, ratio_max;  // of psi / theta

    double floor(double right, double left) const {
        double psi = 0.5 * (right + left), chi = 0.5 * (right - left);
        return std::max({theta_min, psi / ratio_max, theta_floor(psi, chi)});
    }
    double ceiling(double right, double left) const {
        double psi = 0.5 * (right + left);
        return ratio_min > 0.0 ? std::min(theta_max, psi / ratio_min) : theta_max;
    }
    bool project(Point &x) const {
        x.right = std::clamp(x.right, right_min, right_max);
        x.left = std::clamp(x.left, left_min, left_max);
        double low = floor(x.right, x.left), high = ceiling(x.right, x.left);
        x.theta = std::min(std::max(x.theta, low), high);
        return low <= high;
    }
};

// The projection used as a change of variables: which coordinates are held at a limit, and how theta
// moves with the wings while it slides along one.
struct Active {
    bool theta, right, left;
    double by_right, by_left;
};

template <class Bound>
inline void slide(Active &a, Bound bound, const Point &x) {
    double hr = 1e-6 * (x.right + x.left), at = bound(x.right, x.left);
    a.theta = true;
    a.by_right = (bound(x.right + hr, x.left) - at) / hr;
    a.by_left = (bound(x.right, x.left + hr) - at) / hr;
}

inline Active active_set(const Limits &b, const Point &x, const Model &m) {
    Active a{false, false, false, 0.0, 0.0};
    const double low = b.floor(x.right, x.left), high = b.ceiling(x.right, x.left);
    const double slack = 1e-9 * x.theta;
    if (m.g[0] > 0.0 && x.theta <= low + slack) {
        slide(a, [&b](double r, double l) { return b.floor(r, l); }, x);
    } else if (m.g[0] < 0.0 && x.theta >= high - slack) {
        slide(a, [&b](double r, double l) { return b.ceiling(r, l); }, x);
    }
    const double gr = m.g[1] + (a.theta ? a.by_right * m.g[0] : 0.0);
    const double gl = m.g[2] + (a.theta ? a.by_left * m.g[0] : 0.0);
    a.right = (x.right <= b.right_min && gr > 0.0) || (x.right >= b.right_max && gr < 0.0);
    a.left = (x.left <= b.left_min && gl > 0.0) || (x.left >= b.left_max && gl < 0.0);
    return a;
}

// Solves the damped normal equations on the free coordinates, by Cholesky (at most 3 x 3).
inline Point step(const Model &m, const Active &a, double damping) {
    const double t[3][3] = {{1.0, a.by_right, a.by_left}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};
    const bool held[3] = {a.theta, a.right, a.left};
    double h[3][3] = {}, g[3] = {};
    for (int i = 0; i < 3; ++i) {
        for (int u = 0; u < 3; ++u) g[i] -= t[u][i] * m.g[u];
        for (int j = 0; j < 3; ++j)
            for (int u = 0; u < 3; ++u)
                for (int v = 0; v < 3; ++v) h[i][j] += t[u][i] * m.h[u][v] * t[v][j];
    }
    for (int i = 0; i < 3; ++i) {
        h[i][i] *= 1.0 + damping;
        if (!held[i]) continue;
        for (int j = 0; j < 3; ++j) h[i][j] = h[j][i] = 0.0;
        h[i][i] = 1.0, g[i] = 0.0;
    }
    double l[3][3] = {}, y[3], d[3];
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j <= i; ++j) {
            double sum = h[i][j];
            for (int u = 0; u < j; ++u) sum -= l[i][u] * l[j][u];
            l[i][j] = i == j ? std::sqrt(std::max(sum, 1e-14 * h[i][i] + 1e-300)) : sum / l[j][j];
        }
        y[i] = g[i];
        for (int u = 0; u < i; ++u) y[i] -= l[i][u] * y[u];
        y[i] /= l[i][i];
    }
    for (int i = 2; i >= 0; --i) {
        d[i] = y[i];
        for (int u = i + 1; u < 3; ++u) d[i] -= l[u][i] * d[u];
        d[i] /= l[i][i];
    }
    d[0] += a.by_right * d[1] + a.by_left * d[2];
    return {d[0], d[1], d[2]};
}

// At most a fivefold fall of a coordinate in one step: near zero the vol of a wing is like the
// square root of its slope, and a step onto zero would be a trap.
inline double kept_positive(double from, double step) { return std::max(from + step, 0.2 * from); }

// The largest fraction of the step, halved at most six times, whose projection is feasible.
inline bool advance(const Limits &b, const Point &from, const Point &d, const Active &a, Point &to) {
    for (double x = 1.0; x > 0.015; x *= 0.5) {
        to = {kept_positive(from.theta, x * d.theta), kept_positive(from.right, x * d.right),
              kept_positive(from.left, x * d.left)};
        if (a.theta) {  // keep sliding along the curved limit
            Point wings = to;
            b.project(wings);
            bool low = from.theta <= b.floor(from.right, from.left) * (1.0 + 1e-9);
            to.theta = low ? b.floor(wings.right, wings.left) : b.ceiling(wings.right, wings.left);
        }
        if (b.project(to)) return true;
    }
    return false;
}

struct Fitted {
    Point at;
    double cost;
    int iterations;
};

// x must be feasible. The cost never rises, and every iterate is feasible.
inline Fitted fit_slice(const Quotes &q, const Limits &b, const Loss &loss, const Prior &prior,
                        Point x, int max_iterations) {
    double damping = 1e-4;
    Model m = linearise(q, loss, prior, x);
    int used = 0;
    for (; used < max_iterations && damping < 1e9; ++used) {
        const Active a = active_set(b, x, m);
        if (a.theta && a.right && a.left) break;
        Point trial;
        double value = std::numeric_limits<double>::infinity();
        if (advance(b, x, step(m, a, damping), a, trial)) value = cost(q, loss, prior, trial);
        if (!(value < m.cost)) {
            damping *= 8.0;
            continue;
        }
        const bool done = m.cost - value <= 1e-7 * m.cost;
        x = trial;
        damping = std::max(damping * 0.2, 1e-10);
        m = linearise(q, loss, prior, x);
        if (done) break;
    }
    return {x, m.cost, used};
}

}  // namespace axiom::essvi
