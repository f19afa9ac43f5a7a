// American options whose vol or expiry is zero: the deterministic stopping problem and its Greeks.
//
// The put is worth the largest K e^{-r t} - S e^{-q t} over t in [0, T], or nothing. Where the best t
// is inside, ln(q S / (r K)) / (q - r), the spot drifts to the boundary K r / q; the price is that of
// the perpetual put as vol falls to zero,
//   V = (K - B) (S / B)^m, vol^2 m (m - 1) / 2 + (r - q) m = r, m = r / (r - q) at vol 0,
// whose derivatives are the limits of the Greeks; those of odd order in vol vanish.
#pragma once

#include "greeks.hpp"

namespace axiom::american {

enum class BestTime { now, inside, at_expiry, never };

struct StoppingPlan {
    BestTime best;
    double time;
    double value;  // of the put with strike 1
};

inline StoppingPlan best_stopping(const PutTerms &put) {
    const double r = put.rate;
    const double q = put.dividend_yield;
    const double spot = std::exp(put.log_spot);
    const auto worth = [&](double t) { return std::exp(-r * t) - spot * std::exp(-q * t); };
    StoppingPlan plan{BestTime::never, put.expiry, 0.0};
    const double now = 1.0 - spot;
    const bool waiting_pays = q * spot > r;
    if (now > plan.value) plan = {BestTime::now, 0.0, now};
    const double last = worth(put.expiry);
    if (last > plan.value || (last == plan.value && last > 0.0 && waiting_pays))
        plan = {BestTime::at_expiry, put.expiry, last};
    // Increasing, then decreasing: q < r < 0 or 0 < r < q.
    const bool humped = r * q > 0.0 && std::fabs(r) < std::fabs(q);
    const double inside = humped ? (put.log_spot + std::log(q / r)) / (q - r) : 0.0;
    if (inside > 0.0 && inside < put.expiry && worth(inside) > plan.value)
        plan = {BestTime::inside, inside, worth(inside)};
    return plan;
}

// Derivatives of the perpetual put as vol falls to zero. `vol` in front of each power of vol is
// divided out again by american_greeks, which is why it must not be zero there.
inline PutDerivatives perpetual_derivatives(const PutTerms &put, const StoppingPlan &plan) {
    const double r = put.rate;
    const double q = put.dividend_yield;
    const double m = r / (r - q);
    const double distance = put.log_spot - std::log(r / q);
    const double m_in_variance = -0.5 * m * (m - 1.0) / (r - q);
    PutDerivatives d{};
    d.slope = m * plan.value;
    d.bend = m * (m - 1.0) * plan.value;
    d.bend_in_x = m * d.bend;
    d.in_rate = -plan.time * std::exp(-r * plan.time);
    d.in_yield = plan.time * std::exp(put.log_spot - q * plan.time);
    d.second_in_vol = 2.0 * put.vol * put.vol * plan.value * distance * m_in_variance;
    return d;
}

inline Sensitivities without_vol(OptionTerms o) {
    const PutTerms put = unit_put(o);
    const StoppingPlan plan = best_stopping(put);
    if (plan.best == BestTime::now) return exercised(o);
    if (plan.best != BestTime::inside) return limit_sensitivities(o, Model::lognormal);
    o.vol = 1.0;
    PutTerms scaled = put;
    scaled.vol = 1.0;
    Sensitivities g = american_greeks(o, scaled, plan.value, perpetual_derivatives(scaled, plan));
    g.theta = 0.0;
    g.veta = 0.0;
    return g;
}

// The spot is zero, and stays there.
inline Sensitivities at_spot_zero(const OptionTerms &o) {
    const bool waits = o.is_call > 0.5 || o.rate < 0.0;
    return waits ? limit_sensitivities(o, Model::lognormal) : exercised(o);
}

// At a vol without end the put is exercised at a spot that has fallen to nothing, the call at one
// that has risen beyond all bounds: at once, in either case.
inline Sensitivities at_endless_vol(const OptionTerms &o) {
    const bool call = o.is_call > 0.5;
    Sensitivities g{};
    g.price = call ? o.spot : o.strike;
    g.delta = call ? 1.0 : 0.0;
    g.dual_delta = call ? 0.0 : 1.0;
    return g;
}

}  // namespace axiom::american
