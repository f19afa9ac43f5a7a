// Which of the possible exercise regions an American option has.
#pragma once

#include <algorithm>
#include <cmath>

#include "../limits.hpp"

namespace axiom::american {

enum class Regime {
    never_exercised,  // European
    one_boundary,     // the put is exercised below it
    two_boundaries,   // the put is exercised between them
};

// A put; calls become puts by McDonald and Schroder's symmetry C(S, K, r, q) = P(K, S, q, r).
struct Put {
    double spot, strike, expiry, vol, rate, dividend_yield;
};

inline Put put_of(const OptionTerms &o) {
    if (o.is_call > 0.5) return {o.strike, o.spot, o.expiry, o.vol, o.dividend_yield, o.rate};
    return {o.spot, o.strike, o.expiry, o.vol, o.rate, o.dividend_yield};
}

// A rate or yield this small earns nothing that a price could show.
constexpr double kNoInterest = 1e-14;

// Exercise earns r K - q S a year. Where that is positive out of the money only, nobody exercises.
inline Regime regime_of(const Put &put) {
    const double rate = std::fabs(put.rate) < kNoInterest ? 0.0 : put.rate;
    const double dividend_yield =
        std::fabs(put.dividend_yield) < kNoInterest ? 0.0 : put.dividend_yield;
    if (rate > 0.0 || (rate == 0.0 && dividend_yield < 0.0)) return Regime::one_boundary;
    return dividend_yield < rate ? Regime::two_boundaries : Regime::never_exercised;
}

// Without randomness: the best of K e^{-rt} - S e^{-qt} over t in [0, T], or nothing.
inline double certain_value(const Put &put) {
    const auto exercised_at = [&](double t) {
        return put.strike * std::exp(-put.rate * t) - put.spot * std::exp(-put.dividend_yield * t);
    };
    double best = std::max({0.0, put.strike - put.spot, exercised_at(put.expiry)});
    const double ratio = put.rate * put.strike / (put.dividend_yield * put.spot);
    const double between = std::log(ratio) / (put.rate - put.dividend_yield);
    if (between > 0.0 && between < put.expiry) best = std::max(best, exercised_at(between));
    return best;
}

// Discounting has left nothing of what lies beyond this many times 1 / rate.
constexpr double kForgotten = 40.0;

// An option with one boundary whose vol or expiry has no end: without vol's end, the perpetual put.
inline double endless_value(const Put &put) {
    if (put.vol > kEndless) return put.strike;
    const double square = put.vol * put.vol;
    const double drift = put.rate - put.dividend_yield - 0.5 * square;
    const double m = -(drift + std::sqrt(drift * drift + 2.0 * put.rate * square)) / square;
    if (m > -1e-12) return put.strike;
    const double boundary = put.strike * m / (m - 1.0);
    if (put.spot <= boundary) return put.strike - put.spot;
    return (put.strike - boundary) * std::exp(m * std::log(put.spot / boundary));
}

}  // namespace axiom::american
