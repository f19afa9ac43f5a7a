// The price of puts with strike 1 from their exercise boundary.
//
//   V = v + integral over u in (0, T) of r e^{-ru} N(-d-) - q S e^{-qu} N(-d+),
//   d+- = (ln(S / B(T - u)) + (r - q) u) / s +- s / 2,   s = vol sqrt(u)
//
// For u near 0 the integrand vanishes within the time in which the spot reaches the boundary: that is
// resolved by u = T / cosh^2(chi), which is smooth at both ends, up to the chi where the boundary is
// `reach` standard deviations away, at least: d- >= p / w - c w with w = sqrt(u / T), p the present
// distance and c what drift and boundary can make up in T, both in total vols. Nearer spots than
// `nearest` keep that chi: the time left out is (nearest / reach)^2 T at most.
#pragma once

#include "../lognormal.hpp"
#include "scheme.hpp"

namespace axiom::american {

constexpr double kLeastDistance = 1e-9;  // of ln S to the boundary, in total vols

template <int points>
struct PremiumRule {
    double at[points];
    double weight[points];

    PremiumRule() {
        const GaussLegendre<points> rule;
        for (int k = 0; k < points; ++k) {
            at[k] = rule.at[static_cast<std::size_t>(k)];
            weight[k] = rule.weight[static_cast<std::size_t>(k)];
        }
    }
};

template <int points>
const PremiumRule<points> &premium_rule() {
    static const PremiumRule<points> table;
    return table;
}

// Where one lane's premium is integrated.
struct PremiumRange {
    Lanes log_spot;  // not closer to the boundary than kLeastDistance
    Lanes far;       // the largest chi
};

template <class Scheme>
AXIOM_FN PremiumRange premium_range(const PutLanes &put, const Lanes &log_boundary) {
    constexpr double reach = Scheme::reach;
    PremiumRange range;
    AXIOM_INDEPENDENT
    for (int lane = 0; lane < kLanes; ++lane) {
        const double distance = (put.log_spot[lane] - log_boundary[lane]) * put.inverse_total_vol[lane];
        const double kept = larger(distance, kLeastDistance);
        const double fall = put.log_start[lane] - log_boundary[lane];
        const double drift = larger(-put.carry[lane] * put.expiry[lane], 0.0) + fall;
        const double pull = drift * put.inverse_total_vol[lane];
        const double resolved = larger(kept, Scheme::nearest);
        const double ratio =
            (reach + root(reach * reach + 4.0 * pull * resolved)) / (2.0 * resolved);
        range.log_spot[lane] = log_boundary[lane] + kept * put.total_vol[lane];
        range.far[lane] = log_ratio(ratio + root(1.0 + ratio * ratio), 1.0);
    }
    return range;
}

template <int nodes, int points>
AXIOM_FN void add_premium(const PutLanes &put, const BoundarySeries<nodes> &series,
                          const PremiumRule<points> &rule, const PremiumRange &range,
                          const Lanes &least_square, Lanes &premium) {
    for (int k = 0; k < points; ++k) {
        const double at = rule.at[k];
        const double weight = 2.0 * rule.weight[k];
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) {
            const double grown = exponential(range.far[lane] * at);
            const double inverse = 1.0 / (grown * grown + 1.0);
            const double share = 2.0 * grown * inverse;                   // sqrt(u / T)
            const double z = (grown * grown - 1.0) * inverse;             // sqrt((T - u) / T)
            const double start = put.log_start[lane];
            const double squared = start * start + series.at(z, lane);
            const double fall = root(larger(squared, least_square[lane]));
            const double u = put.expiry[lane] * (share * share);
            const double s = put.total_vol[lane] * share;
            const double inverse_s =
                put.inverse_total_vol[lane] * (0.5 * (grown * grown + 1.0) / grown);
            const double x = range.log_spot[lane];
            const double d2 = (x + fall + put.carry[lane] * u) * inverse_s - 0.5 * s;
            const double d1 = d2 + s;
            const double paid = exponential(-put.rate[lane] * u);
            const double kept = exponential(x - put.dividend_yield[lane] * u);
            const double density = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d2 * d2);
            const double shifted = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d1 * d1);
            const MillsPair ratio = mills_pair(cap_deviations(magnitude(d2)),
                                               cap_deviations(magnitude(d1)));
            const double tail2 = density * ratio.first;
            const double tail1 = shifted * ratio.second;
            const double n2 = d2 > 0.0 ? tail2 : 1.0 - tail2;
            const double n1 = d1 > 0.0 ? tail1 : 1.0 - tail1;
            const double earned =
                put.rate[lane] * paid * n2 - put.dividend_yield[lane] * kept * n1;
            premium[lane] += weight * (u * z * range.far[lane]) * earned;
        }
    }
}

// European puts with strike 1.
AXIOM_FN void european_puts(const PutLanes &put, Lanes &value) {
    AXIOM_INDEPENDENT
    for (int lane = 0; lane < kLanes; ++lane) {
        const OptionTerms terms{exponential(put.log_spot[lane]), 1.0, put.expiry[lane],
                                put.vol[lane], put.rate[lane], put.dividend_yield[lane], 0.0, 1.0};
        value[lane] = lognormal<Detail::price>(terms).price;
    }
}

}  // namespace axiom::american
