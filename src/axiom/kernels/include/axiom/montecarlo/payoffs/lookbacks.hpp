// Payoffs on the highest or the lowest spot.
//
// Numbers: strike, sign, direction (+1 the highest, -1 the lowest), the extreme so far (1e-200 or
// 1e200 where there is none).
// Fixed strike: sign (extreme - strike); floating: sign (S_T - extreme); both floored at 0.
#pragma once

#include "bridge.hpp"
#include "terms.hpp"

namespace axiom::montecarlo {

constexpr double kLowestSpot = 1e-200;

AXIOM_FN double further(double direction, double a, double b) {
    return direction > 0.0 ? larger(a, b) : smaller(a, b);
}

template <bool is_floating>
AXIOM_FN void settle_extreme(const Terms &t, const double *end, const Lanes &extreme, double *out) {
    const double strike = t.number[0], sign = t.number[1];
    const double discount = t.discount[t.place[t.places - 1]];
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) {
        const double gain = is_floating ? end[l] - extreme.at[l] : extreme.at[l] - strike;
        out[l] = discount * positive_part(sign * gain);
    }
}

// Places: the fixings (the first may be kNow), then expiry.
template <bool is_floating>
AXIOM_FN void pay_lookback_at_dates(const Terms &t, const PathBlock &block, double *out) {
    const Lanes now(block.start[0]);
    const double direction = t.number[2];
    Lanes extreme(t.number[3]);
    for (int i = 0; i + 1 < t.places; ++i) {
        const double *spot = spots_or_now(block, t.place[i], now);
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l)
            extreme.at[l] = further(direction, extreme.at[l], spot[l]);
    }
    settle_extreme<is_floating>(t, spots(block, t.place[t.places - 1]), extreme, out);
}

// Log heights, in the direction of the extreme, above which the rest of a lookback is integrated.
struct Heights {
    Lanes least;    // what the extreme reaches at least: `counts_from`, or the highest grid spot
    Lanes largest;  // variance of the widest step
};

AXIOM_FN Heights heights(const PathBlock &block, int last, double direction, double counts_from) {
    Heights h{Lanes(larger(counts_from, 0.0)), Lanes(kNoVariance)};
    for (int place = 0; place <= last; ++place) {
        const double *spot = spots(block, place), *variance = variances(block, place);
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double to = direction * log_ratio(spot[l], block.start[0]);
            h.least.at[l] = larger(h.least.at[l], to);
            h.largest.at[l] = larger(h.largest.at[l], variance[l]);
        }
    }
    return h;
}

// Gauss-Legendre rule in the root of the share of the range, as shares and weights in the share.
constexpr int kHeightNodes = 16;
constexpr double kHeightNode[kHeightNodes] = {
    2.8085044762807674e-05, 0.0007679820168331747, 0.0045137434429349576, 0.014956750863041532,
    0.03650464114795701, 0.07343645332526383, 0.1290233645632422, 0.20475058933759308,
    0.2997630991752306, 0.4106269153425011, 0.5314532309824911, 0.6543808855506008,
    0.7703611592180446, 0.8701449458307668, 0.9453430050900657, 0.9894290200364128};
constexpr double kHeightWeight[kHeightNodes] = {
    0.0001438953412208845, 0.0017252000639547487, 0.006393167398669998, 0.015241848480177341,
    0.028582090534445197, 0.045839997730995626, 0.0655908224919272, 0.08572521623273001,
    0.10372539422233865, 0.11701259255299644, 0.12331652166400701, 0.12101389828213151,
    0.10938712277535674, 0.08876534428382261, 0.06052832387469271, 0.027008564070533293};
constexpr double kHighest = 2.8;  // in deviations of the widest step: exp(-2 2.8^2) = 1.5e-7

// Multiplies the probability that no step has passed a height of `share` kHighest deviations.
AXIOM_FN void stay_below(const PathBlock &block, int place, double direction, const Heights &h,
                         double share, const Lanes &from, Lanes &below) {
    const double *spot = spots(block, place), *variance = variances(block, place);
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) {
        const double height = h.least.at[l] + share * kHighest * root(h.largest.at[l]);
        const double to = direction * log_ratio(spot[l], block.start[0]);
        below.at[l] *= 1.0 - crossing_probability(height - from.at[l], height - to, variance[l]);
    }
}

AXIOM_FN void log_heights(const PathBlock &block, int place, double direction, Lanes &from) {
    const double *spot = spots(block, place);
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) from.at[l] = direction * log_ratio(spot[l], block.start[0]);
}

// The mean extreme of bridges through the grid's spots, no less than `counts_from`:
// S_0 (exp(d h_0) + d int_(h_0)^inf exp(d h) P(a bridge passes h) dh), h_0 the least. The rule's
// error, over the deviation of the widest step, is below 1e-4 on a path and 1e-6 on average.
AXIOM_FN void mean_extreme(const PathBlock &block, int last, double direction, double counts_from,
                           Lanes &extreme) {
    const Heights h = heights(block, last, direction, counts_from);
    Lanes below[kHeightNodes], from;
    for (Lanes &probability : below) probability = Lanes(1.0);
    for (int place = 0; place <= last; ++place) {
        for (int j = 0; j < kHeightNodes; ++j)
            stay_below(block, place, direction, h, kHeightNode[j], from, below[j]);
        log_heights(block, place, direction, from);
    }
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) extreme.at[l] = exponential(direction * h.least.at[l]);
    for (int j = 0; j < kHeightNodes; ++j) {
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double range = kHighest * root(h.largest.at[l]);
            const double height = h.least.at[l] + kHeightNode[j] * range;
            extreme.at[l] += direction * kHeightWeight[j] * range *
                             exponential(direction * height) * (1.0 - below[j].at[l]);
        }
    }
    for (int l = 0; l < kLanes; ++l) extreme.at[l] *= block.start[0];
}

// Continuous: the mean payoff given the spots of the grid. Places: expiry.
template <bool is_floating>
AXIOM_FN void pay_lookback(const Terms &t, const PathBlock &block, double *out) {
    const double direction = t.number[2], strike = larger(t.number[0], kLowestSpot);
    const double reached = direction * log_ratio(t.number[3], block.start[0]);
    const double wanted = direction * log_ratio(strike, block.start[0]);
    Lanes extreme;
    mean_extreme(block, t.place[0], direction, is_floating ? reached : larger(reached, wanted),
                 extreme);
    settle_extreme<is_floating>(t, spots(block, t.place[0]), extreme, out);
}

}  // namespace axiom::montecarlo
