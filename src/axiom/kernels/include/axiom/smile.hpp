// Total variance as a function of log-moneyness k = log(strike / forward), whatever curve it comes
// from: its derivatives and the risk-neutral density that they make.
#pragma once

#include <math.h>

#include <limits>

#include "axiom/macros.hpp"

namespace axiom::smile {

struct Jet {
    double w, dk, dkk;
};

// Durrleman's g: the density of log(S/F) is g n(d2) / sqrt(w). Non-negative: no butterfly arbitrage.
AXIOM_FN double durrleman(double k, const Jet &v) {
    double a = 1.0 - 0.5 * k * v.dk / v.w;
    return a * a - 0.25 * v.dk * v.dk * (1.0 / v.w + 0.25) + 0.5 * v.dkk;
}

// Risk-neutral density of the underlying at strike = forward exp(k), under the forward measure. The
// exponents are added before exp, so that far strikes give 0 and not 0 / 0.
inline double density(double k, double log_strike, const Jet &v) {
    if (v.w != v.w) return v.w;
    if (!(v.w > 0.0)) return k == 0.0 ? std::numeric_limits<double>::infinity() : 0.0;
    const double root = sqrt(v.w), d2 = -k / root - 0.5 * root;
    return durrleman(k, v) * exp(-0.5 * d2 * d2 - log_strike) * 0.3989422804014326779 / root;
}

}  // namespace axiom::smile
