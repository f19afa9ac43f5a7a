// What early exercise earns beside a boundary, and its derivatives in the logarithm of the spot.
//
// Strike 1. For a spot S = e^x now, at a time u from now, below the boundary B = e^b, a put with
// rate r and yield q earns  a e^{-ru} N(-d-) - c S e^{-qu} N(-d+),  a = r and c = q,
// d+- = (x - b + (r - q +- vol^2/2) u) / (vol sqrt u); above the boundary, with N(d-) and N(d+).
// With a = c = 1 and B = 1 it is the European put.
//
// I. J. Kim (1990), The analytic valuation of American options, Rev. Financial Studies 3, 547-572.
#pragma once

#include "jet.hpp"

namespace axiom::american {

template <class R>
struct PutMarket {
    R vol;
    R rate;
    R yield;
};

inline PutMarket<Jet> lifted(const PutMarket<double> &m) {
    PutMarket<Jet> jets{m.vol, m.rate, m.yield};
    jets.vol.vol1 = 1.0;
    jets.rate.rate = 1.0;
    jets.yield.yield = 1.0;
    return jets;
}

// A value and its first derivatives in x.
template <class R, int kOrder>
struct Slopes {
    R d[kOrder + 1];

    void add(const R &weight, const Slopes &other) {
        for (int k = 0; k <= kOrder; ++k) d[k] += weight * other.d[k];
    }
};

// A time u from now.
template <class R>
struct Instant {
    Instant(const PutMarket<R> &market, const R &time) {
        deviation = market.vol * root_of(time);
        inverse = inverse_of(deviation);
        drift = (market.rate - market.yield - 0.5 * (market.vol * market.vol)) * time;
        discount = exp_of(-(market.rate * time));
        dividend_discount = exp_of(-(market.yield * time));
    }
    R deviation;  // vol sqrt u
    R inverse;    // its reciprocal
    R drift;      // of d- in units of the deviation
    R discount;
    R dividend_discount;
};

// A point of a boundary: ln B from the same origin as x, c B, and a - c B without cancellation.
template <class R>
struct BoundaryPoint {
    R log;
    R moved;
    R gap;
};

// The European option's: B is the strike.
template <class R>
BoundaryPoint<R> strike_point() {
    return {R(0.0), R(1.0), R(0.0)};
}

enum class Side { below = 1, above = -1 };  // of the boundary, where exercise earns

template <int kOrder, Side kSide, class R>
Slopes<R, kOrder> exercise_earnings(const Instant<R> &at, const R &x, const R &spot,
                                    const BoundaryPoint<R> &boundary, const R &a, const R &c) {
    static_assert(kOrder == 0 || kOrder == 4, "the price alone, or all derivatives");
    constexpr double s = static_cast<double>(kSide);
    const R minus = (x - boundary.log + at.drift) * at.inverse;
    const R spot_part =
        c * spot * at.dividend_discount * distribution_of(-s * (minus + at.deviation));
    Slopes<R, kOrder> slopes;
    slopes.d[0] = a * at.discount * distribution_of(-s * minus) - spot_part;
    if constexpr (kOrder == 4) {
        // density_k is the k-th derivative of the density in x; part_k that of the spot's part.
        const R square = minus * minus;
        const R curvature = at.inverse * at.inverse;
        const R density = s * at.discount * density_of(minus) * at.inverse;
        const R density1 = -(minus * at.inverse * density);
        const R density2 = (square - R(1.0)) * curvature * density;
        const R density3 = minus * (R(3.0) - square) * curvature * at.inverse * density;
        const R part1 = spot_part - boundary.moved * density;
        const R part2 = part1 - boundary.moved * density1;
        const R part3 = part2 - boundary.moved * density2;
        slopes.d[1] = -(boundary.gap * density) - spot_part;
        slopes.d[2] = -(boundary.gap * density1) - part1;
        slopes.d[3] = -(boundary.gap * density2) - part2;
        slopes.d[4] = -(boundary.gap * density3) - part3;
    }
    return slopes;
}

// Selling the underlying for the strike at a later time, whatever the spot: e^{-ru} - S e^{-qu}.
template <int kOrder, class R>
Slopes<R, kOrder> forward_sale(const Instant<R> &at, const R &spot) {
    const R spot_part = spot * at.dividend_discount;
    Slopes<R, kOrder> slopes;
    slopes.d[0] = at.discount - spot_part;
    for (int k = 1; k <= kOrder; ++k) slopes.d[k] = -spot_part;
    return slopes;
}

// V_x + B at S = B = e^b without cancellation: what is left of the European part above the region
// (below it nothing is), and what a time u from now adds.
template <class R>
R pasting_end(const Instant<R> &expiry, const R &b) {
    const R plus = (b + expiry.drift) * expiry.inverse + expiry.deviation;
    return exp_of(b) * expiry.dividend_discount * distribution_of(plus);
}

template <Side kSide, class R>
R pasting_rate(const Instant<R> &at, const R &x, const R &spot, const BoundaryPoint<R> &boundary,
               const R &yield) {
    constexpr double s = static_cast<double>(kSide);
    const R minus = (x - boundary.log + at.drift) * at.inverse;
    const R density = s * at.discount * density_of(minus) * at.inverse;
    const R held = distribution_of(s * (minus + at.deviation));
    return yield * spot * at.dividend_discount * held - boundary.gap * density;
}

}  // namespace axiom::american
