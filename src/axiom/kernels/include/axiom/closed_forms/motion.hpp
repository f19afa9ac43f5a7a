// What a closed form under Black-Scholes starts from: the market as numbers, and the law of ln S_T.
#pragma once

#include <type_traits>

#include "../jet.hpp"

namespace axiom::closed_forms {

// Derivatives in spot (twice), vol, rate, dividend yield and, all times of a contract together, time.
enum Variable { kSpot, kVol, kRate, kYield, kTime, kVariables };
using Greek = Jet<kVariables, 1>;

// A total vol of zero is one so small that no price can tell.
constexpr double kLeastVol = 1e-14;
constexpr double kLeastTime = 1e-28;

template <class Number>
Number variable(double value, Variable which) {
    if constexpr (std::is_same_v<Number, double>)
        return value;
    else
        return Number::variable(value, which);
}

template <class Number>
struct Market {
    Number spot;
    Number vol;
    Number rate;
    Number yield;
};

template <class Number>
Market<Number> market_at(double spot, double vol, double rate, double yield) {
    return {variable<Number>(spot, kSpot), variable<Number>(larger(vol, kLeastVol), kVol),
            variable<Number>(rate, kRate), variable<Number>(yield, kYield)};
}

// A time of the contract: it comes nearer as calendar time passes.
template <class Number>
Number time_at(double years) {
    return variable<Number>(larger(years, kLeastTime), kTime);
}

// ln(S_T / S) is normal with mean `drift` and standard deviation `total_vol`; under the measure of
// the asset the mean is drift + variance.
template <class Number>
struct Motion {
    Number total_vol;
    Number variance;
    Number drift;
    Number asset_leg;  // S exp(-q T)
    Number discount;   // exp(-r T)
    Number growth;     // (r - q) T
    Number decay;      // r T
};

template <class Number>
Motion<Number> motion_to(const Market<Number> &market, const Number &expiry) {
    Motion<Number> motion;
    motion.total_vol = market.vol * root_of(expiry);
    motion.variance = market.vol * market.vol * expiry;
    motion.growth = (market.rate - market.yield) * expiry;
    motion.drift = motion.growth - 0.5 * motion.variance;
    motion.decay = market.rate * expiry;
    motion.discount = exp_of(-motion.decay);
    motion.asset_leg = market.spot * exp_of(-market.yield * expiry);
    return motion;
}

// ln(level / S); a level of zero is one that no price reaches.
constexpr double kLeastLevel = 1e-200;
template <class Number>
Number log_level(const Market<Number> &market, double level) {
    return -log_ratio_of(market.spot, larger(level, kLeastLevel));
}

}  // namespace axiom::closed_forms
