// The value of a put with two boundaries, and its derivatives in the logarithm of the spot.
//
// Strike 1. Above the exercise region the value is the European put plus what exercise below the
// upper boundary earns; below it, the forward sale plus what exercise above the lower boundary
// earns; where there is no region any more, the European put plus what exercise between the two
// will earn. The integrals run in phi with u = expiry sin^2 phi; what is left to expiry then is
// horizon z^2 with z = sqrt(expiry / horizon) cos phi. Boundaries that have settled before the
// expiry stay where they are from the horizon on.
#pragma once

#include "solver.hpp"

namespace axiom::american {

enum class Place { exercised, above, below, outside };

template <class R>
struct PutValuation {
    PutMarket<R> market;
    BoundaryShape<R> upper;
    BoundaryShape<R> lower;
    R horizon;
    double expiry;
    const CollocationRule *rule;
};

// Ends of panels in phi that resolve the layer of width |x - ln B| / (vol sqrt(expiry)) next to
// now, and a drift of so many deviations.
std::vector<double> panel_ends(double start, double layer, double drift);

template <int kOrder, Side kSide, class R>
Slopes<R, kOrder> earned_beside(const PutValuation<R> &v, const BoundaryShape<R> &shape,
                                const Instant<R> &at, double log_spot, const double *row) {
    return exercise_earnings<kOrder, kSide>(at, R(log_spot) - shape.limit, R(std::exp(log_spot)),
                                            shape.at(row), v.market.rate, v.market.yield);
}

template <int kOrder, class R>
Slopes<R, kOrder> earned_at(const PutValuation<R> &v, Place place, double log_spot, const R &u,
                            const double *row) {
    const Instant<R> at(v.market, u);
    if (place == Place::above)
        return earned_beside<kOrder, Side::below>(v, v.upper, at, log_spot, row);
    if (place == Place::below)
        return earned_beside<kOrder, Side::above>(v, v.lower, at, log_spot, row);
    auto earned = earned_beside<kOrder, Side::below>(v, v.upper, at, log_spot, row);
    earned.add(R(-1.0), earned_beside<kOrder, Side::below>(v, v.lower, at, log_spot, row));
    return earned;
}

template <int kOrder, class R>
Slopes<R, kOrder> held_to_expiry(const PutValuation<R> &v, Place place, double log_spot) {
    const Instant<R> expiry(v.market, R(v.expiry));
    const R spot = R(std::exp(log_spot));
    if (place == Place::below) return forward_sale<kOrder>(expiry, spot);
    return exercise_earnings<kOrder, Side::below>(expiry, R(log_spot), spot, strike_point<R>(),
                                                  R(1.0), R(1.0));
}

// The whole value outside the exercise region.
template <int kOrder, class R>
Slopes<R, kOrder> value_at(const PutValuation<R> &v, Place place, double log_spot,
                           const std::vector<double> &ends, const PanelRule &panel) {
    auto sum = held_to_expiry<kOrder>(v, place, log_spot);
    const double horizon = value_of(v.horizon);
    const double ratio = std::sqrt(v.expiry / horizon);
    std::vector<double> row(v.rule->n + 1);
    for (std::size_t m = 0; m + 1 < ends.size(); ++m) {
        const double width = ends[m + 1] - ends[m];
        for (std::size_t k = 0; k < panel.points.size(); ++k) {
            const double phi = ends[m] + width * panel.points[k];
            const double sine = std::sin(phi);
            const double z = ratio * std::cos(phi);
            interpolation_row(v.rule->n, v.rule->nodes.data(), smaller(z, 1.0), row.data());
            const R u = R(v.expiry * sine * sine) - (z * z) * (v.horizon - R(horizon));
            const double dz = panel.weights[k] * width * ratio * sine;
            sum.add((2.0 * z * dz) * v.horizon,
                    earned_at<kOrder>(v, place, log_spot, u, row.data()));
        }
    }
    return sum;
}

}  // namespace axiom::american
