// Black-Scholes-Merton and Black-76: price and all Greeks of one European option.
//
// The out-of-the-money price is A (M(a) - M(b)) with A = spot exp(-q T) phi(d1) and M the Mills
// ratio; differences of nearly equal N(d1), N(d2) never arise. The in-the-money price adds the
// intrinsic value, itself free of cancellation near the money.
// Domain: spot, strike, expiry, vol > 0, all finite (limits: see limits.hpp).
#pragma once

#include "mills.hpp"
#include "sensitivities.hpp"

namespace axiom {

// ln(forward / strike), exact in relative terms where spot is close to strike.
AXIOM_FN double log_moneyness_of(const OptionTerms &o) {
    return log_ratio(o.spot, o.strike) + (o.rate - o.dividend_yield) * o.expiry;
}

// exp(x) - 1 times `small_leg`, which is large_leg - small_leg, for x = ln(large / small) >= 0.
AXIOM_FN double leg_difference(double x, double small_leg, double large_leg) {
    const double near = x * (1.0 + x * (0.5 + x * (1.0 / 6 + x * (1.0 / 24 + x * (1.0 / 120 +
        x * (1.0 / 720))))));
    return x < 0.0078125 ? small_leg * near : large_leg - small_leg;
}

// The core of the formula, as functions of ln(F/K) and the total vol s = vol sqrt(T).
struct LognormalCore {
    double d1;
    double d2;
    double scaled_density;  // A = discounted forward * phi(d1) = discounted strike * phi(d2)
    double n1;              // N(d1) for a call, N(-d1) for a put
    double n2;              // N(d2) for a call, N(-d2) for a put
    double price;
};

AXIOM_FN LognormalCore lognormal_core(double x, double s, double inverse_s, double discounted_forward,
                                      double discounted_strike, double is_call) {
    const double h = 0.5 * s;
    const double z = magnitude(x) * inverse_s;
    const double a = z - h;
    const double b = z + h;
    const double abs_a = magnitude(a);
    const bool forward_below = x <= 0.0;
    const double small_leg = forward_below ? discounted_forward : discounted_strike;
    const double large_leg = forward_below ? discounted_strike : discounted_forward;

    const double density_a = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * a * a);
    const double scaled_density = small_leg * density_a;
    const double mills_a = mills(abs_a);
    const double mills_b = mills(b);
    const double direct = a >= 0.0 ? scaled_density * (mills_a - mills_b)
                                   : small_leg - scaled_density * (mills_a + mills_b);
    const double increment = scaled_density * mills_increment(b, s, mills_b);
    const double out_of_the_money = s < kSmallTotalVol ? increment : direct;

    const double tail_a = density_a * mills_a;                      // N(-|a|)
    const double tail_b = scaled_density * mills_b / large_leg;     // N(-b)
    const double is_otm = forward_below ? is_call : 1.0 - is_call;
    const double n_a_otm = a >= 0.0 ? tail_a : 1.0 - tail_a;
    const double n_a_itm = a >= 0.0 ? 1.0 - tail_a : tail_a;
    const double n_a = is_otm > 0.5 ? n_a_otm : n_a_itm;
    const double n_b = is_otm > 0.5 ? tail_b : 1.0 - tail_b;

    const double intrinsic = leg_difference(magnitude(x), small_leg, large_leg);
    LognormalCore core;
    core.d1 = x * inverse_s + h;
    core.d2 = x * inverse_s - h;
    core.scaled_density = scaled_density;
    core.n1 = forward_below ? n_a : n_b;
    core.n2 = forward_below ? n_b : n_a;
    core.price = out_of_the_money + (is_otm > 0.5 ? 0.0 : intrinsic);
    return core;
}

template <Detail detail>
AXIOM_FN Sensitivities lognormal(const OptionTerms &o, double root_expiry) {
    const double s = o.vol * root_expiry;
    const double inverse_s = 1.0 / s;
    const double carry = o.rate - o.dividend_yield;
    const double x = log_moneyness_of(o);
    const double discount = exponential(-o.rate * o.expiry);
    const double dividend_discount = exponential(-o.dividend_yield * o.expiry);
    const double discounted_forward = o.spot * dividend_discount;
    const double discounted_strike = o.strike * discount;
    const LognormalCore core =
        lognormal_core(x, s, inverse_s, discounted_forward, discounted_strike, o.is_call);

    Sensitivities g{};
    g.price = core.price;
    if constexpr (detail != Detail::price) {
        const double sign = 2.0 * o.is_call - 1.0;
        const double inverse_spot = 1.0 / o.spot;
        const double d1 = core.d1;
        const double d2 = core.d2;
        const double density = core.scaled_density;
        const double forward_leg = sign * discounted_forward * core.n1;
        const double strike_leg = sign * discounted_strike * core.n2;
        const double inverse_expiry_vol = o.vol * inverse_s;           // 1 / sqrt(T)
        const double gamma = density * inverse_s * inverse_spot * inverse_spot;
        const double vega = density * root_expiry;
        g.delta = sign * dividend_discount * core.n1;
        g.gamma = gamma;
        g.vega = vega;
        g.theta = o.dividend_yield * forward_leg - o.rate * strike_leg -
                  0.5 * density * o.vol * inverse_expiry_vol;
        g.rho = o.expiry * (o.carries > 0.5 ? strike_leg : -core.price);

        if constexpr (detail == Detail::all) {
            const double inverse_strike = 1.0 / o.strike;
            const double inverse_expiry = inverse_expiry_vol * inverse_expiry_vol;
            const double inverse_vol = root_expiry * inverse_s;
            const double d1_in_expiry = carry * inverse_s - 0.5 * d2 * inverse_expiry;
            const double product = d1 * d2;
            g.psi = o.carries > 0.5 ? -o.expiry * forward_leg : 0.0;
            g.dual_delta = -sign * discount * core.n2;
            g.dual_gamma = density * inverse_s * inverse_strike * inverse_strike;
            g.vanna = -density * inverse_spot * d2 * inverse_vol;
            g.volga = vega * product * inverse_vol;
            g.charm = o.dividend_yield * g.delta - density * inverse_spot * d1_in_expiry;
            g.veta = vega * (o.dividend_yield + d1 * d1_in_expiry - 0.5 * inverse_expiry);
            g.speed = -gamma * inverse_spot * (d1 * inverse_s + 1.0);
            g.zomma = gamma * (product - 1.0) * inverse_vol;
            g.color = gamma * (o.dividend_yield + d1 * d1_in_expiry + 0.5 * inverse_expiry);
            g.ultima = -vega * inverse_vol * inverse_vol *
                       (product * (1.0 - product) + d1 * d1 + d2 * d2);
        }
    }
    return g;
}

}  // namespace axiom
