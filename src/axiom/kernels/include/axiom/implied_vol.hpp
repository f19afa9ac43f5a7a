// Implied volatility, lognormal and normal.
//
// The time value is normalised by the smaller discounted leg: v = N(-a) - (large / small) N(-b)
// with a = z - s/2, b = z + s/2, z = |ln(F/K)| / s, v in (0, 1). Start: the exact normal-model
// inverse for small v, the one-leg inverse for large v. Then Householder steps of third order on
// ln v or ln(1 - v), two always and a third where the second was still large.
// Domain: as the pricing formulas; `price` is the discounted option price.
#pragma once

#include "lognormal.hpp"
#include "normal.hpp"

namespace axiom {

constexpr double kUnitRoundoff = 2.220446049250313e-16;  // 2^-52
constexpr double kSqrt2Pi = 2.5066282746310005024;
constexpr double kUpperBranch = 0.3;   // v above it is solved through 1 - v
constexpr double kSettledStep = 1e-4;  // a relative step below it leaves an error below 1e-14

// The problem without units: solve v(x, s) = v for the total vol s.
struct VolProblem {
    double x;            // |ln(F/K)|; for the normal model |F - K|
    double value;        // v; for the normal model the undiscounted time value
    double complement;   // 1 - v, not formed from v where that would lose digits
    double uncertainty;  // what rounding leaves open, in units of v
};

// z = k / s where s phi(z) (1 - z M(z)) = value, from y = k / value; relative error below 3e-4.
AXIOM_FN double normal_inverse(double y, double log_y) {
    const double near = y * (0.39891667266513778 + y * (0.20196112176104561 +
        y * (0.011663749965539872 + y * 1.4295472929203938e-5))) /
        (1.0 + y * (1.0046354786201552 + y * (0.20819024786619736 + y * 0.0065361098346088735)));
    const double far_squared = (1.0014606301707647 + log_y * (-0.7103700595797286 +
        log_y * (0.36816899104864866 + log_y * 0.0037923680131184393))) /
        (1.0 + log_y * (0.20580045114917657 + log_y * 0.0018993197062933905));
    const bool is_near = y < 50.0;
    return is_near ? near : root(is_near ? 1.0 : far_squared);
}

// The normal quantile of 1 - p for 0 < p <= 0.5 from ln p; absolute error below 5e-4
// (Abramowitz and Stegun 1964, 26.2.23).
AXIOM_FN double upper_quantile(double log_p) {
    const double t = root(-2.0 * log_p);
    return t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                   (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

AXIOM_FN double total_vol_guess(const VolProblem &p) {
    const bool upper = p.value > kUpperBranch;
    const double growth = exponential(0.5 * p.x);  // turns v into the price over sqrt(F K)
    const double y = upper ? 1.0 : p.x * growth / p.value;
    const double logarithm = log_ratio(upper ? 0.5 * p.complement : (y < 1.0 ? 1.0 : y), 1.0);
    const double z = normal_inverse(y, upper ? 0.0 : logarithm);
    const double lower_guess = y < 1e-8 ? p.value / growth * kSqrt2Pi : p.x / z;
    const double d = upper_quantile(upper ? logarithm : -0.7);
    const double upper_guess = d + root(d * d + 2.0 * p.x);
    return upper ? upper_guess : lower_guess;
}

// One Householder step of third order on f = ln(value ratio), from f and the derivatives of the
// value: rate = value' / value, second = value'' / value', third = value''' / value'.
AXIOM_FN double householder(double s, double f, double rate, double second, double third) {
    const double newton = -f / rate;
    const double h2 = second - rate;
    const double h3 = third - 3.0 * rate * second + 2.0 * rate * rate;
    const double step =
        newton * (1.0 + 0.5 * h2 * newton) / (1.0 + newton * (h2 + h3 * newton * (1.0 / 6)));
    const double bound = 0.75 * s;
    const double bounded = step > bound ? bound : (step < -bound ? -bound : step);
    return s + bounded;
}

AXIOM_FN double lognormal_vol_step(const VolProblem &p, double s) {
    const double inverse_s = 1.0 / s;
    const double h = 0.5 * s;
    const double z = cap_deviations(p.x * inverse_s);
    const double a = z - h;
    const double b = z + h;
    const double density = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * a * a);
    const MillsPair ratio = mills_pair(magnitude(a), b);
    const bool low = a >= 0.0;
    const double difference = density * (s < kSmallTotalVol ? mills_increment(b, s, ratio.second)
                                                            : ratio.first - ratio.second);
    const double sum = density * (ratio.first + ratio.second);
    const bool small_or_low = low || s < kSmallTotalVol;
    const double value = small_or_low ? difference : 1.0 - sum;
    const double complement = small_or_low ? 1.0 - difference : sum;
    const bool upper = p.value > kUpperBranch;
    const double target = upper ? p.complement : p.value;
    const double current = upper ? complement : value;
    const double f = log_ratio(current, target);
    const double rate = (upper ? -density : density) / current;
    const double second = z * z * inverse_s - 0.25 * s;
    const double third = second * second - 3.0 * z * z * inverse_s * inverse_s - 0.25;
    return householder(s, f, rate, second, third);
}

AXIOM_FN double normal_vol_step(const VolProblem &p, double s) {
    const double inverse_s = 1.0 / s;
    const double z = cap_deviations(p.x * inverse_s);
    const double density = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * z * z);
    const double value = s * density * (1.0 - z * mills(z));
    const double f = log_ratio(value, p.value);
    const double second = z * z * inverse_s;
    const double third = second * second - 3.0 * second * inverse_s;
    return householder(s, f, density / value, second, third);
}

// Rate of change of v with s: what turns an uncertainty of the price into one of the vol.
AXIOM_FN double lognormal_value_slope(const VolProblem &p, double s) {
    const double a = p.x / s - 0.5 * s;
    return kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * a * a);
}

