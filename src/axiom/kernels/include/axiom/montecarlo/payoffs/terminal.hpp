// Payoffs of one spot at one or two dates.
#pragma once

#include "bridge.hpp"
#include "terms.hpp"

namespace axiom::montecarlo {

// S_T. Places: expiry. Numbers: quantity, asset.
AXIOM_FN void pay_asset(const Terms &t, const PathBlock &block, double *out) {
    const double *spot = spots(block, t.place[0], static_cast<int>(t.number[1]));
    const double quantity = t.number[0] * t.discount[t.place[0]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) out[l] = quantity * spot[l];
}

// quantity max(sign (S - strike), 0). Places: expiry. Numbers: strike, sign, quantity.
AXIOM_FN void pay_vanilla(const Terms &t, const PathBlock &block, double *out) {
    const double *spot = spots(block, t.place[0]);
    const double strike = t.number[0], sign = t.number[1];
    const double quantity = t.number[2] * t.discount[t.place[0]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) out[l] = quantity * positive_part(sign * (spot[l] - strike));
}

// Cash, or the asset, where sign (S - strike) > 0. Places: expiry. Numbers: strike, sign, cash.
AXIOM_FN void pay_cash_or_nothing(const Terms &t, const PathBlock &block, double *out) {
    const double *spot = spots(block, t.place[0]);
    const double strike = t.number[0], sign = t.number[1];
    const double cash = t.number[2] * t.discount[t.place[0]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) out[l] = sign * (spot[l] - strike) > 0.0 ? cash : 0.0;
}

AXIOM_FN void pay_asset_or_nothing(const Terms &t, const PathBlock &block, double *out) {
    const double *spot = spots(block, t.place[0]);
    const double strike = t.number[0], sign = t.number[1];
    const double discount = t.discount[t.place[0]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l)
        out[l] = sign * (spot[l] - strike) > 0.0 ? discount * spot[l] : 0.0;
}

// max(sign (S_T - moneyness S_start), 0). Places: start, expiry. Numbers: moneyness, sign.
AXIOM_FN void pay_forward_start(const Terms &t, const PathBlock &block, double *out) {
    const Lanes now(block.start[0]);
    const double *start = spots_or_now(block, t.place[0], now);
    const double *end = spots(block, t.place[1]);
    const double moneyness = t.number[0], sign = t.number[1];
    const double discount = t.discount[t.place[1]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l)
        out[l] = discount * positive_part(sign * (end[l] - moneyness * start[l]));
}

// A European option at a later date: strike, growth (forward / spot), discount, total vol.
struct LaterOption {
    double strike, growth, discount, total_vol;
};

AXIOM_FN LaterOption later_option(const double *number) {
    return {number[0], number[1], number[2], number[3]};
}

// Black-Scholes value; sign +1 for a call, -1 for a put.
AXIOM_FN double value_of(const LaterOption &o, double spot, double sign) {
    const double forward = spot * o.growth;
    const double s = larger(o.total_vol, 1e-15);
    const double d1 = log_ratio(forward, o.strike) / s + 0.5 * s;
    return sign * o.discount *
           (forward * normal_cdf(sign * d1) - o.strike * normal_cdf(sign * (d1 - s)));
}

// max(sign (V(S) - strike), 0). Places: expiry. Numbers: strike, sign, underlying's sign, and its
// strike, growth, discount and total vol from the expiry on.
AXIOM_FN void pay_compound(const Terms &t, const PathBlock &block, double *out) {
    const double *spot = spots(block, t.place[0]);
    const double strike = t.number[0], sign = t.number[1], inner_sign = t.number[2];
    const LaterOption inner = later_option(t.number + 3);
    const double discount = t.discount[t.place[0]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l)
        out[l] = discount * positive_part(sign * (value_of(inner, spot[l], inner_sign) - strike));
}

// The better of a call and a put. Places: choice. Numbers: those of the call, those of the put.
AXIOM_FN void pay_chooser(const Terms &t, const PathBlock &block, double *out) {
    const double *spot = spots(block, t.place[0]);
    const LaterOption call = later_option(t.number), put = later_option(t.number + 4);
    const double discount = t.discount[t.place[0]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l)
        out[l] = discount * larger(value_of(call, spot[l], 1.0), value_of(put, spot[l], -1.0));
}

}  // namespace axiom::montecarlo
