// From an option with two exercise boundaries to the put with strike 1 that is solved for it.
#pragma once

#include "../scheme.hpp"
#include "../../sensitivities.hpp"
#include "value.hpp"

namespace axiom::american {

// After McDonald and Schroder (1998), a call on S with strike K is a put on K with strike S, rate
// and yield swapped.
struct UnitPut {
    PutMarket<double> market;
    double expiry;
    double log_spot;
    double strike;
    bool swapped;
};

inline UnitPut unit_put(const OptionTerms &o) {
    const double log_moneyness = log_ratio(o.spot, o.strike);
    if (o.is_call > 0.5)
        return {{o.vol, o.dividend_yield, o.rate}, o.expiry, -log_moneyness, o.spot, true};
    return {{o.vol, o.rate, o.dividend_yield}, o.expiry, log_moneyness, o.strike, false};
}

inline double exercise_value(const OptionTerms &o) {
    return larger(o.is_call > 0.5 ? o.spot - o.strike : o.strike - o.spot, 0.0);
}

// The boundaries of one option and where its spot lies between them.
struct SolvedPut {
    UnitPut put;
    BoundaryPair pair;
    Place place;
    std::vector<double> ends;  // of the valuation's panels
    const PanelRule *panel;
};

SolvedPut solve_put(const UnitPut &put, Accuracy accuracy);

// The solved boundaries, in doubles or lifted to jets.
template <class R>
PutValuation<R> valuation_of(const SolvedPut &solved, const PutMarket<R> &market,
                             const std::vector<R> &upper, const std::vector<R> &lower,
                             const R &horizon) {
    return {market,  shape_of<R>(End::upper, market, upper), shape_of<R>(End::lower, market, lower),
            horizon, solved.put.expiry, solved.pair.rule};
}

}  // namespace axiom::american
