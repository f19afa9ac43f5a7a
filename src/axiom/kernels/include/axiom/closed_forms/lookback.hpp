// Lookbacks watched continuously, running ones included (Goldman, Sosin and Gatto 1979; Conze and
// Viswanathan 1991).
//
// All four follow from the value of (max S_t - X)+ with X >= S, or of (X - min S_t)+ with X <= S. Its last
// term is S exp(-r T) (f(c) - g(c)) / c with the carry c = r - q below; near c = 0 it becomes a series in c^2 of
// moments of the normal tail.
#pragma once

#include "first_passage.hpp"

namespace axiom::closed_forms {

constexpr double kSmallCarry = 0.02;  // |r - q| sqrt(T) / vol below it: the series

// The integral over t > 0 of n(p + t) sinh(d t) / d.
template <class Number>
Number odd_tail_series(const Number &p, const Number &d) {
    TailMoments<Number> moments(p);
    moments.step();
    const Number square = d * d;
    Number sum = moments.current;
    Number power = square;
    double factorial = 6.0;
    for (int k = 1; k <= 4; ++k) {
        moments.step();
        moments.step();
        sum += power * moments.current / factorial;
        power *= square;
        factorial *= (2.0 * k + 2.0) * (2.0 * k + 3.0);
    }
    return sum;
}

// What the extreme adds beyond a vanilla option: side * S exp(-r T) s / (2 d) times
// (exp(c T) N(side (a + d)) - exp(2 d k / s) N(side (a - d))), a = s / 2 - k / s and d = c sqrt(T) / vol.
template <class Number>
Number lookback_excess(const Motion<Number> &motion, const Number &spot, const Number &k,
                       double side) {
    const Number d = motion.growth / motion.total_vol;
    const Number a = 0.5 * motion.total_vol - k / motion.total_vol;
    const Number scale = spot * motion.discount * motion.total_vol;
    if (magnitude(value_of(d)) < kSmallCarry) {
        const Number p = -side * a;
        if (value_of(p) > kOutOfReach) return Number(0.0);
        return scale * exp_of(motion.growth - d * a - 0.5 * d * d) * odd_tail_series(p, d);
    }
    const double d1 = value_of(a) + value_of(d);
    const double exponent = value_of(motion.growth) - 0.5 * d1 * d1;
    const Number law = weighted_below(motion.growth, {side * (a + d), exponent});
    const Number mirrored =
        weighted_below(2.0 * d * k / motion.total_vol, {side * (a - d), exponent});
    return scale * side * (law - mirrored) / (2.0 * d);
}

// The extreme so far, and ln(level / S); on the wrong side of the spot it is the spot, and moves with it.
template <class Number>
struct Level {
    Number value;
    Number log;

    Level(const Market<Number> &market, double given, double side)
        : value(market.spot), log(0.0) {
        if (side * given <= side * value_of(market.spot)) return;
        value = Number(given);
        log = log_level(market, given);
    }
};

// exp(-r T) E[(max - X)+] with side 1 and X >= S, exp(-r T) E[(X - min)+] with side -1 and X <= S.
template <class Number>
Number beyond_extreme(const Market<Number> &market, const Level<Number> &level,
                      const Motion<Number> &motion, double side) {
    const Number d2 = (motion.drift - level.log) / motion.total_vol;
    const Number d1 = d2 + motion.total_vol;
    const Number vanilla = motion.asset_leg * distribution_of(side * d1) -
                           level.value * motion.discount * distribution_of(side * d2);
    return side * vanilla + lookback_excess(motion, market.spot, level.log, side);
}

// (max S_t - K)+ for a call, (K - min S_t)+ for a put.
template <class Number>
Number fixed_lookback(const Market<Number> &market, double strike, double expiry, double extreme,
                      bool is_call) {
    const double side = is_call ? 1.0 : -1.0;
    const Motion<Number> motion = motion_to(market, time_at<Number>(expiry));
    const double given = is_call ? larger(extreme, strike) : smaller(extreme, strike);
    const Level<Number> level(market, given, side);
    const Number locked = side * (level.value - strike) * motion.discount;
    return locked + beyond_extreme(market, level, motion, side);
}

// S_T - min S_t for a call, max S_t - S_T for a put.
template <class Number>
Number floating_lookback(const Market<Number> &market, double expiry, double extreme, bool is_call) {
    const double side = is_call ? -1.0 : 1.0;
    const Motion<Number> motion = motion_to(market, time_at<Number>(expiry));
    const Level<Number> level(market, extreme, side);
    const Number difference = level.value * motion.discount - motion.asset_leg;
    return side * difference + beyond_extreme(market, level, motion, side);
}

}  // namespace axiom::closed_forms
