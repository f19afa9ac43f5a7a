// Payoffs on several spots at expiry. Places: expiry. Numbers: strike, sign, quantity an asset.
#pragma once

#include "terms.hpp"

namespace axiom::montecarlo {

AXIOM_FN void settle_amount(const Terms &t, const Lanes &amount, double *out) {
    const double strike = t.number[0], sign = t.number[1], discount = t.discount[t.place[0]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) out[l] = discount * positive_part(sign * (amount.at[l] - strike));
}

AXIOM_FN void pay_weighted_sum(const Terms &t, const PathBlock &block, double *out) {
    Lanes sum;
    for (int a = 0; a < block.assets; ++a) {
        const double *spot = spots(block, t.place[0], a);
        const double quantity = t.number[2 + a];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) sum.at[l] += quantity * spot[l];
    }
    settle_amount(t, sum, out);
}

template <bool is_best>
AXIOM_FN void pay_extreme_of(const Terms &t, const PathBlock &block, double *out) {
    Lanes found(is_best ? -1e300 : 1e300);
    for (int a = 0; a < block.assets; ++a) {
        const double *spot = spots(block, t.place[0], a);
        const double quantity = t.number[2 + a];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double worth = quantity * spot[l];
            found.at[l] = is_best ? larger(found.at[l], worth) : smaller(found.at[l], worth);
        }
    }
    settle_amount(t, found, out);
}

}  // namespace axiom::montecarlo
