// The distribution of two standard normal variables with a given correlation.
//
//   P(X < x, Y < y) = N(x) N(y) + 1 / (2 pi) integral from 0 to asin(rho) of
//                     exp(-(x^2 + y^2 - 2 x y sin t) / (2 cos^2 t)) dt
//
// by Gauss-Legendre for |rho| below 0.925 (Drezner, Wesolowsky, On the computation of the bivariate
// normal integral, J. Statist. Comput. Simul. 35, 1990, 101-107); above, from perfect correlation down,
// with the first three terms at the end taken out and integrated exactly (Genz, Numerical computation of
// rectangular bivariate and trivariate normal and t probabilities, Stat. Comput. 14, 2004, 251-260).
// Absolute error below 1e-15; infinite x and y are fine. Verified by
// tests/parity/test_bivariate_normal.py.
#pragma once

#include "american/quadrature.hpp"
#include "jet.hpp"

namespace axiom {

namespace bivariate {

constexpr double kTwoPi = 6.28318530717958647693;
constexpr double kNearlyPerfect = 0.925;

// sin(t) for |t| <= asin(0.925), by Taylor's series: the first term left out is below 1e-17.
AXIOM_FN double sine_of(double t) {
    const double u = t * t;
    const double tail = u * (1.0 / 6227020800.0 - u * (1.0 / 1307674368000.0 - u * (1.0 / 355687428096000.0 -
        u * (1.0 / 121645100408832000.0))));
    return t * (1.0 - u * (1.0 / 6 - u * (1.0 / 120 - u * (1.0 / 5040 - u * (1.0 / 362880 -
        u * (1.0 / 39916800 - tail))))));
}

// A rule on (0, 1), filled up to whole vectors with points that have no weight.
template <int points>
struct WholeVectors {
    static constexpr int kSize = (points + 7) / 8 * 8;
    alignas(64) double at[kSize] = {};
    alignas(64) double weight[kSize] = {};

    WholeVectors() {
        const american::GaussLegendre<points> rule;
        for (std::size_t k = 0; k < points; ++k) at[k] = rule.at[k], weight[k] = rule.weight[k];
    }
};

template <int points>
double from_independence(double x, double y, double rho) {
    static const WholeVectors<points> rule;
    constexpr int size = WholeVectors<points>::kSize;
    const double angle = std::asin(rho);
    const double squares = 0.5 * (x * x + y * y), product = x * y;
    alignas(64) double terms[size];
    AXIOM_EACH_LANE
    for (int k = 0; k < size; ++k) {
        const double sine = sine_of(angle * rule.at[k]);
        terms[k] = rule.weight[k] *
                   exponential_of_nonpositive((sine * product - squares) / (1.0 - sine * sine));
    }
    for (int k = 8; k < size; ++k) terms[k % 8] += terms[k];
    const double sum = ((terms[0] + terms[1]) + (terms[2] + terms[3])) +
                       ((terms[4] + terms[5]) + (terms[6] + terms[7]));
    return normal_distribution(x) * normal_distribution(y) + angle / kTwoPi * sum;
}

// What P(X < x, Y < y) lacks to its value at correlation 1, for 0.925 <= rho < 1: with t^2 = 1 - r^2,
// 1 / (2 pi) times the integral over t of exp(-(x - y)^2 / (2 t^2)) exp(-x y / (1 + r)) / r.
inline double below_perfection(double x, double y, double rho) {
    static const american::GaussLegendre<20> rule;
    const double top = root((1.0 - rho) * (1.0 + rho)), gap = magnitude(x - y), product = x * y;
    const double c = 0.125 * (4.0 - product), d = 0.0625 * (12.0 - product);
    const double squares = 0.5 * gap * gap, top2 = top * top;
    const double end = exponential_of_nonpositive(-squares / top2 - 0.5 * product);
    const double tail = exponential(-0.5 * product) * normal_distribution(-gap / top) / kInvSqrt2Pi;
    const double zeroth = top * end - gap * tail;
    const double second = (top * top2 * end - 2.0 * squares * zeroth) / 3.0;
    const double fourth = (top * top2 * top2 * end - 2.0 * squares * second) / 5.0;
    double rest = 0.0;
    for (std::size_t k = 0; k < 20; ++k) {
        const double t = top * rule.at[k], t2 = t * t, r = root(1.0 - t2);
        const double near = -squares / t2;
        const double whole = exponential_of_nonpositive(near - product / (1.0 + r)) / r;
        const double series = exponential_of_nonpositive(near - 0.5 * product);
        rest += rule.weight[k] * (whole - series * (1.0 + c * t2 * (1.0 + d * t2)));
    }
    return (zeroth + c * (second + d * fourth) + top * rest) / kTwoPi;
}

inline double nearly_perfect(double x, double y, double rho) {
    const double perfect = normal_distribution(smaller(x, y));
    const double gap = x - y;
    const bool negligible = rho >= 1.0 || 0.5 * gap * gap / ((1.0 - rho) * (1.0 + rho)) +
                                              0.5 * x * y > 700.0;
    return negligible ? perfect : larger(0.0, perfect - below_perfection(x, y, rho));
}

}  // namespace bivariate

inline double bivariate_normal(double x, double y, double rho) {
    constexpr double far = 38.0;
    const double u = larger(-far, smaller(far, x)), v = larger(-far, smaller(far, y));
    const double size = magnitude(rho);
    if (size < 0.3) return larger(0.0, bivariate::from_independence<8>(u, v, rho));
    if (size < 0.75) return larger(0.0, bivariate::from_independence<14>(u, v, rho));
    if (size < bivariate::kNearlyPerfect) return larger(0.0, bivariate::from_independence<24>(u, v, rho));
    if (rho > 0.0) return bivariate::nearly_perfect(u, v, smaller(rho, 1.0));
    const double other = bivariate::nearly_perfect(u, -v, smaller(-rho, 1.0));
    return larger(0.0, normal_distribution(u) - other);
}

// The joint density of two standard normal variables; |rho| below 1.
inline double bivariate_density(double x, double y, double rho) {
    const double free = (1.0 - rho) * (1.0 + rho);
    const double exponent = -0.5 * (x * x - 2.0 * rho * x * y + y * y) / free;
    return exponential_of_nonpositive(smaller(exponent, 0.0)) / (bivariate::kTwoPi * root(free));
}

// The same for jets whose correlation has no second derivatives; `rho` is a jet without curvature.
inline double bivariate_distribution_of(double x, double y, double rho) { return bivariate_normal(x, y, rho); }

template <int Count, int Curved>
Jet<Count, Curved> bivariate_distribution_of(const Jet<Count, Curved> &x, const Jet<Count, Curved> &y,
                                             const Jet<Count, Curved> &rho) {
    const double u = capped_deviations(x.value), v = capped_deviations(y.value), r = rho.value;
    const double free = root((1.0 - r) * (1.0 + r));
    const double density = free > 0.0 ? bivariate_density(u, v, r) : 0.0;
    const double u_given = free > 0.0 ? (v - r * u) / free : (v - r * u) * 1e300;
    const double v_given = free > 0.0 ? (u - r * v) / free : (u - r * v) * 1e300;
    const double fu = normal_density(u) * normal_distribution(u_given);
    const double fv = normal_density(v) * normal_distribution(v_given);
    Jet<Count, Curved> out = composed(x, y, bivariate_normal(u, v, r), fu, fv, -u * fu - r * density, density,
                                      -v * fv - r * density);
    for (int i = 0; i < Count; ++i) out.first[i] += density * rho.first[i];
    return out;
}

}  // namespace axiom
