// One boundary of a put with yield < rate < 0: the upper or the lower end of the exercise region.
//
// Spots above the region meet its upper end first, whatever its lower end is, so each boundary
// solves an equation of its own: smooth pasting, V_x = -B, for the option that is worth 1 - S on
// the other side of it. The unknown at z_i is the distance y_i > 0 of ln B from its limit at
// expiry (0 above, ln(rate / yield) below); above, y^2 is the polynomial in z, below, y itself.
//
// L. Andersen and M. Lake (2021), Fast American option pricing: the double-boundary case, Wilmott
// 116, 30-41.
#pragma once

#include "kernel.hpp"
#include "rule.hpp"

namespace axiom::american {

enum class End { upper, lower };

template <class R>
struct BoundaryShape {
    End end;
    R limit;                   // ln B at expiry
    R moved;                   // yield times B at expiry
    R gap;                     // rate less that
    std::vector<R> ordinates;  // y^2 above, y below, at the nodes; the last is 0

    // Measured from the limit, from the weights of the nodal values.
    BoundaryPoint<R> at(const double *row) const {
        R sum = R(0.0);
        for (std::size_t j = 0; j < ordinates.size(); ++j) sum += row[j] * ordinates[j];
        if (end == End::lower) return at_distance(sum);
        return at_distance(value_of(sum) > 0.0 ? -root_of(sum) : R(0.0));
    }

    BoundaryPoint<R> at_distance(const R &distance) const {
        const R change = moved * expm1_of(distance);
        return {distance, moved + change, gap - change};
    }
};

template <class R>
BoundaryShape<R> shape_of(End end, const PutMarket<R> &m, const std::vector<R> &y) {
    const bool upper = end == End::upper;
    BoundaryShape<R> shape{end, R(0.0), m.yield, m.rate - m.yield, std::vector<R>(y.size() + 1)};
    if (!upper) {
        shape.limit = log_of(m.rate * inverse_of(m.yield));
        shape.moved = m.rate;
        shape.gap = R(0.0);
    }
    for (std::size_t j = 0; j < y.size(); ++j) shape.ordinates[j] = upper ? y[j] * y[j] : y[j];
    return shape;
}

// V_x + B at node i, for the boundary that `shape` describes up to `horizon`.
template <End kEnd, class R>
R pasting_residual(const CollocationRule &rule, const PutMarket<R> &market,
                   const BoundaryShape<R> &shape, const R &horizon, int i) {
    constexpr Side side = kEnd == End::upper ? Side::below : Side::above;
    const R time = rule.nodes[i] * rule.nodes[i] * horizon;
    const R &ordinate = shape.ordinates[i];
    const R distance = kEnd == End::upper ? -root_of(ordinate) : ordinate;
    const R spot = exp_of(shape.limit + distance);
    R sum = kEnd == End::upper ? pasting_end(Instant<R>(market, time), distance) : R(0.0);
    for (int k = 0; k < rule.l; ++k) {
        const Instant<R> at(market, rule.sines[k] * rule.sines[k] * time);
        const BoundaryPoint<R> point = shape.at(rule.row(i, k));
        sum += (rule.weights[k] * time) *
               pasting_rate<side>(at, distance, spot, point, market.yield);
    }
    return sum;
}

}  // namespace axiom::american
