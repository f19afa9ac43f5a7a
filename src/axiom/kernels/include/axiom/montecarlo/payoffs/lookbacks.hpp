// Payoffs on the highest or the lowest spot.
//
// Numbers: strike, sign, direction (+1 the highest, -1 the lowest), the extreme so far.
// Fixed strike: sign (extreme - strike); floating: sign (S_T - extreme); both floored at 0.
#pragma once

#include "bridge.hpp"
#include "terms.hpp"

namespace axiom::montecarlo {

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
    const Lanes now(t.initial[0]);
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

// Continuous; the extreme of each step is drawn from its distribution given both ends.
// Places: expiry.
template <bool is_floating>
AXIOM_FN void pay_lookback(const Terms &t, const PathBlock &block, double *out) {
    const double direction = t.number[2], spot_now = t.initial[0];
    Lanes height(direction * log_ratio(t.number[3], spot_now)), from;
    for (int place = 0; place <= t.place[0]; ++place) {
        const double *spot = spots(block, place), *variance = variances(block, place);
        const double *uniform = block.uniform + place * kLanes;
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double to = direction * log_ratio(spot[l], spot_now);
            const double top = bridge_maximum(from.at[l], to, variance[l], log_ratio(uniform[l], 1.0));
            height.at[l] = larger(height.at[l], top);
            from.at[l] = to;
        }
    }
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l)
        height.at[l] = spot_now * exponential(direction * height.at[l]);
    settle_extreme<is_floating>(t, spots(block, t.place[0]), height, out);
}

// Mean of S_0 exp(d h) for the larger h of `least` and the maximum of a bridge from 0 to `end`:
// exp(d least) + d times the integral of exp(d b) P(maximum > b) from `least` on, in closed form;
// least >= max(0, end).
AXIOM_FN double mean_extreme(double direction, double least, double end, double variance) {
    const double v = larger(variance, 1e-200), deviation = root(v);
    const double centre = 0.5 * end + 0.25 * direction * v;
    const double z = 2.0 * (least - centre) / deviation;
    const double exponent = -2.0 / v * least * (least - 2.0 * centre);
    const double ratio = mills(cap_deviations(magnitude(z)));
    const double beyond = exponential(0.5 * smaller(z, 0.0) * smaller(z, 0.0));
    const double tail = z >= 0.0 ? ratio : beyond / kInvSqrt2Pi - ratio;
    return exponential(direction * least) +
           direction * 0.5 * deviation * exponential(exponent) * tail;
}

// Continuous, on a grid of one step: the mean given the spot at expiry.
// Places: expiry, which is the first place.
template <bool is_floating>
AXIOM_FN void pay_lookback_in_one_step(const Terms &t, const PathBlock &block, double *out) {
    const double strike = t.number[0], sign = t.number[1], direction = t.number[2];
    const double spot_now = t.initial[0], discount = t.discount[0];
    const double reached = direction * log_ratio(t.number[3], spot_now);
    const double wanted = strike > 0.0 ? direction * log_ratio(strike, spot_now) : -1e3;
    const double counts_from = is_floating ? reached : larger(reached, wanted);
    const double *spot = spots(block, 0), *variance = variances(block, 0);
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) {
        const double end = direction * log_ratio(spot[l], spot_now);
        const double least = larger(larger(counts_from, end), 0.0);
        const double extreme = spot_now * mean_extreme(direction, least, end, variance[l]);
        const double gain = is_floating ? spot[l] - extreme : extreme - strike;
        out[l] = discount * positive_part(sign * gain);
    }
}

}  // namespace axiom::montecarlo
