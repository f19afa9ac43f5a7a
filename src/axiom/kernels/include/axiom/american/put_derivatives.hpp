// All derivatives of an American put with strike 1: European part, premium, limits at the boundary.
//
// In x = ln S and relative vol v, with V the price: `bend` is V_xx - V_x = S^2 gamma; `_in_time` is
// d/dT at fixed x. Nearer than kNearest to the boundary the derivatives are interpolated
// between that distance and the limits, which follow from V = 1 - B and V_x = -B along the boundary
// and from the pricing equation.
#pragma once

#include "premium_sums.hpp"

namespace axiom::american {

struct PutDerivatives {
    double slope;  // V_x
    double bend;
    double slope_in_time;
    double bend_in_x;
    double bend_in_time;
    double in_rate;
    double in_yield;
    double in_vol;
    double slope_in_vol;
    double bend_in_vol;
    double second_in_vol;
    double third_in_vol;
};

struct PutTerms {
    double log_spot, expiry, vol, rate, dividend_yield, total_vol, carry;
};

// V_xx - V_x in x, from V_x and its derivative in time through the pricing equation.
AXIOM_FN double bend_slope(const PutTerms &put, double slope, double bend, double slope_in_time) {
    const double variance = put.vol * put.vol;
    const double drift = put.carry - 0.5 * variance;
    const double second = bend + slope;
    return 2.0 * (slope_in_time - drift * second + put.rate * slope) / variance - second;
}

AXIOM_FN PutDerivatives european_put(const PutTerms &put) {
    const double st = put.total_vol;
    const double b = 1.0 / st;
    const double d1 = (put.log_spot + put.carry * put.expiry) * b + 0.5 * st;
    const double d2 = d1 - st;
    const double strike_leg = exponential(-put.rate * put.expiry);
    const double forward_leg = exponential(put.log_spot - put.dividend_yield * put.expiry);
    const double phi2 = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d2 * d2);
    const double phi1 = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d1 * d1);
    const double product = d1 * d2;
    const double bend = strike_leg * phi2 * b;
    const double vega = bend * st * st;
    const double drift = put.carry - 0.5 * put.vol * put.vol;
    PutDerivatives e{};
    e.slope = -forward_leg * tail_probability(-d1, phi1);
    e.bend = bend;
    e.bend_in_x = -d2 * b * bend;
    const double bend_in_xx = (d2 * d2 - 1.0) * b * b * bend;
    const double half_variance = 0.5 * put.vol * put.vol;
    e.slope_in_time = half_variance * (e.bend_in_x + bend + e.slope) + drift * (bend + e.slope) -
                      put.rate * e.slope;
    e.bend_in_time = half_variance * bend_in_xx + drift * e.bend_in_x - put.rate * bend;
    e.in_rate = -put.expiry * strike_leg * tail_probability(-d2, phi2);
    e.in_yield = -put.expiry * e.slope;
    e.in_vol = vega;
    e.slope_in_vol = -d2 * st * bend;
    e.bend_in_vol = bend * (product - 1.0);
    e.second_in_vol = vega * product;
    e.third_in_vol = -vega * (product * (1.0 - product) + d1 * d1 + d2 * d2);
    return e;
}

// One lane of the premium's sums, brought to fixed x.
template <bool all>
AXIOM_FN PutDerivatives premium_derivatives(const PutTerms &put, const BoundaryLanes &now,
                                            const PremiumSums &sums, int lane) {
    const double shift = now.time_shift[lane];
    const double inverse_expiry = 1.0 / put.expiry;
    PutDerivatives p{};
    p.slope = sums.slope[lane];
    p.bend = sums.bend[lane];
    p.slope_in_time = (sums.slope_moving[lane] - shift * (p.bend + p.slope)) * inverse_expiry;
    p.bend_in_x = bend_slope(put, p.slope, p.bend, p.slope_in_time);
    p.bend_in_time = (sums.bend_moving[lane] - shift * p.bend_in_x) * inverse_expiry;
    if constexpr (all) {
        const double l1 = now.vol1[lane];
        p.in_rate = sums.rate[lane];
        p.in_yield = sums.dividend_yield[lane];
        p.in_vol = sums.vol[lane];
        p.slope_in_vol = sums.slope_vol[lane];
        p.bend_in_vol = sums.bend_vol_moving[lane] - l1 * p.bend_in_x;
        p.second_in_vol = sums.vol_moving1[lane] - l1 * p.slope_in_vol;
        const double second_slope_in_vol = p.bend_in_vol + p.slope_in_vol;
        const double slope_second_in_vol = sums.slope_vol_moving[lane] - l1 * second_slope_in_vol;
        p.third_in_vol = 2.0 * sums.vol_moving2[lane] -
                         l1 * (2.0 * slope_second_in_vol + l1 * second_slope_in_vol) -
                         2.0 * now.vol2[lane] * p.slope_in_vol;
    }
    return p;
}

