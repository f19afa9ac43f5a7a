// Hagan's implied vol at beta 1, and how far it is expected to move with the spot.
//
//   sigma = alpha f(z) g,  f = z / chi,  z = (nu / alpha) ln(S / K),
//   g = 1 + (rho nu alpha / 4 + (2 - 3 rho^2) nu^2 / 24) T,
//   slope = (nu f' g + rho nu dsigma/dalpha) / S:
// a move dS takes alpha along by rho nu dS / S (B. Bartlett, Hedging under SABR model, Wilmott magazine,
// July 2006, 2-4). Verified by tests/parity/test_hedging_parity.py.
#pragma once

#include "../elementary.hpp"

namespace axiom::hedging {

struct QuotedVol {
    double vol;
    double slope;
};

// chi is the integral of 1 / sqrt(1 - 2 rho z + z^2), so that chi / z = sum of P_n(rho) z^n / (n + 1)
// with Legendre's polynomials: 7 terms for |z| below this leave 1e-14.
constexpr double kNearTheMoney = 0.01;
constexpr int kTerms = 7;

struct Legendre {
    double over[kTerms];  // P_n(rho) / (n + 1)
};

AXIOM_FN Legendre legendre(double rho) {
    Legendre out{};
    double before = 0.0, now = 1.0;
    for (int n = 0; n < kTerms; ++n) {
        out.over[n] = now / (n + 1.0);
        const double next = ((2.0 * n + 1.0) * rho * now - n * before) / (n + 1.0);
        before = now;
        now = next;
    }
    return out;
}

struct ValueAndSlope {
    double value, slope;
};

AXIOM_FN ValueAndSlope series(const Legendre &p, double z) {
    double sum = p.over[kTerms - 1], slope = 0.0;
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 7
#endif
    for (int n = kTerms - 2; n >= 0; --n) {
        slope = slope * z + sum;
        sum = sum * z + p.over[n];
    }
    return {sum, slope};
}

AXIOM_FN QuotedVol sabr_vol(const Legendre &p, double spot, double alpha, double strike,
                            double expiry, double rho, double nu) {
    const double z = nu / alpha * log_ratio(spot, strike);
    const bool is_near = magnitude(z) < kNearTheMoney;
    const double far = is_near ? 1.0 : z;
    const double distance = root(1.0 - 2.0 * rho * far + far * far);
    // The two forms of chi are equal; each is free of cancellation on its side.
    const double above = far > 0.0 ? distance + far - rho : 1.0 + rho;
    const double below = far > 0.0 ? 1.0 - rho : distance - far + rho;
    const double chi = log_ratio(above, below);
    const double close = is_near ? z : 0.0;
    const ValueAndSlope ratio = series(p, close);  // of chi over z
    const double curvature = (2.0 - 3.0 * rho * rho) / 24.0;
    const double f = is_near ? 1.0 / ratio.value : far / chi;
    const double slope_of_f = is_near ? -ratio.slope * f * f : (1.0 - far / (chi * distance)) / chi;
    const double skew = 0.25 * rho * nu * expiry;
    const double g = 1.0 + skew * alpha + curvature * nu * nu * expiry;
    const double in_alpha = (f - z * slope_of_f) * g + alpha * f * skew;
    return {alpha * f * g, (nu * slope_of_f * g + rho * nu * in_alpha) / spot};
}

}  // namespace axiom::hedging
