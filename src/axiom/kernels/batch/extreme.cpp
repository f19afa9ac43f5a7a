#include <math.h>

#include "axiom/several/multivariate_normal.hpp"
#include "axiom/several/terminal.hpp"

namespace axiom::several {
namespace {

// The assets and, where there is a strike, one more that does not move (Johnson, 1987).
struct Rivals {
    int count = 0;
    double forward[kMostAssets + 1] = {};
    double covariance[kMostAssets + 1][kMostAssets + 1] = {};

    double spread(int i, int j) const {
        const double variance = covariance[i][i] + covariance[j][j] - 2.0 * covariance[i][j];
        const double scale = covariance[i][i] + covariance[j][j];
        return variance > 1e-15 * scale ? sqrt(variance) : 0.0;
    }
};

Rivals rivals_of(const Terminal &t, double strike) {
    Rivals out;
    out.count = t.assets + (strike > 0.0 ? 1 : 0);
    for (int i = 0; i < t.assets; ++i) {
        out.forward[i] = t.forwards[i];
        for (int j = 0; j < t.assets; ++j) out.covariance[i][j] = t.covariance.at[i][j];
    }
    if (strike > 0.0) out.forward[t.assets] = strike;
    return out;
}

// Where i beats j, in standard deviations, when i is the money of account. Of equals the first wins.
double lead(const Rivals &r, int i, int j, double sign) {
    const double s = r.spread(i, j), x = log(r.forward[i] / r.forward[j]);
    if (s > 0.0) return sign * (x / s + 0.5 * s);
    const double gap = x == 0.0 ? (i < j ? 1.0 : -1.0) : sign * x;
    return gap > 0.0 ? 100.0 : -100.0;
}

// The event that i is the largest (sign 1) or the smallest (sign -1).
Normals event(const Rivals &r, int i, double sign) {
    Normals out;
    int others[kMostAssets];
    for (int j = 0; j < r.count; ++j)
        if (j != i) others[out.count++] = j;
    for (int a = 0; a < out.count; ++a) {
        const int j = others[a];
        out.upper[a] = lead(r, i, j, sign);
        for (int b = 0; b < out.count; ++b) {
            const int k = others[b];
            const double scale = r.spread(i, j) * r.spread(i, k);
            const double shared = r.covariance[i][i] - r.covariance[i][j] - r.covariance[i][k] +
                                  r.covariance[j][k];
            const double correlation = scale > 0.0 ? fmax(-1.0, fmin(1.0, shared / scale)) : 0.0;
            out.correlation.at[a][b] = a == b ? 1.0 : correlation;
        }
    }
    return out;
}

double total(const Rivals &r, double sign, int points, double *shares) {
    double sum = 0.0;
    for (int i = 0; i < r.count; ++i) {
        shares[i] = normal_probability(event(r, i, sign), points);
        sum += r.forward[i] * shares[i];
    }
    return sum;
}

// d2V / dF_i dF_j for i other than j; the rows of the Hessian times the forwards add up to zero.
void add_curvature(const Rivals &r, int assets, double sign, int points, Matrix &hessian) {
    for (int i = 0; i < assets; ++i) {
        const Normals all = event(r, i, sign);
        for (int a = 0; a < all.count; ++a) {
            const int j = a < i ? a : a + 1;
            const double s = r.spread(i, j);
            if (s == 0.0) continue;
            const double mixed = sign * normal_density(all.upper[a]) / s *
                                 normal_probability(given_at_bound(all, a), points);
            hessian.at[i][i] += mixed / r.forward[i];
            if (j < assets) hessian.at[i][j] = -mixed / r.forward[j];
        }
    }
}

constexpr int kLevels = 8;
constexpr int kPoints[kLevels] = {6, 8, 12, 16, 24, 40, 64, 96};

}  // namespace

Value extreme(const Terminal &t, double strike, bool of_largest, double tolerance) {
    constexpr double budget = 3e5, rounding = 4e-15;
    const Rivals rivals = rivals_of(t, strike);
    const double sign = of_largest ? 1.0 : -1.0;
    const int integrations = rivals.count > 3 ? rivals.count - 3 : 0;
    double shares[kMostAssets + 1], scale = 0.0;
    for (int i = 0; i < rivals.count; ++i) scale += rivals.forward[i];
    Value out;
    int points = 0;
    double before = 0.0;
    for (int level = integrations > 2 ? 0 : 2; level < kLevels; ++level) {
        const double cost = rivals.count * pow(static_cast<double>(kPoints[level]), integrations);
        if (points > 0 && out.evaluations + cost > budget) break;
        points = kPoints[level];
        out.value = total(rivals, sign, points, shares);
        out.evaluations += cost;
        out.error = fabs(out.value - before) + rounding * scale;
        before = out.value;
        if (integrations == 0) out.error = rounding * scale;
        if (out.error <= tolerance * scale || integrations == 0) break;
    }
    for (int i = 0; i < t.assets; ++i) out.gradient[i] = shares[i];
    add_curvature(rivals, t.assets, sign, points, out.hessian);
    return out;
}

}  // namespace axiom::several