// At S = B, from above.
template <bool all>
AXIOM_FN PutDerivatives boundary_limits(const PutTerms &put, const BoundaryLanes &now, int lane) {
    const double boundary = exponential(now.log[lane]);
    const double inverse_variance = 1.0 / (put.vol * put.vol);
    const double leg = put.dividend_yield * boundary;
    const double moves = now.time_shift[lane] / put.expiry;
    PutDerivatives at{};
    at.slope = -boundary;
    at.bend = 2.0 * (put.rate - leg) * inverse_variance;
    at.slope_in_time = -at.bend * moves;
    at.bend_in_x = bend_slope(put, at.slope, at.bend, at.slope_in_time);
    at.bend_in_time = -moves * (2.0 * leg * inverse_variance + at.bend_in_x);
    if constexpr (all) {
        const double l1 = now.vol1[lane];
        const double l2 = now.vol2[lane];
        const double bend_moves = -2.0 * leg * l1 * inverse_variance - 2.0 * at.bend;
        at.slope_in_vol = -at.bend * l1;
        at.bend_in_vol = bend_moves - l1 * at.bend_in_x;
        at.second_in_vol = at.bend * l1 * l1;
        const double slope_second_in_vol = -bend_moves * l1 - 2.0 * at.bend * l2 -
                                           (at.bend_in_vol + at.slope_in_vol) * l1;
        at.third_in_vol =
            bend_moves * l1 * l1 + 4.0 * at.bend * l1 * l2 - slope_second_in_vol * l1;
    }
    return at;
}

AXIOM_FN double combine(double european, double premium, double limit, double fraction) {
    const double value = european + premium;
    return fraction < 1.0 ? limit + fraction * (value - limit) : value;
}

// `fraction` is the distance to the boundary over the least one at which the sums were taken.
AXIOM_FN PutDerivatives combine(const PutDerivatives &e, const PutDerivatives &p,
                                const PutDerivatives &limit, double fraction) {
    PutDerivatives t{};
    t.slope = combine(e.slope, p.slope, limit.slope, fraction);
    t.bend = combine(e.bend, p.bend, limit.bend, fraction);
    t.slope_in_time =
        combine(e.slope_in_time, p.slope_in_time, limit.slope_in_time, fraction);
    t.bend_in_x = combine(e.bend_in_x, p.bend_in_x, limit.bend_in_x, fraction);
    t.bend_in_time = combine(e.bend_in_time, p.bend_in_time, limit.bend_in_time, fraction);
    t.in_rate = combine(e.in_rate, p.in_rate, limit.in_rate, fraction);
    t.in_yield = combine(e.in_yield, p.in_yield, limit.in_yield, fraction);
    t.in_vol = combine(e.in_vol, p.in_vol, limit.in_vol, fraction);
    t.slope_in_vol = combine(e.slope_in_vol, p.slope_in_vol, limit.slope_in_vol, fraction);
    t.bend_in_vol = combine(e.bend_in_vol, p.bend_in_vol, limit.bend_in_vol, fraction);
    t.second_in_vol = combine(e.second_in_vol, p.second_in_vol, limit.second_in_vol, fraction);
    t.third_in_vol = combine(e.third_in_vol, p.third_in_vol, limit.third_in_vol, fraction);
    return t;
}

}  // namespace axiom::american
