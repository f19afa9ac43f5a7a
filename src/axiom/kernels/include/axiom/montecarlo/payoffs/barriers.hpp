// One barrier, watched continuously between two places or at dates.
//
// Numbers: barrier, direction (+1 up, -1 down), then what is paid (see settle). A path that has
// reached the barrier with probability 1 - p counts with weights p and 1 - p: no indicator.
#pragma once

#include "bridge.hpp"
#include "terms.hpp"

namespace axiom::montecarlo {

// Paid at expiry: `alive` vanillas and `never` in cash if the barrier was not reached, else `dead`
// vanillas and `late` in cash; `at_hit` is paid when it is reached.
struct Settlement {
    double strike, sign, alive, dead, never, late, at_hit;
};
constexpr int kSettlementNumbers = 7;

AXIOM_FN Settlement settlement(const double *number) {
    return {number[0], number[1], number[2], number[3], number[4], number[5], number[6]};
}

AXIOM_FN void settle(const Settlement &s, double discount, const double *spot, const Lanes &survival,
                     const Lanes &hit_discount, double *out) {
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) {
        const double vanilla = positive_part(s.sign * (spot[l] - s.strike));
        const double alive = survival.at[l];
        const double later =
            alive * (s.alive * vanilla + s.never) + (1.0 - alive) * (s.dead * vanilla + s.late);
        out[l] = discount * later + s.at_hit * hit_discount.at[l];
    }
}

// Places: start and end of the watch (start may be kNow), expiry.
AXIOM_FN void pay_barrier(const Terms &t, const PathBlock &block, double *out) {
    const double barrier = t.number[0], direction = t.number[1];
    const Lanes now(block.start[0]);
    Lanes survival(1.0), hit_discount, distance;
    const double *start = spots_or_now(block, t.place[0], now);
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l)
        distance.at[l] = direction * log_ratio(barrier, start[l]);
    for (int place = t.place[0] + 1; place <= t.place[1]; ++place) {
        const double *spot = spots(block, place), *variance = variances(block, place);
        const double before = discount_at(t, place - 1);
        const double decay = std::log(t.discount[place] / before);
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double from = distance.at[l];
            const double to = direction * log_ratio(barrier, spot[l]);
            const double hit = survival.at[l] * crossing_probability(from, to, variance[l]);
            const double share = expected_crossing_share(from, to, variance[l]);
            hit_discount.at[l] += hit * before * exponential(decay * share);
            survival.at[l] -= hit;
            distance.at[l] = to;
        }
    }
    settle(settlement(t.number + 2), t.discount[t.place[2]], spots(block, t.place[2]), survival,
           hit_discount, out);
}

// Places: the dates, then expiry.
AXIOM_FN void pay_barrier_at_dates(const Terms &t, const PathBlock &block, double *out) {
    const double barrier = t.number[0], direction = t.number[1];
    Lanes survival(1.0), hit_discount;
    for (int i = 0; i + 1 < t.places; ++i) {
        const double *spot = spots(block, t.place[i]);
        const double discount = t.discount[t.place[i]];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double alive = direction * (barrier - spot[l]) > 0.0 ? survival.at[l] : 0.0;
            hit_discount.at[l] += (survival.at[l] - alive) * discount;
            survival.at[l] = alive;
        }
    }
    const int expiry = t.place[t.places - 1];
    settle(settlement(t.number + 2), t.discount[expiry], spots(block, expiry), survival,
           hit_discount, out);
}

}  // namespace axiom::montecarlo
