// The price and its derivatives in the spot, from the last segment's grid.
#pragma once

#include "grid.hpp"

namespace axiom::dividends {

// Derivatives of the polynomial through seven nodes around node j, at `t` nodes from it.
inline void polynomial_derivatives(const double *u, double t, double *out) {
    const double c[7] = {
        u[3],
        (45.0 * (u[4] - u[2]) - 9.0 * (u[5] - u[1]) + (u[6] - u[0])) / 60.0,
        (-490.0 * u[3] + 270.0 * (u[4] + u[2]) - 27.0 * (u[5] + u[1]) + 2.0 * (u[6] + u[0])) / 180.0,
        (-13.0 * (u[4] - u[2]) + 8.0 * (u[5] - u[1]) - (u[6] - u[0])) / 8.0,
        (56.0 * u[3] - 39.0 * (u[4] + u[2]) + 12.0 * (u[5] + u[1]) - (u[6] + u[0])) / 6.0,
        (5.0 * (u[4] - u[2]) - 4.0 * (u[5] - u[1]) + (u[6] - u[0])) / 2.0,
        -20.0 * u[3] + 15.0 * (u[4] + u[2]) - 6.0 * (u[5] + u[1]) + (u[6] + u[0])};
    for (int k = 0; k < 5; ++k) {
        double sum = 0.0;
        for (int j = 6; j > k; --j) sum = (sum + c[j]) * t / (j - k);
        out[k] = sum + c[k];
    }
}

inline bool is_exercised(const Grid &grid, const Payoff &payoff, int node, int l) {
    const auto i = static_cast<std::size_t>(node);
    const double exercised = payoff.level[l] - payoff.slope[l] * grid.growth[i][l];
    return grid.value[i][l] <= exercised + 1e-13 * (1.0 + magnitude(exercised));
}

// The middle of the seven nodes: nearest to the spot, but all of them held, as the second derivative
// jumps where exercise begins.
inline int stencil_centre(const Grid &grid, const Payoff &payoff, double position, bool american, int l) {
    const int nearest = static_cast<int>(std::floor(position + 0.5));
    int centre = nearest < 3 ? 3 : nearest > grid.nodes - 3 ? grid.nodes - 3 : nearest;
    if (!american) return centre;
    const int furthest = nearest + 4 < grid.nodes - 3 ? nearest + 4 : grid.nodes - 3;
    while (centre < furthest && is_exercised(grid, payoff, centre - 3, l)) ++centre;
    return centre;
}

// From derivatives in y, one a node apart, to derivatives in the spot.
inline Solution in_spot(const double *u, double discount, double step, double spot) {
    const double x1 = u[1] / step, x2 = u[2] / (step * step);
    const double x3 = u[3] / (step * step * step), x4 = u[4] / (step * step * step * step);
    const double s1 = discount / spot, s2 = s1 / spot, s3 = s2 / spot, s4 = s3 / spot;
    return {{discount * u[0], s1 * x1, s2 * (x2 - x1), s3 * (x3 - 3.0 * x2 + 2.0 * x1),
             s4 * (x4 - 6.0 * x3 + 11.0 * x2 - 6.0 * x1)}, false};
}

// `payoff` as the march has left it; `spot` is the lognormal part of the spot, `tau` the expiry.
inline Solution read_off(const SegmentLanes &s, const Grid &grid, const Payoff &payoff, double spot,
                         double tau, bool american, int l) {
    const double y = std::log(spot) + s.drift[l] * tau;
    const double position = (y - s.first[l]) / s.step[l];
    const double discount = std::exp(-s.rate[l] * tau);
    const int before = static_cast<int>(std::floor(position + 1e-9));
    const bool all_exercised = american && is_exercised(grid, payoff, before, l) &&
                               is_exercised(grid, payoff, before + 1, l);
    if (all_exercised) {
        const double value = discount * (payoff.level[l] - payoff.slope[l] * std::exp(y));
        return {{value, -s.sign[l], 0.0, 0.0, 0.0}, true};
    }
    const int centre = stencil_centre(grid, payoff, position, american, l);
    double around[7], derivatives[5];
    for (int k = 0; k < 7; ++k) around[k] = grid.value[static_cast<std::size_t>(centre - 3 + k)][l];
    polynomial_derivatives(around, position - centre, derivatives);
    return in_spot(derivatives, discount, s.step[l], spot);
}

}  // namespace axiom::dividends
