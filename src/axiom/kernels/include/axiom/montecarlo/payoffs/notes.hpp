// Payoffs on returns and fixings of one spot: cliquets, range accruals, realised variance.
#pragma once

#include "terms.hpp"

namespace axiom::montecarlo {

// notional clip(past + sum of clip(S_i / S_(i-1) - 1)). Places: the resets. Numbers: local floor
// and cap, global floor and cap, notional, past, fixing before the first reset (0: the spot now).
AXIOM_FN void pay_cliquet(const Terms &t, const PathBlock &block, double *out) {
    const double floor = t.number[0], cap = t.number[1];
    const double global_floor = t.number[2], global_cap = t.number[3];
    const Lanes first(t.number[6] > 0.0 ? t.number[6] : block.start[0]);
    Lanes sum(t.number[5]);
    const double *from = first.at;
    for (int i = 0; i < t.places; ++i) {
        const double *to = spots(block, t.place[i]);
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l)
            sum.at[l] += smaller(larger(to[l] / from[l] - 1.0, floor), cap);
        from = to;
    }
    const double notional = t.number[4] * t.discount[t.place[t.places - 1]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l)
        out[l] = notional * smaller(larger(sum.at[l], global_floor), global_cap);
}

// coupon (past + fixings inside) / all. Places: the fixings (the first may be kNow), then expiry.
// Numbers: lower, upper, coupon of one fixing, past fixings inside.
AXIOM_FN void pay_range_accrual(const Terms &t, const PathBlock &block, double *out) {
    const double lower = t.number[0], upper = t.number[1];
    const Lanes now(block.start[0]);
    Lanes inside(t.number[3]);
    for (int i = 0; i + 1 < t.places; ++i) {
        const double *spot = spots_or_now(block, t.place[i], now);
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l)
            inside.at[l] += smaller(spot[l] - lower, upper - spot[l]) >= 0.0 ? 1.0 : 0.0;
    }
    const double coupon = t.number[2] * t.discount[t.place[t.places - 1]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) out[l] = coupon * inside.at[l];
}

// notional (variance / life - strike), or with its root. Places: the fixings, then expiry. Numbers:
// strike, notional, life, variance so far, whether variance is integrated over every step up to
// expiry (1) or summed from squared log returns (0), fixing before the first (0: the spot now).
template <bool is_vol>
AXIOM_FN void pay_realised(const Terms &t, const PathBlock &block, double *out) {
    const double strike = t.number[0], inverse_life = 1.0 / t.number[2];
    const int expiry = t.place[t.places - 1];
    const bool is_integrated = t.number[4] > 0.5;
    const Lanes first(t.number[5] > 0.0 ? t.number[5] : block.start[0]);
    Lanes sum(t.number[3]);
    const double *from = first.at;
    for (int place = 0; is_integrated && place <= expiry; ++place) {
        const double *variance = variances(block, place);
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) sum.at[l] += variance[l];
    }
    for (int i = 0; !is_integrated && i + 1 < t.places; ++i) {
        const double *to = spots(block, t.place[i]);
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double move = log_ratio(to[l], from[l]);
            sum.at[l] += move * move;
        }
        from = to;
    }
    const double notional = t.number[1] * t.discount[expiry];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) {
        const double realised = sum.at[l] * inverse_life;
        out[l] = notional * ((is_vol ? root(realised) : realised) - strike);
    }
}

}  // namespace axiom::montecarlo
