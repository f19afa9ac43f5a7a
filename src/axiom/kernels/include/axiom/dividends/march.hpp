// Time steps of the heat equation under the early-exercise constraint, a block of lanes at a time.
//
// Space: the compact scheme (1 + d/12) u_t = (vol^2 / 2 h^2) d u, d the second difference, fourth
// order. Time: Crank-Nicolson on times that grow quadratically from the segment's begin, so that the
// first steps damp what a kink excites. The matrix is symmetric and constant over the nodes, and its
// elimination is taken with the pivot to which it converges, which moves the outer boundary to
// infinity. What lies beyond the grid is the edge's line; the part of the explicit side that reaches
// over the edge is kept, without which the steps would not be stable.
//
// Elimination runs from out of the money towards in the money and substitution back: with one
// exercise region, in the money, taking the larger of substitution and payoff solves the
// complementarity problem exactly [1].
//
// [1] M. J. Brennan, E. S. Schwartz (1977), The valuation of American put options, J. Finance 32 (2),
//     449-462.
#pragma once

#include "grid.hpp"

namespace axiom::dividends {

struct StepCoefficients {
    Lanes explicit_part;  // of the second difference on the right-hand side
    Lanes inverse_pivot;
    Lanes ratio;  // of neighbouring values in substitution
};

AXIOM_FN void step_coefficients(const SegmentLanes &s, double fraction, StepCoefficients &c) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double rho = 0.5 * s.vol[l] * s.vol[l] * s.length[l] * fraction / (s.step[l] * s.step[l]);
        const double implicit_part = 0.5 * rho - 1.0 / 12.0;
        const double pivot = 0.5 + implicit_part + 0.5 * root(1.0 + 4.0 * implicit_part);
        c.explicit_part[l] = 0.5 * rho + 1.0 / 12.0;
        c.inverse_pivot[l] = 1.0 / pivot;
        c.ratio[l] = implicit_part / pivot;
    }
}

// Moves an edge's line to the payoff's where exercise is worth more, and gives the value at a node.
template <bool american>
AXIOM_FN void edge_value(SegmentLanes &s, int end, const Payoff &payoff, const Lanes &tau,
                         const Lanes &growth, Lanes &value) {
    Edge &edge = s.edges[end];
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double grown = exponential(0.5 * s.vol[l] * s.vol[l] * tau[l]);
        const double held = edge.level[l] - edge.slope[l] * grown * growth[l];
        value[l] = held;
        if (american) {
            const double exercised = payoff.level[l] - payoff.slope[l] * growth[l];
            const bool better = exercised > held;
            edge.level[l] = better ? payoff.level[l] : edge.level[l];
            edge.slope[l] = better ? payoff.slope[l] / grown : edge.slope[l];
            value[l] = better ? exercised : held;
        }
    }
}

// The last edge's line at a node, where the segment begins.
AXIOM_FN Lanes edge_line(const SegmentLanes &s, const Lanes &growth) {
    Lanes line;
    for (int l = 0; l < kLanes; ++l)
        line[l] = s.edges[1].level[l] -
                  s.edges[1].slope[l] * exponential(0.5 * s.vol[l] * s.vol[l] * s.begin[l]) * growth[l];
    return line;
}

AXIOM_FN void eliminate(Lanes *AXIOM_RESTRICT value, int nodes, const StepCoefficients &c, const Lanes &start) {
    Lanes above = value[nodes];
    Lanes here = value[nodes - 1];
    Lanes carried = start;
    for (int i = nodes - 1; i > 0; --i) {
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) {
            const double below = value[i - 1].value[l];
            const double right = here.value[l] + c.explicit_part.value[l] * (above.value[l] - 2.0 * here.value[l] + below);
            carried.value[l] = right * c.inverse_pivot.value[l] + c.ratio.value[l] * carried.value[l];
            value[i].value[l] = carried.value[l];
            above.value[l] = here.value[l];
            here.value[l] = below;
        }
    }
}

template <bool american>
AXIOM_FN void substitute(Lanes *AXIOM_RESTRICT value, const Lanes *AXIOM_RESTRICT growth, int nodes,
                         const StepCoefficients &c, const Payoff &payoff) {
    Lanes carried = value[0];
    for (int i = 1; i < nodes; ++i) {
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) {
            const double held = value[i].value[l] + c.ratio.value[l] * carried.value[l];
            const double exercised = payoff.level.value[l] - payoff.slope.value[l] * growth[i].value[l];
            carried.value[l] = american ? larger(held, exercised) : held;
            value[i].value[l] = carried.value[l];
        }
    }
}

template <bool american>
AXIOM_FN void march(SegmentLanes &s, Lanes *value, const Lanes *growth, int nodes, int steps, Payoff &payoff) {
    StepCoefficients c;
    Lanes tau, first, last, before_last, start, line;
    line = edge_line(s, growth[nodes - 1]);
    const double inverse = 1.0 / (static_cast<double>(steps) * steps);
    for (int k = 1; k <= steps; ++k) {
        const double done = static_cast<double>(k) * k * inverse;
        for (int l = 0; l < kLanes; ++l) tau[l] = s.begin[l] + s.length[l] * done;
        step_coefficients(s, (2.0 * k - 1.0) * inverse, c);
        payoff_at(s, tau, payoff);
        edge_value<american>(s, 0, payoff, tau, growth[0], first);
        edge_value<american>(s, 1, payoff, tau, growth[nodes], last);
        edge_value<american>(s, 1, payoff, tau, growth[nodes - 1], before_last);
        for (int l = 0; l < kLanes; ++l) start[l] = last[l] - c.ratio[l] * before_last[l] +
                                                c.explicit_part[l] * c.inverse_pivot[l] * (value[nodes - 1][l] - line[l]);
        line = before_last;
        eliminate(value, nodes, c, start);
        value[0] = first;
        value[nodes] = last;
        substitute<american>(value, growth, nodes, c, payoff);
    }
}

}  // namespace axiom::dividends
