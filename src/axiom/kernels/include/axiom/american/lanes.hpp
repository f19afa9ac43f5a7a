// Several options side by side: the unit in which American options are computed.
//
// Everything below works on puts with strike 1 that have one exercise boundary (regime.hpp says which
// do). A loop over lanes is one vector instruction or two, and no lane ever looks at another one.
#pragma once

#include "../elementary.hpp"

namespace axiom::american {

constexpr int kLanes = 8;

struct alignas(64) Lanes {
    double values[kLanes];
    AXIOM_FN double &operator[](int lane) { return values[lane]; }
    AXIOM_FN double operator[](int lane) const { return values[lane]; }
};

// Puts with strike 1. The last four are derived by `derive`.
struct PutLanes {
    Lanes log_spot;  // ln(S / K)
    Lanes expiry;
    Lanes vol;
    Lanes rate;
    Lanes dividend_yield;
    Lanes log_start;  // ln B(0+), never positive
    Lanes total_vol;  // vol sqrt(expiry)
    Lanes inverse_total_vol;
    Lanes carry;  // rate - dividend_yield
};

AXIOM_FN void derive(PutLanes &put) {
    AXIOM_INDEPENDENT
    for (int lane = 0; lane < kLanes; ++lane) {
        const double r = put.rate[lane];
        const double q = put.dividend_yield[lane];
        const double total = put.vol[lane] * root(put.expiry[lane]);
        const bool starts_below = q > r && r > 0.0;
        const double logarithm = log_ratio(starts_below ? r : 1.0, starts_below ? q : 1.0);
        put.log_start[lane] = starts_below ? logarithm : 0.0;
        put.total_vol[lane] = total;
        put.inverse_total_vol[lane] = 1.0 / total;
        put.carry[lane] = r - q;
    }
}

// Sum over j of weights[j] * values[j], one lane, unrolled into two chains.
template <int n>
AXIOM_FN double weighted(const double *AXIOM_RESTRICT weights, const Lanes *AXIOM_RESTRICT values,
                         int lane) {
    if constexpr (n == 1) {
        return weights[0] * values[0][lane];
    } else if constexpr (n < 4) {
        return weighted<n - 1>(weights, values, lane) + weights[n - 1] * values[n - 1][lane];
    } else {
        return weighted<n / 2>(weights, values, lane) +
               weighted<n - n / 2>(weights + n / 2, values + n / 2, lane);
    }
}

}  // namespace axiom::american