AXIOM_FN double normal_value_slope(const VolProblem &p, double s) {
    const double z = p.x / s;
    return kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * z * z);
}

AXIOM_FN VolProblem lognormal_vol_problem(const OptionTerms &o, double price) {
    const double x = log_moneyness_of(o);
    const double forward_leg = o.spot * exponential(-o.dividend_yield * o.expiry);
    const double strike_leg = o.strike * exponential(-o.rate * o.expiry);
    const bool forward_below = x <= 0.0;
    const double small_leg = forward_below ? forward_leg : strike_leg;
    const double large_leg = forward_below ? strike_leg : forward_leg;
    const bool is_otm = (o.is_call > 0.5) == forward_below;
    const double intrinsic = is_otm ? 0.0 : leg_difference(magnitude(x), small_leg, large_leg);
    const double maximum = is_otm ? small_leg : large_leg;
    const double inverse_leg = 1.0 / small_leg;
    // The price is rounded; so are the two legs of the intrinsic value.
    const double rounded = is_otm ? price : price + 2.0 * large_leg;
    return {magnitude(x), (price - intrinsic) * inverse_leg, (maximum - price) * inverse_leg,
            kUnitRoundoff * rounded * inverse_leg};
}

AXIOM_FN VolProblem normal_vol_problem(const OptionTerms &o, double price) {
    const double moneyness = moneyness_of(o);
    const double undiscounted = price * exponential(o.rate * o.expiry);
    const bool is_otm = (o.is_call > 0.5) == (moneyness <= 0.0);
    const double distance = magnitude(moneyness);
    const double rounded = undiscounted + (is_otm ? 0.0 : 2.0 * distance);
    return {distance, undiscounted - (is_otm ? 0.0 : distance), 1.0, kUnitRoundoff * rounded};
}

AXIOM_FN double normal_vol_guess(const VolProblem &p) {
    const double y = p.x / p.value;
    const double z = normal_inverse(y, log_ratio(y < 1.0 ? 1.0 : y, 1.0));
    return y < 1e-8 ? p.value * kSqrt2Pi : p.x / z;
}

}  // namespace axiom
