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

// What the formula takes: ln(F/K), the total vol and the two discounted legs, with reciprocals.
struct LognormalTerms {
    double x;
    double s;
    double inverse_s;
    double root_expiry;
    double forward_leg;  // spot exp(-q T)
    double strike_leg;   // strike exp(-r T)
    double inverse_spot;
    double inverse_strike;
    double leg_ratio;  // smaller leg / larger leg = exp(-|x|)
};

struct LognormalCore {
    double scaled_density;  // A = forward_leg phi(d1) = strike_leg phi(d2)
    double n1;              // N(d1) for a call, N(-d1) for a put
    double n2;              // N(d2) for a call, N(-d2) for a put
    double price;
};

// Without `with_small_vols`, the price has lost digits where t.s is below kSmallTotalVol.
template <bool with_small_vols>
AXIOM_FN LognormalCore lognormal_core(const LognormalTerms &t, double is_call) {
    const double h = 0.5 * t.s;
    const double z = cap_deviations(magnitude(t.x) * t.inverse_s);
    const double a = z - h;
    const double b = z + h;
    const bool forward_below = t.x <= 0.0;
    const bool is_otm = forward_below == (is_call > 0.5);
    const bool tail_side = a >= 0.0;
    const double small_leg = forward_below ? t.forward_leg : t.strike_leg;
    const double large_leg = forward_below ? t.strike_leg : t.forward_leg;

    const double density_a = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * a * a);
    const double scaled_density = small_leg * density_a;
    const MillsPair ratio = mills_pair(magnitude(a), b);
    const double direct = tail_side ? scaled_density * (ratio.first - ratio.second)
                                    : small_leg - scaled_density * (ratio.first + ratio.second);
    double out_of_the_money = direct;
    if constexpr (with_small_vols) {
        const double increment = scaled_density * mills_increment(b, t.s, ratio.second);
        out_of_the_money = t.s < kSmallTotalVol ? increment : direct;
    }
    const double intrinsic = leg_difference(magnitude(t.x), small_leg, large_leg);

    const double tail_a = density_a * ratio.first;                 // N(-|a|)
    const double tail_b = density_a * t.leg_ratio * ratio.second;  // N(-b)
    const double n_a = is_otm == tail_side ? tail_a : 1.0 - tail_a;
    const double n_b = is_otm ? tail_b : 1.0 - tail_b;
    return {scaled_density,
            forward_below ? n_a : n_b,
            forward_below ? n_b : n_a,
            is_otm ? out_of_the_money : out_of_the_money + intrinsic};
}

// With `with_reciprocals`, also what only the Greeks need.
template <bool with_reciprocals>
AXIOM_FN LognormalTerms lognormal_terms(const OptionTerms &o) {
    LognormalTerms t{};
    t.root_expiry = root(o.expiry);
    t.s = o.vol * t.root_expiry;
    const LogRatioParts parts = log_ratio_parts(o.spot, o.strike);
    const double inverse_both = 1.0 / (t.s * parts.denominator);
    const double logarithm =
        log_from_parts(parts.exponent, parts.numerator * (t.s * inverse_both));
    t.x = logarithm + (o.rate - o.dividend_yield) * o.expiry;
    t.inverse_s = parts.denominator * inverse_both;
    t.forward_leg = o.spot * exponential(-o.dividend_yield * o.expiry);
    t.strike_leg = o.strike * exponential(-o.rate * o.expiry);
    if constexpr (with_reciprocals) {
        const bool forward_below = t.x <= 0.0;
        const double large_leg = forward_below ? t.strike_leg : t.forward_leg;
        const double small_leg = forward_below ? t.forward_leg : t.strike_leg;
        const double inverse_all = 1.0 / (o.spot * o.strike * large_leg);
        t.inverse_spot = o.strike * large_leg * inverse_all;
        t.inverse_strike = o.spot * large_leg * inverse_all;
        t.leg_ratio = small_leg * (o.spot * o.strike * inverse_all);
    }
    return t;
}

template <Detail detail>
AXIOM_FN Sensitivities lognormal_sensitivities(const OptionTerms &o, const LognormalTerms &t,
                                               const LognormalCore &core) {
    Sensitivities g{};
    g.price = core.price;
    if constexpr (detail != Detail::price) {
        const double sign = 2.0 * o.is_call - 1.0;
        const double d1 = t.x * t.inverse_s + 0.5 * t.s;
        const double d2 = t.x * t.inverse_s - 0.5 * t.s;
        const double density = core.scaled_density;
        const double forward_leg = sign * t.forward_leg * core.n1;
        const double strike_leg = sign * t.strike_leg * core.n2;
        const double inverse_root_expiry = o.vol * t.inverse_s;
        const double spot_density = density * t.inverse_spot;
        const double gamma = spot_density * t.inverse_s * t.inverse_spot;
        const double vega = density * t.root_expiry;
        g.delta = forward_leg * t.inverse_spot;
        g.gamma = gamma;
        g.vega = vega;
        g.theta = o.dividend_yield * forward_leg - o.rate * strike_leg -
                  0.5 * density * o.vol * inverse_root_expiry;
        g.rho = o.expiry * (o.carries > 0.5 ? strike_leg : -core.price);

        if constexpr (detail == Detail::all) {
            const double carry = o.rate - o.dividend_yield;
            const double inverse_expiry = inverse_root_expiry * inverse_root_expiry;
            const double inverse_vol = t.root_expiry * t.inverse_s;
            const double d1_in_expiry = carry * t.inverse_s - 0.5 * d2 * inverse_expiry;
            const double product = d1 * d2;
            const double drift = o.dividend_yield + d1 * d1_in_expiry;
            const double vega_in_vol = vega * inverse_vol;
            g.psi = o.carries > 0.5 ? -o.expiry * forward_leg : 0.0;
            g.dual_delta = -strike_leg * t.inverse_strike;
            g.dual_gamma = density * t.inverse_s * t.inverse_strike * t.inverse_strike;
            g.vanna = -spot_density * d2 * inverse_vol;
            g.volga = vega_in_vol * product;
            g.charm = o.dividend_yield * g.delta - spot_density * d1_in_expiry;
            g.veta = vega * (drift - 0.5 * inverse_expiry);
            g.speed = -gamma * t.inverse_spot * (d1 * t.inverse_s + 1.0);
            g.zomma = gamma * (product - 1.0) * inverse_vol;
            g.color = gamma * (drift + 0.5 * inverse_expiry);
            g.ultima = -vega_in_vol * inverse_vol *
                       (product * (1.0 - product) + d1 * d1 + d2 * d2);
        }
    }
    return g;
}

template <Detail detail>
AXIOM_FN Sensitivities lognormal(const OptionTerms &o) {
    const LognormalTerms t = lognormal_terms<detail != Detail::price>(o);
    return lognormal_sensitivities<detail>(o, t, lognormal_core<true>(t, o.is_call));
}

}  // namespace axiom
