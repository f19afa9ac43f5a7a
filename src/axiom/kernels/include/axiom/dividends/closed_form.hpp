// European options where the spot less its dividends is lognormal: Black's formula.
#pragma once

#include "../limits.hpp"
#include "plan.hpp"

namespace axiom::dividends {

// The option on the lognormal part of the spot; `kept` is what proportional dividends leave of it.
struct ClosedForm {
    OptionTerms terms;
    double kept;
};

inline ClosedForm closed_form(const Problem &problem, const Lane &lane) {
    double kept = 1.0;
    const int count = problem.schedule.count_until(lane.expiry);
    for (int k = 0; k < count; ++k) kept *= 1.0 - drop_of(problem.schedule, lane, k).proportion;
    const double spot = kept * lane.strike * diffusing_spot(problem, lane);
    const double strike = lane.strike * (1.0 - escrow_at(problem, lane, lane.expiry, false));
    return {{spot, strike, lane.expiry, lane.vol, lane.rate, lane.dividend_yield, lane.is_call ? 1.0 : 0.0, 1.0}, kept};
}

// In units of the strike, as the grid's solutions are.
inline Solution solve_closed(const Problem &problem, const Lane &lane) {
    const ClosedForm form = closed_form(problem, lane);
    const OptionTerms &t = form.terms;
    Sensitivities g{};
    double fourth = 0.0;
    if (t.strike > 0.0 && t.spot > 0.0) {
        g = is_regular(t, Model::lognormal) ? formula(t, Model::lognormal) : limit_sensitivities(t, Model::lognormal);
        const double s = t.vol * std::sqrt(t.expiry);
        const double d1 = (std::log(t.spot / t.strike) + (t.rate - t.dividend_yield) * t.expiry) / s + 0.5 * s;
        const double slope = d1 / s + 1.0;
        fourth = (g.gamma / t.spot - g.speed) / t.spot * slope - g.gamma / (t.spot * t.spot * s * s);
    } else if (lane.is_call) {
        const double grown = std::exp(-t.dividend_yield * t.expiry);
        g.price = t.spot * grown - t.strike * std::exp(-t.rate * t.expiry);
        g.delta = grown;
    }
    const double k = lane.strike, p = form.kept;
    return {{g.price / k, p * g.delta, p * p * g.gamma * k, p * p * p * g.speed * k * k,
             p * p * p * p * fourth * k * k * k}, false};
}

}  // namespace axiom::dividends
