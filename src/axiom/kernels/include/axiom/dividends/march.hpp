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
// With two regions, or one away from the money, the same is done in both directions and the larger of
// the two results taken: each is exact on its side of the exercised nodes and too low beyond [2].
//
// [1] M. J. Brennan, E. S. Schwartz (1977), The valuation of American put options, J. Finance 32 (2),
//     449-462.
// [2] F. Le Floc'h (2022), Double sweep LU decomposition for American options under negative rates,
//     arXiv 2203.08794.
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

// What an edge's line has grown by: exp(vol^2 tau / 2).
AXIOM_FN Lanes grown_by(const SegmentLanes &s, const Lanes &tau) {
    Lanes grown;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l)
        grown.value[l] = exponential(0.5 * s.vol.value[l] * s.vol.value[l] * tau.value[l]);
    return grown;
}

// Moves an edge's line to the payoff's where exercise is worth more, and gives the value at a node.
template <bool american>
AXIOM_FN void edge_value(Edge &edge, const Payoff &payoff, const Lanes &grown, const Lanes &growth, Lanes &value) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double held = edge.level.value[l] - edge.slope.value[l] * grown.value[l] * growth.value[l];
        value.value[l] = held;
        if (american) {
            const double exercised = payoff.level.value[l] - payoff.slope.value[l] * growth.value[l];
            const double slope = payoff.slope.value[l] / grown.value[l];
            edge.level.value[l] = exercised > held ? payoff.level.value[l] : edge.level.value[l];
            edge.slope.value[l] = exercised > held ? slope : edge.slope.value[l];
            value.value[l] = larger(exercised, held);
        }
    }
}

// An edge's line at a node, where the segment begins.
AXIOM_FN Lanes edge_line(const SegmentLanes &s, int end, const Lanes &growth) {
    const Lanes grown = grown_by(s, s.begin);
    Lanes line;
    for (int l = 0; l < kLanes; ++l)
        line[l] = s.edges[end].level[l] - s.edges[end].slope[l] * grown[l] * growth[l];
    return line;
}

// Eliminates from the node before `from` towards `to`, neither included; `reduced` may be `value`.
AXIOM_FN void eliminate(const Lanes *value, Lanes *reduced, int from, int to, const StepCoefficients &c,
                        const Lanes &start) {
    const int step = to < from ? -1 : 1;
    Lanes behind = value[from];
    Lanes here = value[from + step];
    Lanes carried = start;
    for (int i = from + step; i != to; i += step) {
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) {
            const double ahead = value[i + step].value[l];
            const double right = here.value[l] + c.explicit_part.value[l] *
                                                     (behind.value[l] - 2.0 * here.value[l] + ahead);
            carried.value[l] = right * c.inverse_pivot.value[l] + c.ratio.value[l] * carried.value[l];
            reduced[i].value[l] = carried.value[l];
            behind.value[l] = here.value[l];
            here.value[l] = ahead;
        }
    }
}

// Substitutes from the node after `from` towards `to`, neither included.
template <bool american>
AXIOM_FN void substitute(Lanes *AXIOM_RESTRICT value, const Lanes *AXIOM_RESTRICT growth, int from, int to,
                         const StepCoefficients &c, const Payoff &payoff) {
    const int step = to < from ? -1 : 1;
    Lanes carried = value[from];
    for (int i = from + step; i != to; i += step) {
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) {
            const double held = value[i].value[l] + c.ratio.value[l] * carried.value[l];
            const double exercised = payoff.level.value[l] - payoff.slope.value[l] * growth[i].value[l];
            carried.value[l] = american ? larger(held, exercised) : held;
            value[i].value[l] = carried.value[l];
        }
    }
}

// The lines beyond both edges, at the edge and one node inwards.
struct EdgeLines {
    Lanes outer[2];
    Lanes inner[2];
};

template <bool american>
AXIOM_FN void edge_lines(SegmentLanes &s, const Payoff &payoff, const Lanes &tau, const Lanes *growth, int nodes,
                         EdgeLines &lines) {
    const Lanes grown = grown_by(s, tau);
    edge_value<american>(s.edges[0], payoff, grown, growth[0], lines.outer[0]);
    edge_value<american>(s.edges[0], payoff, grown, growth[1], lines.inner[0]);
    edge_value<american>(s.edges[1], payoff, grown, growth[nodes], lines.outer[1]);
    edge_value<american>(s.edges[1], payoff, grown, growth[nodes - 1], lines.inner[1]);
}

// Where elimination starts at an edge: the lines' part, and what the explicit side held against them.
AXIOM_FN Lanes elimination_start(const StepCoefficients &c, const EdgeLines &lines, int end, const Lanes &old_value,
                                 const Lanes &old_line) {
    Lanes start;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l)
        start.value[l] = lines.outer[end].value[l] - c.ratio.value[l] * lines.inner[end].value[l] +
                         c.explicit_part.value[l] * c.inverse_pivot.value[l] *
                             (old_value.value[l] - old_line.value[l]);
    return start;
}

AXIOM_FN void take_larger(Lanes *AXIOM_RESTRICT value, const Lanes *AXIOM_RESTRICT other, int nodes) {
    for (int i = 1; i < nodes; ++i) {
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) value[i].value[l] = larger(value[i].value[l], other[i].value[l]);
    }
}

// `spare` is used with two sweeps: as many nodes as `value` has. `payoff` is left at the segment's end.
template <bool american, bool two_sided>
AXIOM_FN void march(SegmentLanes &s, Lanes *value, const Lanes *growth, Lanes *spare, int nodes, int steps,
                    Payoff &payoff) {
    StepCoefficients c;
    EdgeLines lines;
    Lanes tau;
    lines.inner[0] = edge_line(s, 0, growth[1]);
    lines.inner[1] = edge_line(s, 1, growth[nodes - 1]);
    const double inverse = 1.0 / (static_cast<double>(steps) * steps);
    for (int k = 1; k <= steps; ++k) {
        const double done = static_cast<double>(k) * k * inverse;
        for (int l = 0; l < kLanes; ++l) tau[l] = s.begin[l] + s.length[l] * done;
        const Lanes old_lines[2] = {lines.inner[0], lines.inner[1]};
        step_coefficients(s, (2.0 * k - 1.0) * inverse, c);
        payoff_at(s, tau, payoff);
        edge_lines<american>(s, payoff, tau, growth, nodes, lines);
        if (two_sided) {
            eliminate(value, spare, 0, nodes, c, elimination_start(c, lines, 0, value[1], old_lines[0]));
            spare[nodes] = lines.outer[1];
            substitute<american>(spare, growth, nodes, 0, c, payoff);
        }
        eliminate(value, value, nodes, 0, c, elimination_start(c, lines, 1, value[nodes - 1], old_lines[1]));
        value[0] = lines.outer[0];
        value[nodes] = lines.outer[1];
        substitute<american>(value, growth, 0, nodes, c, payoff);
        if (two_sided) take_larger(value, spare, nodes);
    }
}

}  // namespace axiom::dividends
