// From the derivatives of a put with strike 1 to the Greeks of the option that was asked for.
//
// A put is K times the put with strike 1 at S / K. A call is, by the symmetry of McDonald and
// Schroder, S times the put with strike 1 at K / S with rate and yield exchanged.
#pragma once

#include "put_derivatives.hpp"
#include "regime.hpp"

namespace axiom::american {

// The put with strike 1 that the option amounts to.
inline PutTerms unit_put(const OptionTerms &o) {
    const Put whole = put_of(o);
    PutTerms put{};
    put.log_spot = log_ratio(whole.spot, whole.strike);
    put.expiry = whole.expiry;
    put.vol = whole.vol;
    put.rate = whole.rate;
    put.dividend_yield = whole.dividend_yield;
    put.total_vol = whole.vol * root(whole.expiry);
    put.carry = whole.rate - whole.dividend_yield;
    return put;
}

// Worth its exercise value, for sure and at once.
AXIOM_FN Sensitivities exercised(const OptionTerms &o) {
    const double sign = 2.0 * o.is_call - 1.0;
    Sensitivities g{};
    g.price = sign * (o.spot - o.strike);
    g.delta = sign;
    g.dual_delta = -sign;
    return g;
}

// What put and call share: `unit` is what the put with strike 1 is multiplied by, `value` its price.
AXIOM_FN Sensitivities common_greeks(const OptionTerms &o, const PutTerms &put, double unit,
                                     double value, const PutDerivatives &d) {
    const double half_variance = 0.5 * put.vol * put.vol;
    const double inverse_vol = 1.0 / put.vol;
    const double inverse_spot = 1.0 / o.spot;
    const double vol_unit = unit * inverse_vol;
    const double area = unit * inverse_spot * inverse_spot;
    const double value_in_time =
        half_variance * d.bend + put.carry * d.slope - put.rate * value;
    const double vol_in_time = half_variance * d.bend_in_vol + put.carry * d.slope_in_vol -
                               put.rate * d.in_vol + 2.0 * half_variance * d.bend;
    Sensitivities g{};
    g.price = unit * value;
    g.gamma = area * d.bend;
    g.vega = vol_unit * d.in_vol;
    g.theta = -unit * value_in_time;
    g.dual_gamma = unit * d.bend / (o.strike * o.strike);
    g.volga = vol_unit * inverse_vol * d.second_in_vol;
    g.veta = -vol_unit * vol_in_time;
    g.zomma = area * inverse_vol * d.bend_in_vol;
    g.color = -area * d.bend_in_time;
    g.ultima = vol_unit * inverse_vol * inverse_vol * d.third_in_vol;
    return g;
}

AXIOM_FN Sensitivities put_greeks_of(const OptionTerms &o, const PutTerms &put, double value,
                                     const PutDerivatives &d) {
    Sensitivities g = common_greeks(o, put, o.strike, value, d);
    const double per_spot = o.strike / o.spot;
    g.delta = per_spot * d.slope;
    g.rho = o.strike * d.in_rate;
    g.psi = o.strike * d.in_yield;
    g.dual_delta = value - d.slope;
    g.vanna = per_spot * d.slope_in_vol / put.vol;
    g.charm = -per_spot * d.slope_in_time;
    g.speed = per_spot * (d.bend_in_x - 2.0 * d.bend) / (o.spot * o.spot);
    return g;
}

AXIOM_FN Sensitivities call_greeks_of(const OptionTerms &o, const PutTerms &put, double value,
                                      const PutDerivatives &d) {
    Sensitivities g = common_greeks(o, put, o.spot, value, d);
    g.delta = value - d.slope;
    g.rho = o.spot * d.in_yield;
    g.psi = o.spot * d.in_rate;
    g.dual_delta = o.spot / o.strike * d.slope;
    g.vanna = (d.in_vol - d.slope_in_vol) / put.vol;
    g.charm = g.theta / o.spot + d.slope_in_time;
    g.speed = -(d.bend_in_x + d.bend) / (o.spot * o.spot);
    return g;
}

// `value` is the price of the put with strike 1.
inline Sensitivities american_greeks(const OptionTerms &o, const PutTerms &put, double value,
                                     const PutDerivatives &d) {
    Sensitivities g = o.is_call > 0.5 ? call_greeks_of(o, put, value, d)
                                      : put_greeks_of(o, put, value, d);
    if (o.carries < 0.5) {
        g.rho += g.psi;
        g.psi = 0.0;
    }
    return g;
}

}  // namespace axiom::american
