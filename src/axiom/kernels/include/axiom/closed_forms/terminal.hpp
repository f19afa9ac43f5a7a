// Payoffs of lognormal variables at one date: digitals, forward starts, clipped returns.
#pragma once

#include "../limits.hpp"
#include "barrier.hpp"

namespace axiom::closed_forms {

// One unit of cash, or of the asset, if S_T ends above the strike (a call) or below (a put).
template <class Number>
Number digital(const Market<Number> &market, double strike, double expiry, bool is_call,
               Measure measure) {
    const Motion<Number> motion = motion_to(market, time_at<Number>(expiry));
    const Range<Number> payoff = exercise_range(market, strike, is_call);
    const Number mass = Images<Number>(motion, measure).mass(payoff, Number(0.0));
    return (measure == Measure::asset ? motion.asset_leg : motion.discount) * mass;
}

// One unit at `payment` if the spot lies between the bounds at `fixing`; 0 and infinity are no bounds.
template <class Number>
Number range_digital(const Market<Number> &market, double lower, double upper, double fixing,
                     double payment) {
    const Motion<Number> motion = motion_to(market, time_at<Number>(fixing));
    Range<Number> range{Number(0.0), Number(0.0), lower > 0.0, upper < kHuge};
    if (range.bounded_below) range.from = log_level(market, lower);
    if (range.bounded_above) range.to = log_level(market, upper);
    const Number mass = Images<Number>(motion, Measure::cash).mass(range, Number(0.0));
    return exp_of(-market.rate * time_at<Number>(payment)) * mass;
}

// E[max(side (A - B), 0)] of two lognormal legs with ln(A / B) and the standard deviation of the ratio.
template <class Number>
Number exchange_value(const Number &a, const Number &b, const Number &log_legs, const Number &vol,
                      double side) {
    const Number middle = log_legs / vol;
    const Number half = 0.5 * vol;
    return side * (a * distribution_of(side * (middle + half)) -
                   b * distribution_of(side * (middle - half)));
}

// A span of time: only one that has begun shrinks as calendar time passes.
template <class Number>
Number span_of(double start, double end) {
    return start > 0.0 ? Number(larger(end - start, kLeastTime)) : time_at<Number>(end);
}

// An option struck at moneyness times the spot at `start` (Rubinstein 1991), per asset.
template <class Number>
Number forward_start(const Market<Number> &market, double moneyness, double start, double expiry,
                     bool is_call) {
    const Number span = span_of<Number>(start, expiry);
    const Number delivered =
        start > 0.0 ? market.spot * exp_of(-market.yield * time_at<Number>(start)) : market.spot;
    const Number asset = exp_of(-market.yield * span);
    const Number strike = moneyness * exp_of(-market.rate * span);
    const Number log_legs = (market.rate - market.yield) * span - log_ratio(larger(moneyness, kLeastLevel), 1.0);
    return delivered * exchange_value(asset, strike, log_legs, market.vol * root_of(span),
                                      is_call ? 1.0 : -1.0);
}

struct ReturnContract {
    double start;
    double end;
    double payment;
    double previous;  // the fixing at the start where that has passed; 0 where it is the spot
    double floor;
    double cap;
};

// E[max(R - strike, 0)] of the gross return R over the period.
template <class Number>
Number return_call(const Number &log_forward, const Number &vol, double strike) {
    const Number forward = exp_of(log_forward);
    if (!(strike > 0.0)) return forward - strike;
    if (strike > kHuge) return Number(0.0);
    return exchange_value(forward, Number(strike), log_forward - log_ratio(strike, 1.0), vol, 1.0);
}

// The simple return over a period, clipped to [floor, cap] and paid at `payment`.
template <class Number>
Number clipped_return(const Market<Number> &market, const ReturnContract &c) {
    const Number span = span_of<Number>(c.start, c.end);
    const Number vol = market.vol * root_of(span);
    Number log_forward = (market.rate - market.yield) * span;
    if (c.previous > 0.0) log_forward += log_ratio_of(market.spot, c.previous);
    const bool is_floored = c.floor > -1.0;
    const double low = is_floored ? 1.0 + c.floor : 0.0;
    const Number clipped = return_call(log_forward, vol, low) -
                           return_call(log_forward, vol, 1.0 + c.cap) + (low - 1.0);
    return exp_of(-market.rate * time_at<Number>(c.payment)) * clipped;
}

}  // namespace axiom::closed_forms
