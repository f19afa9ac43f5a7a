// Lognormal prices at two dates: probabilities and legs of payoffs that depend on both.
//
// Formulas are templates on the number type: `double`, or a jet in spot, vol and rate. Rates and vols
// are averages to a date, so that term structures are covered; `response` says how far the average vol
// moves for a shift of the vols by 1.
#pragma once

#include "axiom/bivariate_normal.hpp"

namespace axiom::two_dates {

using SpotVolRate = Jet<3, 1>;

struct DateTerms {
    double time, rate, dividend_yield, vol, response;
};

// Variances below it are none: the event is certain, and the formulas give their limits.
constexpr double kNoVariance = 1e-30;

template <class Number>
struct Date {
    Number discount;
    Number forward;
    Number variance;
};

inline double moved(double value, double, double) { return value; }
inline SpotVolRate moved(SpotVolRate value, double in_vol, double in_rate) {
    value.first[1] = in_vol;
    value.first[2] = in_rate;
    return value;
}

template <class Number>
Date<Number> date_of(const DateTerms &t, const Number &spot) {
    const Number exponent = moved(Number(t.rate * t.time), 0.0, t.time);
    const double variance = larger(t.vol * t.vol * t.time, kNoVariance);
    return {exp_of(-1.0 * exponent), spot * exp_of(exponent - t.dividend_yield * t.time),
            moved(Number(variance), 2.0 * t.vol * t.time * t.response, 0.0)};
}

// (ln(forward / level) - variance / 2) / sqrt(variance); a level of 0 is far below.
template <class Number>
Number deviations(const Date<Number> &date, double level) {
    const double floor = 1e-60 * value_of(date.forward);
    return (log_ratio_of(date.forward, larger(level, floor)) - 0.5 * date.variance) / root_of(date.variance);
}

// E[S_2 1{event}] and P(event), undiscounted, of sign_1 (S_1 - level_1) > 0 and sign_2 (S_2 - level_2) > 0.
template <class Number>
struct Legs {
    Number asset;
    Number cash;
};

template <class Number>
Legs<Number> two_date_legs(const Date<Number> &first, double level1, double sign1,
                           const Date<Number> &second, double level2, double sign2) {
    const Number d1 = deviations(first, level1), d2 = deviations(second, level2);
    const Number root1 = root_of(first.variance), root2 = root_of(second.variance);
    const bool same = value_of(first.variance) >= value_of(second.variance);
    const Number correlation = sign1 * sign2 * (same ? Number(1.0) : root1 / root2);
    const Number cash = bivariate_distribution_of(sign1 * d1, sign2 * d2, correlation);
    const Number asset = bivariate_distribution_of(sign1 * (d1 + root1), sign2 * (d2 + root2), correlation);
    return {second.forward * asset, cash};
}

template <class Number>
Legs<Number> one_date_legs(const Date<Number> &date, double level, double sign) {
    const Number d = deviations(date, level);
    return {date.forward * distribution_of(sign * (d + root_of(date.variance))), distribution_of(sign * d)};
}

// Of one date where the option on it is still to run: the undiscounted Black price and its slope.
struct Black {
    double price;
    double delta;
};

inline Black black(double forward, double strike, double variance, double sign) {
    const double s = root(larger(variance, kNoVariance));
    const double d = log_ratio(forward, larger(strike, 1e-60 * forward)) / s - 0.5 * s;
    const double asset = normal_distribution(sign * (d + s));
    return {sign * (forward * asset - strike * normal_distribution(sign * d)), sign * asset};
}

// The root of a rising function of a level above 0, by Newton's steps, no further than half or twice
// the level until both sides are known and between them from then on; `function` returns value and
// slope. After a step by less than 1e-9 of the level the next would change none of its digits.
template <class Function>
double rising_root(Function function, double start) {
    constexpr double settled = 1e-9;
    double low = 0.0, high = INFINITY, x = start;
    for (int step = 0; step < 1000; ++step) {
        const Black f = function(x);
        if (f.price == 0.0) return x;
        (f.price > 0.0 ? high : low) = x;
        const double newton = x - f.price / f.delta, least = larger(low, 0.5 * x), most = smaller(high, 2.0 * x);
        const bool inside = f.delta > 0.0 && newton > least && newton < most && step % 8 != 7;
        if (inside && magnitude(newton - x) <= settled * x) return newton;
        const bool between = low > 0.0 && high < INFINITY;
        const double far = f.price > 0.0 ? 0.5 * x : 2.0 * x;
        const double next = inside ? newton : between ? 0.5 * (low + high) : far;
        if (next == x) return x;
        x = next;
    }
    return x;
}

}  // namespace axiom::two_dates
