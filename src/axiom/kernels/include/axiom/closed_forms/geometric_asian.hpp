// Options on a geometric average, whose law is lognormal: price or average strike, any fixings.
//
// ln G = past + weight ln S + (r - q - v^2 / 2) mean_time + v sqrt(spread_time) Z, v being the vol. For fixings t_i
// of weights w_i still to come, mean_time = sum of w_i t_i and spread_time = sum of w_i w_j min(t_i, t_j); for a
// continuous average the sums are integrals. Cov(ln G, ln S_T) = v^2 mean_time. See Kemna and Vorst (1990).
#pragma once

#include "terminal.hpp"

namespace axiom::closed_forms {

// A quantity of the average, and how it changes as all times grow.
struct Timed {
    double value;
    double slope;
};

template <class Number>
Number timed(const Timed &quantity) {
    if constexpr (std::is_same_v<Number, double>)
        return quantity.value;
    else
        return Number::variable(0.0, kTime) * quantity.slope + quantity.value;
}

struct GeometricAverage {
    Timed past;
    Timed weight;
    Timed mean_time;
    Timed spread_time;
};

template <class Number>
Number log_mean(const Market<Number> &market, const GeometricAverage &g) {
    const Number carry = market.rate - market.yield;
    const Number half_square = 0.5 * market.vol * market.vol;
    return timed<Number>(g.past) + timed<Number>(g.weight) * log_of(market.spot) +
           (carry - half_square) * timed<Number>(g.mean_time) +
           half_square * timed<Number>(g.spread_time);
}

// v times the root of a time that rounding may have put below zero.
template <class Number>
Number vol_over(const Market<Number> &market, const Number &time) {
    return market.vol * root_of(time + (larger(value_of(time), kLeastTime) - value_of(time)));
}

// max(side (G - K), 0).
template <class Number>
Number geometric_price(const Market<Number> &market, const GeometricAverage &g, double strike,
                       double expiry, bool is_call) {
    const Number mean = log_mean(market, g);
    const Number vol = vol_over(market, timed<Number>(g.spread_time));
    const Number value = exchange_value(exp_of(mean), Number(strike), mean - std::log(larger(strike, kLeastLevel)), vol,
                                        is_call ? 1.0 : -1.0);
    return exp_of(-market.rate * time_at<Number>(expiry)) * value;
}

// max(side (S_T - G), 0).
template <class Number>
Number geometric_strike(const Market<Number> &market, const GeometricAverage &g, double expiry,
                        bool is_call) {
    const Number time = time_at<Number>(expiry);
    const Number mean = log_mean(market, g);
    const Number log_forward = log_of(market.spot) + (market.rate - market.yield) * time;
    const Number spread = time - 2.0 * timed<Number>(g.mean_time) + timed<Number>(g.spread_time);
    const Number vol = vol_over(market, spread);
    const Number value = exchange_value(exp_of(log_forward), exp_of(mean), log_forward - mean, vol,
                                        is_call ? 1.0 : -1.0);
    return exp_of(-market.rate * time) * value;
}

}  // namespace axiom::closed_forms
