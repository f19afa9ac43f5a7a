// Options on options (Geske, The valuation of compound options, J. Financial Economics 7, 1979, 63-81)
// and the choice between a call and a put (Rubinstein, Options for the undecided, Risk 4 (4), 1991, 43).
//
// The level that parts exercise from abandoning does not depend on the spot, and the price is stationary
// in it: it enters the derivatives as a constant.
#pragma once

#include "dates.hpp"

namespace axiom::two_dates {

struct CompoundTerms {
    double spot;
    DateTerms first, second;
    double strike, underlying_strike;
    double sign, underlying_sign;  // 1 for a call, -1 for a put
};

// The level of the asset at the first date at which the underlying option is worth the strike; 0 where a
// put never is worth as much.
inline double compound_level(const CompoundTerms &t) {
    const Date<double> first = date_of(t.first, t.spot), second = date_of(t.second, t.spot);
    const double discount = second.discount / first.discount, growth = second.forward / first.forward;
    const double variance = second.variance - first.variance, sign = t.underlying_sign;
    if (sign < 0.0 && t.strike >= discount * t.underlying_strike) return 0.0;
    const auto excess = [&](double level) {
        const Black b = black(growth * level, t.underlying_strike, variance, sign);
        return Black{sign * (discount * b.price - t.strike), sign * discount * growth * b.delta};
    };
    const double start = larger(t.underlying_strike, t.strike) / growth;
    return rising_root(excess, start);
}

template <class Number>
Number compound(const CompoundTerms &t, const Number &spot) {
    const Date<Number> first = date_of(t.first, spot), second = date_of(t.second, spot);
    const double inner = t.underlying_sign, outer = t.sign;
    const Legs<Number> whole = one_date_legs(second, t.underlying_strike, inner);
    const Number option = second.discount * (inner * (whole.asset - t.underlying_strike * whole.cash));
    if (t.strike <= 0.0) return outer > 0.0 ? option : 0.0 * option;
    const double level = compound_level(t);
    if (level == 0.0) return outer > 0.0 ? 0.0 * option : t.strike * first.discount - option;
    const double side = outer * inner;
    const Legs<Number> legs = two_date_legs(first, level, side, second, t.underlying_strike, inner);
    const Number paid = t.strike * first.discount * distribution_of(side * deviations(first, level));
    const Number received = second.discount * (inner * (legs.asset - t.underlying_strike * legs.cash));
    return outer * (received - paid);
}

struct ChooserTerms {
    double spot;
    DateTerms choice, call, put;
    double call_strike, put_strike;
};

// The level of the asset at the choice at which call and put are worth the same.
inline double chooser_level(const ChooserTerms &t) {
    const Date<double> at = date_of(t.choice, t.spot);
    const Date<double> call = date_of(t.call, t.spot), put = date_of(t.put, t.spot);
    const auto excess = [&](double level) {
        const double up = call.forward / at.forward, down = put.forward / at.forward;
        const double paid = call.discount / at.discount, received = put.discount / at.discount;
        const Black c = black(up * level, t.call_strike, call.variance - at.variance, 1.0);
        const Black p = black(down * level, t.put_strike, put.variance - at.variance, -1.0);
        return Black{paid * c.price - received * p.price, paid * up * c.delta - received * down * p.delta};
    };
    return rising_root(excess, larger(larger(t.call_strike, t.put_strike), 1e-60 * t.spot));
}

template <class Number>
Number chooser(const ChooserTerms &t, const Number &spot) {
    const Date<Number> at = date_of(t.choice, spot);
    const Date<Number> call = date_of(t.call, spot), put = date_of(t.put, spot);
    const double level = t.put_strike > 0.0 ? chooser_level(t) : 0.0;
    const Legs<Number> up = two_date_legs(at, level, 1.0, call, t.call_strike, 1.0);
    const Legs<Number> down = two_date_legs(at, level, -1.0, put, t.put_strike, -1.0);
    return call.discount * (up.asset - t.call_strike * up.cash) +
           put.discount * (t.put_strike * down.cash - down.asset);
}

}  // namespace axiom::two_dates
