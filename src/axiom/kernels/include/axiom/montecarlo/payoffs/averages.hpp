// Payoffs on an average of the spot.
//
// Numbers: strike, sign, whether the average is the strike (1 or 0), the share of the average that
// is past (for geometric averages its share of the logarithm), then the weight of each fixing to
// come (of each step, where averaging is continuous), in the order of the places.
#pragma once

#include "terms.hpp"

namespace axiom::montecarlo {

constexpr int kFirstWeight = 4;

AXIOM_FN void settle_average(const Terms &t, const double *end, const Lanes &average, double *out) {
    const double strike = t.number[0], sign = t.number[1];
    const bool is_strike = t.number[2] > 0.5;
    const double discount = t.discount[t.place[t.places - 1]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) {
        const double gain = is_strike ? end[l] - average.at[l] : average.at[l] - strike;
        out[l] = discount * positive_part(sign * gain);
    }
}

// Places: the fixings (the first may be kNow), then expiry.
AXIOM_FN void pay_arithmetic_average(const Terms &t, const PathBlock &block, double *out) {
    const Lanes now(block.start[0]);
    Lanes average(t.number[3]);
    for (int i = 0; i + 1 < t.places; ++i) {
        const double *spot = spots_or_now(block, t.place[i], now);
        const double weight = t.number[kFirstWeight + i];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) average.at[l] += weight * spot[l];
    }
    settle_average(t, spots(block, t.place[t.places - 1]), average, out);
}

AXIOM_FN void pay_geometric_average(const Terms &t, const PathBlock &block, double *out) {
    const Lanes now(block.start[0]);
    Lanes logarithm(t.number[3]);
    for (int i = 0; i + 1 < t.places; ++i) {
        const double *spot = spots_or_now(block, t.place[i], now);
        const double weight = t.number[kFirstWeight + i];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) logarithm.at[l] += weight * log_ratio(spot[l], 1.0);
    }
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) logarithm.at[l] = exponential(logarithm.at[l]);
    settle_average(t, spots(block, t.place[t.places - 1]), logarithm, out);
}

// Mean over a step of a bridge in log spot, given both ends: the average of the exponential
// between them, raised by v / 12 for what the bridge varies about it.
AXIOM_FN double mean_over_step(double from, double to, double variance) {
    const double move = log_ratio(to, from);
    const double square = move * move;
    const double flat = 0.5 * (from + to) * (1.0 - square * (1.0 / 12));
    const double mean = square < 1e-8 ? flat : (to - from) / move;
    return mean * (1.0 + variance * (1.0 / 12));
}

// Places: the start of the average (may be kNow), expiry; a weight a step.
AXIOM_FN void pay_continuous_arithmetic_average(const Terms &t, const PathBlock &block, double *out) {
    const Lanes now(block.start[0]);
    Lanes average(t.number[3]);
    for (int place = t.place[0] + 1; place <= t.place[1]; ++place) {
        const double *from = spots_or_now(block, place - 1, now), *to = spots(block, place);
        const double *variance = variances(block, place);
        const double weight = t.number[kFirstWeight + place - t.place[0] - 1];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l)
            average.at[l] += weight * mean_over_step(from[l], to[l], variance[l]);
    }
    settle_average(t, spots(block, t.place[1]), average, out);
}

// The mean of the average, given the spots of the grid: its logarithm varies by weight^2 v / 12.
AXIOM_FN void pay_continuous_geometric_average(const Terms &t, const PathBlock &block, double *out) {
    const Lanes now(block.start[0]);
    Lanes logarithm(t.number[3]);
    for (int place = t.place[0] + 1; place <= t.place[1]; ++place) {
        const double *from = spots_or_now(block, place - 1, now), *to = spots(block, place);
        const double *variance = variances(block, place);
        const double weight = t.number[kFirstWeight + place - t.place[0] - 1];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double both = log_ratio(from[l], 1.0) + log_ratio(to[l], 1.0);
            logarithm.at[l] += weight * (0.5 * both + weight * variance[l] * (1.0 / 24));
        }
    }
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) logarithm.at[l] = exponential(logarithm.at[l]);
    settle_average(t, spots(block, t.place[1]), logarithm, out);
}

}  // namespace axiom::montecarlo
