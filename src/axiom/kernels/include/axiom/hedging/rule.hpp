// Where a hedge may stand: a centre, and how far the holding may be from it on either side.
//
// Everything is per option sold; that of an option bought is its mirror image.
//   centre  N(d1) at the vol of the rule (less 1 for a put) + shift + smile vega slope
//           + phi(d1) (a + b delta + c delta^2)
//   widths  below and above the centre, each times (exp(-r T) S Gamma^2)^(1/3)
// or Zakamouline's, see zakamouline_band. Gamma, vega, phi and delta are at the quoted vol. Powers of
// Gamma come from its logarithm. Verified by tests/parity/test_hedging_parity.py.
#pragma once

#include "../mills.hpp"

namespace axiom::hedging {

enum class Family { cubic, zakamouline };

struct Rule {
    double is_call;
    double vol_scale, cost_variance;  // of the centre: (vol_scale vol)^2 + cost_variance vol
    double shift, smile;
    double constant, linear, quadratic;  // a, b, c
    double below, above;                 // widths; Zakamouline's: factors of H0 and of H1
    double least, most;                  // of the holding
};

// What a time has in common for all paths.
struct Moment {
    double strike, log_strike;
    double expiry, root_expiry;
    double carry;             // r T
    double cube_discount;     // exp(-r T / 3)
    double in_width, in_vol;  // powers of expiry in Zakamouline's H1 and K
};

struct Holding {
    double least, most;
};

constexpr double kLogRootTwoPi = 0.91893853320467274178;
constexpr double kLeastShare = 0.01;  // of the quoted vol, in the vol of a centre

AXIOM_FN double normal_probability(double d) {
    const double tail = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d * d) *
                        mills(cap_deviations(magnitude(d)));
    return d > 0.0 ? 1.0 - tail : tail;
}

// What both families start from.
struct Quote {
    double x;  // ln(forward / strike)
    double d1, log_spot, log_gamma;
};

AXIOM_FN Quote quote_of(const Moment &m, double spot, double vol) {
    const double moneyness = log_ratio(spot, m.strike);
    const double x = moneyness + m.carry;
    const double total = vol * m.root_expiry;
    const double d1 = x / total + 0.5 * total;
    const double log_spot = moneyness + m.log_strike;
    const double log_gamma = -0.5 * d1 * d1 - kLogRootTwoPi - log_spot - log_ratio(total, 1.0);
    return {x, d1, log_spot, log_gamma};
}

AXIOM_FN double delta_at(const Rule &r, const Moment &m, double x, double vol) {
    const double total = vol * m.root_expiry;
    return normal_probability(x / total + 0.5 * total) - (1.0 - r.is_call);
}

AXIOM_FN Holding between(const Rule &r, double centre, double below, double above) {
    const double low = larger(smaller(centre - below, r.most), r.least);
    const double high = larger(smaller(centre + above, r.most), r.least);
    return {low, high};
}

template <bool adjusts>
AXIOM_FN Holding cubic_band(const Rule &r, const Moment &m, double spot, double vol, double slope) {
    const Quote q = quote_of(m, spot, vol);
    const double raised = root(r.vol_scale * r.vol_scale * vol * vol + r.cost_variance * vol);
    const double used = larger(raised, kLeastShare * vol);
    double centre = delta_at(r, m, q.x, used) + r.shift;
    if constexpr (adjusts) {
        const double density = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * q.d1 * q.d1);
        const double delta = delta_at(r, m, q.x, vol);
        centre += density * (r.smile * spot * m.root_expiry * slope + r.constant +
                             delta * (r.linear + delta * r.quadratic));
    }
    const double width =
        m.cube_discount * exponential((q.log_spot + 2.0 * q.log_gamma) * (1.0 / 3.0));
    return between(r, centre, r.below * width, r.above * width);
}

// H0 = h0 / (S vol^2 T), H1 = h1 T^0.05 (exp(-r T) / vol)^(1/4) Gamma^(1/2),
// vol^2 (1 + k T^-0.02 (exp(-r T) / vol)^(1/4) (S^2 Gamma)^0.15) for the centre; k in cost_variance.
AXIOM_FN Holding zakamouline_band(const Rule &r, const Moment &m, double spot, double vol) {
    const Quote q = quote_of(m, spot, vol);
    const double common = -0.25 * (m.carry + log_ratio(vol, 1.0));
    const double raise = r.cost_variance * m.in_vol *
                         exponential(common + 0.15 * (2.0 * q.log_spot + q.log_gamma));
    const double used = vol * root(larger(1.0 + raise, kLeastShare * kLeastShare));
    const double width = r.below / (spot * vol * vol * m.expiry) +
                         r.above * m.in_width * exponential(common + 0.5 * q.log_gamma);
    return between(r, delta_at(r, m, q.x, used), width, width);
}

}  // namespace axiom::hedging
