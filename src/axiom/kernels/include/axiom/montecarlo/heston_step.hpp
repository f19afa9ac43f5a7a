// One step of Heston's model by the quadratic-exponential scheme with martingale correction.
//
// L. Andersen, "Simple and efficient simulation of the Heston stochastic volatility model", J. Comput.
// Finance 11(3), 2008, 1-42: sections 3.2.3 (v by moment matching, threshold psi = 3/2) and 4.2
// (ln S, central weights, proposition 9). With m and s^2 the mean and variance of v at the step's end,
// D = s^2 + m^2 and B = 1 + b^2, the exponential law is 1 - p = 2 m^2 / D, beta = 2 m / D, which saves
// divisions. Verified by tests/unit/engines/montecarlo/test_heston_paths.py.
#pragma once

#include "jumps.hpp"

namespace axiom::montecarlo {

// What a step's length makes of the parameters; see heston_coefficients in heston_paths.py.
struct HestonStep {
    double drift;             // ln of the growth of the forward
    double decay;             // exp(-kappa h)
    double pull;              // theta (1 - decay)
    double spread, floor;     // s^2 = spread v + floor
    double before, after;     // K1, K2: weights of v at the step's two ends in ln S
    double noise;             // K3 = K4
    double exponent;          // A = K2 + K4 / 2
    double plain;             // K0 without the correction
    double half;              // h / 2
};

constexpr double kLeastMean = 1e-60;
constexpr double kLeastSpread = 1e-20;  // of s^2 / m^2
constexpr double kLeastMass = 1e-6;     // of what the correction takes the logarithm of

struct HestonState {
    double log_spot, variance;
};

AXIOM_FN HestonState heston_step(const HestonStep &k, double v, double z_variance, double z_spot) {
    const double m = larger(k.pull + k.decay * v, kLeastMean);
    const double m2 = m * m;
    const double s2 = larger(k.floor + k.spread * v, kLeastSpread * m2);
    const bool quadratic = s2 <= 1.5 * m2;
    const double D = s2 + m2;
    const double inverse = 1.0 / (s2 * m);
    const double x = 2.0 * m2 * m * inverse;  // 2 / psi
    const double b2 = (x - 1.0) + root(larger(x * (x - 1.0), 0.0));
    const double c2 = larger(b2, 0.0);
    const double B = 1.0 + c2;
    const double left = B - 2.0 * k.exponent * m;
    const double inverse_both = 1.0 / (B * (quadratic ? left : 1.0));

    // The two laws of v: a (b + Z)^2, and an exponential one with mass at 0.
    const double shifted = root(c2) + z_variance;
    const double squared = m * (quadratic ? left : 1.0) * inverse_both * shifted * shifted;
    const double survival = log_ratio(2.0 * m2, upper_tail(z_variance) * D);
    const double exponential_law = larger(survival, 0.0) * (0.5 * D * s2 * inverse);
    const double after = quadratic ? squared : exponential_law;

    // -ln E[exp(A v)] by the law in force.
    const double numerator = quadratic ? left : 2.0 * m - k.exponent * D;
    const double denominator = quadratic ? B : 2.0 * m - k.exponent * (s2 - m2);
    const bool finite = numerator > kLeastMass * denominator;
    const double logarithm = log_ratio(finite ? numerator : 1.0, finite ? denominator : 1.0);
    const double quadratic_part = 0.5 * logarithm - k.exponent * c2 * m * B * inverse_both;
    const double corrected = (quadratic ? quadratic_part : logarithm) -
                             (k.before + 0.5 * k.noise) * v;
    const double start = finite ? corrected : k.plain;
    const double move = start + k.before * v + k.after * after +
                        root(k.noise * (v + after)) * z_spot;
    return {k.drift + move, after};
}

}  // namespace axiom::montecarlo
