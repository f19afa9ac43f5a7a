// Two barriers, watched continuously or at dates. Numbers: lower, upper, then what is paid.
#pragma once

#include "barriers.hpp"

namespace axiom::montecarlo {

// Where in the step the corridor is left: the shares of both edges, weighted by their crossings.
AXIOM_FN double expected_exit_share(double from, double to, double width, double variance) {
    const double low = crossing_probability(from, to, variance);
    const double high = crossing_probability(width - from, width - to, variance);
    const double sum = low * expected_crossing_share(from, to, variance) +
                       high * expected_crossing_share(width - from, width - to, variance);
    return sum / larger(low + high, 1e-300);
}

// Places: start and end of the watch, expiry.
AXIOM_FN void pay_corridor(const Terms &t, const PathBlock &block, double *out) {
    const double lower = t.number[0], width = log_ratio(t.number[1], lower);
    const Lanes now(block.start[0]);
    Lanes survival(1.0), hit_discount, height;
    const double *start = spots_or_now(block, t.place[0], now);
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) height.at[l] = log_ratio(start[l], lower);
    for (int place = t.place[0] + 1; place <= t.place[1]; ++place) {
        const double *spot = spots(block, place), *variance = variances(block, place);
        const double before = discount_at(t, place - 1);
        const double decay = std::log(t.discount[place] / before);
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double from = height.at[l], to = log_ratio(spot[l], lower);
            const double alive = survival.at[l] * corridor_survival(from, to, width, variance[l]);
            const double share = expected_exit_share(from, to, width, variance[l]);
            hit_discount.at[l] += (survival.at[l] - alive) * before * exponential(decay * share);
            survival.at[l] = alive;
            height.at[l] = to;
        }
    }
    settle(settlement(t.number + 2), t.discount[t.place[2]], spots(block, t.place[2]), survival,
           hit_discount, out);
}

// Places: the dates, then expiry.
AXIOM_FN void pay_corridor_at_dates(const Terms &t, const PathBlock &block, double *out) {
    const double lower = t.number[0], upper = t.number[1];
    Lanes survival(1.0), hit_discount;
    for (int i = 0; i + 1 < t.places; ++i) {
        const double *spot = spots(block, t.place[i]);
        const double discount = t.discount[t.place[i]];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double room = smaller(spot[l] - lower, upper - spot[l]);
            const double alive = room > 0.0 ? survival.at[l] : 0.0;
            hit_discount.at[l] += (survival.at[l] - alive) * discount;
            survival.at[l] = alive;
        }
    }
    const int expiry = t.place[t.places - 1];
    settle(settlement(t.number + 2), t.discount[expiry], spots(block, expiry), survival,
           hit_discount, out);
}

}  // namespace axiom::montecarlo
