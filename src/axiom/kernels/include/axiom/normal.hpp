// Bachelier: price and all Greeks of one European option whose forward is normally distributed.
//
// The out-of-the-money price is D s phi(d) (1 - |d| M(|d|)) with s = vol sqrt(T), d = (F - K) / s.
// `vol` is absolute: units of the forward per square root of a year. Spot and strike may be
// negative. Domain: expiry, vol > 0, all finite (limits: see limits.hpp).
#pragma once

#include "mills.hpp"
#include "sensitivities.hpp"

namespace axiom {

// forward - strike, exact in relative terms where spot is close to strike.
AXIOM_FN double moneyness_of(const OptionTerms &o) {
    const double carry = o.rate - o.dividend_yield;
    return (o.spot - o.strike) + o.spot * exponential_minus_one(carry * o.expiry);
}

template <Detail detail>
AXIOM_FN Sensitivities normal(const OptionTerms &o) {
    const double root_expiry = root(o.expiry);
    const double s = o.vol * root_expiry;
    const double inverse_s = 1.0 / s;
    const double carry = o.rate - o.dividend_yield;
    const double discount = exponential(-o.rate * o.expiry);
    const double growth_less_one = exponential_minus_one(carry * o.expiry);
    const double growth = 1.0 + growth_less_one;
    const double forward = o.spot * growth;
    const double moneyness = (o.spot - o.strike) + o.spot * growth_less_one;
    const double d = moneyness * inverse_s;
    const double abs_d = cap_deviations(magnitude(d));
    const double density = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d * d);
    const double ratio = mills(abs_d);
    const double sign = 2.0 * o.is_call - 1.0;
    const double is_otm = moneyness <= 0.0 ? o.is_call : 1.0 - o.is_call;
    const double tail = density * ratio;
    const double n = is_otm > 0.5 ? tail : 1.0 - tail;
    const double time_value = s * density * (1.0 - abs_d * ratio);

    Sensitivities g{};
    g.price = discount * (time_value + (is_otm > 0.5 ? 0.0 : magnitude(moneyness)));
    if constexpr (detail != Detail::price) {
        const double inverse_root_expiry = o.vol * inverse_s;
        const double forward_leg = sign * discount * n * forward;
        const double dividend_discount = discount * growth;
        const double gamma = discount * growth * growth * density * inverse_s;
        const double vega = discount * root_expiry * density;
        g.delta = sign * dividend_discount * n;
        g.gamma = gamma;
        g.vega = vega;
        g.theta = o.rate * g.price - carry * forward_leg -
                  0.5 * discount * o.vol * density * inverse_root_expiry;
        g.rho = o.expiry * ((o.carries > 0.5 ? forward_leg : 0.0) - g.price);

        if constexpr (detail == Detail::all) {
            const double inverse_expiry = inverse_root_expiry * inverse_root_expiry;
            const double inverse_vol = root_expiry * inverse_s;
            const double d_in_expiry = carry * forward * inverse_s - 0.5 * d * inverse_expiry;
            const double d_squared = d * d;
            g.psi = o.carries > 0.5 ? -o.expiry * forward_leg : 0.0;
            g.dual_delta = -sign * discount * n;
            g.dual_gamma = discount * density * inverse_s;
            g.vanna = -dividend_discount * density * d * inverse_vol;
            g.volga = vega * d_squared * inverse_vol;
            g.charm = o.dividend_yield * g.delta - dividend_discount * density * d_in_expiry;
            g.veta = vega * (o.rate + d * d_in_expiry - 0.5 * inverse_expiry);
            g.speed = -gamma * growth * d * inverse_s;
            g.zomma = gamma * (d_squared - 1.0) * inverse_vol;
            g.color = gamma * (o.rate - 2.0 * carry + d * d_in_expiry + 0.5 * inverse_expiry);
            g.ultima = vega * d_squared * (d_squared - 3.0) * inverse_vol * inverse_vol;
        }
    }
    return g;
}

}  // namespace axiom
