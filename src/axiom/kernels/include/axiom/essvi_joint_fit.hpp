// Fit of all slices at once: damped Gauss-Newton on the misfit plus a logarithmic barrier, whose
// normal equations are block tridiagonal. Every iterate is strictly free of arbitrage.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "axiom/essvi_barrier.hpp"

namespace axiom::essvi {

using Vector3 = std::array<double, 3>;
using Matrix3 = std::array<double, 9>;

// Lower Cholesky factor of a 3 x 3 matrix; tiny or negative pivots are lifted.
inline Matrix3 cholesky(const Matrix3 &a) {
    Matrix3 l{};
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j <= i; ++j) {
            double sum = a[3 * i + j];
            for (int u = 0; u < j; ++u) sum -= l[3 * i + u] * l[3 * j + u];
            l[3 * i + j] = i == j ? std::sqrt(std::max(sum, 1e-14 * a[4 * i] + 1e-300))
                                  : sum / l[4 * j];
        }
    }
    return l;
}

inline Vector3 forward_solve(const Matrix3 &l, Vector3 b) {
    for (int i = 0; i < 3; ++i) {
        for (int u = 0; u < i; ++u) b[i] -= l[3 * i + u] * b[u];
        b[i] /= l[4 * i];
    }
    return b;
}

inline Vector3 backward_solve(const Matrix3 &l, Vector3 b) {
    for (int i = 2; i >= 0; --i) {
        for (int u = i + 1; u < 3; ++u) b[i] -= l[3 * u + i] * b[u];
        b[i] /= l[4 * i];
    }
    return b;
}

// Solves (H + damping diag H) d = -g by block Cholesky.
inline std::vector<Vector3> newton_step(const Blocks &m, double damping) {
    const std::size_t n = m.diagonal.size();
    std::vector<Matrix3> factor(n), link(n);  // link[i] = below[i] L_i^-T
    std::vector<Vector3> y(n);
    for (std::size_t i = 0; i < n; ++i) {
        const Model &p = m.diagonal[i];
        Matrix3 a;
        Vector3 b;
        for (int u = 0; u < 3; ++u) {
            b[u] = -p.g[u];
            for (int v = 0; v < 3; ++v) a[3 * u + v] = p.h[u][v];
            a[4 * u] *= 1.0 + damping;
        }
        if (i > 0) {
            const Matrix3 &c = link[i - 1];
            for (int u = 0; u < 3; ++u)
                for (int w = 0; w < 3; ++w) {
                    b[u] -= c[3 * u + w] * y[i - 1][w];
                    for (int v = 0; v < 3; ++v) a[3 * u + v] -= c[3 * u + w] * c[3 * v + w];
                }
        }
        factor[i] = cholesky(a);
        y[i] = forward_solve(factor[i], b);
        if (i + 1 < n)
            for (int u = 0; u < 3; ++u) {
                const Matrix3 &e = m.below[i];
                const Vector3 row = forward_solve(factor[i], {e[3 * u], e[3 * u + 1], e[3 * u + 2]});
                for (int v = 0; v < 3; ++v) link[i][3 * u + v] = row[v];
            }
    }
    for (std::size_t i = n; i-- > 0;) {
        if (i + 1 < n)
            for (int u = 0; u < 3; ++u)
                for (int v = 0; v < 3; ++v) y[i][v] -= link[i][3 * u + v] * y[i + 1][u];
        y[i] = backward_solve(factor[i], y[i]);
    }
    return y;
}

struct JointProblem {
    const std::vector<Quotes> &quotes;
    const std::vector<Prior> &priors;
    Loss loss;
    double mu;

    double merit(const std::vector<Point> &x) const {
        double total = mu * barrier(x);
        if (!(total < std::numeric_limits<double>::infinity())) return total;
        for (std::size_t i = 0; i < x.size(); ++i) total += cost(quotes[i], loss, priors[i], x[i]);
        return total;
    }
    // Gradients are of half the misfit, so that they match the Gauss-Newton matrix.
    Blocks model(const std::vector<Point> &x) const {
        Blocks m;
        m.below.assign(x.size(), {});
        for (std::size_t i = 0; i < x.size(); ++i)
            m.diagonal.push_back(linearise(quotes[i], loss, priors[i], x[i]));
        add_barrier(x, 0.5 * mu, m);
        return m;
    }
};

inline bool try_step(const JointProblem &p, const std::vector<Vector3> &d, double least,
                     std::vector<Point> &x, double &value) {
    std::vector<Point> trial(x);
    for (double step = 1.0; step > 1e-4; step *= 0.4) {
        for (std::size_t i = 0; i < x.size(); ++i)
            trial[i] = {x[i].theta + step * d[i][0], x[i].right + step * d[i][1],
                        x[i].left + step * d[i][2]};
        const double found = p.merit(trial);
        if (found < least) {
            x.swap(trial);
            value = found;
            return true;
        }
    }
    return false;
}

// x must be strictly feasible. Returns the iterations used.
inline int fit_joint(const JointProblem &p, std::vector<Point> &x, int max_iterations,
                     double tolerance) {
    double value = p.merit(x), damping = 1e-3;
    int used = 0;
    for (; used < max_iterations && damping < 1e8; ++used) {
        const double before = value;
        if (!try_step(p, newton_step(p.model(x), damping), before, x, value)) {
            damping *= 10.0;
            continue;
        }
        damping = std::max(0.2 * damping, 1e-8);
        if (before - value <= tolerance * std::fabs(before)) break;
    }
    return used;
}

}  // namespace axiom::essvi
