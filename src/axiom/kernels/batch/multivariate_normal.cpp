#include "axiom/several/multivariate_normal.hpp"

#include <math.h>

namespace axiom::several {
namespace {

constexpr double kFar = 38.0;
constexpr double kWidest = 8.5;

// The others given one: upper bounds shift in proportion to where it is.
struct Given {
    Normals normals;
    double slope[kMostAssets] = {};
    double scale[kMostAssets] = {};

    void move_to(const Normals &all, int k, double x) {
        for (int i = 0, at = 0; i < all.count; ++i) {
            if (i == k) continue;
            const double gap = all.upper[i] - slope[at] * x;
            normals.upper[at] = scale[at] > 0.0 ? gap / scale[at] : copysign(2.0 * kFar, gap);
            ++at;
        }
    }
};

Given given(const Normals &all, int k) {
    Given out;
    out.normals.count = all.count - 1;
    for (int i = 0, at = 0; i < all.count; ++i) {
        if (i == k) continue;
        const double r = all.correlation.at[i][k];
        out.slope[at] = r;
        out.scale[at] = sqrt(fmax(0.0, (1.0 - r) * (1.0 + r)));
        ++at;
    }
    for (int i = 0, a = 0; i < all.count; ++i) {
        if (i == k) continue;
        for (int j = 0, b = 0; j < all.count; ++j) {
            if (j == k) continue;
            const double scale = out.scale[a] * out.scale[b];
            const double left = all.correlation.at[i][j] - out.slope[a] * out.slope[b];
            const double r = scale > 0.0 ? fmax(-1.0, fmin(1.0, left / scale)) : 0.0;
            out.normals.correlation.at[a][b] = a == b ? 1.0 : r;
            ++b;
        }
        ++a;
    }
    return out;
}

// Variables that are below their bounds for sure, taken out.
Normals without_certain(const Normals &all) {
    Normals out;
    int kept[kMostAssets];
    for (int i = 0; i < all.count; ++i)
        if (all.upper[i] < kFar) kept[out.count++] = i;
    for (int i = 0; i < out.count; ++i) {
        out.upper[i] = all.upper[kept[i]];
        for (int j = 0; j < out.count; ++j)
            out.correlation.at[i][j] = all.correlation.at[kept[i]][kept[j]];
    }
    return out;
}

int least_correlated(const Normals &all) {
    int best = 0;
    double least = 2.0;
    for (int i = 0; i < all.count; ++i) {
        double most = 0.0;
        for (int j = 0; j < all.count; ++j)
            if (j != i) most = fmax(most, fabs(all.correlation.at[i][j]));
        if (most < least - 1e-12) {
            least = most;
            best = i;
        }
    }
    return best;
}

}  // namespace

Normals given_at_bound(const Normals &normals, int k) {
    Given out = given(normals, k);
    out.move_to(normals, k, normals.upper[k]);
    return out.normals;
}

double normal_probability(const Normals &normals, int points) {
    for (int i = 0; i < normals.count; ++i)
        if (normals.upper[i] < -kFar) return 0.0;
    const Normals all = without_certain(normals);
    if (all.count == 0) return 1.0;
    if (all.count == 1) return normal_distribution(all.upper[0]);
    if (all.count == 2) return bivariate_normal(all.upper[0], all.upper[1], all.correlation.at[0][1]);
    const int k = least_correlated(all);
    const double edge = fmin(kWidest, 1.5 * sqrt(static_cast<double>(points)));
    const double low = -edge, high = fmin(all.upper[k], edge);
    if (high <= low) return 0.0;
    Given rest = given(all, k);
    const Rule &rule = legendre_rule(points);
    double sum = 0.0;
    for (int p = 0; p < points; ++p) {
        const double x = low + (high - low) * rule.at[static_cast<std::size_t>(p)];
        rest.move_to(all, k, x);
        sum += rule.weight[static_cast<std::size_t>(p)] * normal_density(x) *
               normal_probability(rest.normals, points);
    }
    return (high - low) * sum;
}

}  // namespace axiom::several
