// A block of lanes on their grids within one segment, in strikes and undiscounted.
//
// Node 0 is in the money: the grid runs up from low spots for puts and down from high ones for calls,
// so that one loop serves both. `sign` is 1 for a put and -1 for a call.
#pragma once

#include <vector>

#include "../elementary.hpp"
#include "problem.hpp"

namespace axiom::dividends {

// Beyond an edge the undiscounted value is `level - slope * exp(y) * exp(vol^2 tau / 2)`: linear in
// the spot, which solves the equation.
struct Edge {
    Lanes level;
    Lanes slope;
};

struct SegmentLanes {
    Lanes sign;
    Lanes first;     // y of node 0
    Lanes step;      // from one node to the next: positive for puts, negative for calls
    Lanes vol;
    Lanes rate;
    Lanes yield;
    Lanes drift;
    Lanes begin;     // time to expiry where the segment begins, backwards in time
    Lanes length;    // years
    Lanes escrow;    // what the model takes out of the spot at `begin`
    Edge edges[2];   // at node 0 and at the last
};

// The payoff at a node is `level - slope * exp(y)`.
struct Payoff {
    Lanes level;
    Lanes slope;
};

AXIOM_FN void payoff_at(const SegmentLanes &s, const Lanes &tau, Payoff &payoff) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double carry = s.rate[l] - s.yield[l];
        const double strike = 1.0 - s.escrow[l] * exponential(-carry * (tau[l] - s.begin[l]));
        payoff.level[l] = s.sign[l] * exponential(s.rate[l] * tau[l]) * strike;
        payoff.slope[l] = s.sign[l] * exponential((s.rate[l] - s.drift[l]) * tau[l]);
    }
}

// Values and exp(y) by node, one `Lanes` a node.
struct Grid {
    std::vector<Lanes> value;
    std::vector<Lanes> growth;
    int nodes = 0;

    void resize(int count) {
        nodes = count;
        value.resize(static_cast<std::size_t>(count) + 1);
        growth.resize(static_cast<std::size_t>(count) + 1);
    }
};

// Fits the edges' straight lines through the outermost nodes.
AXIOM_FN void fit_edges(SegmentLanes &s, const Lanes *value, const Lanes *growth, int nodes) {
    const int outer[2] = {0, nodes};
    const int inner[2] = {1, nodes - 1};
    for (int end = 0; end < 2; ++end) {
        for (int l = 0; l < kLanes; ++l) {
            const double slope = (value[inner[end]][l] - value[outer[end]][l]) /
                                 (growth[outer[end]][l] - growth[inner[end]][l]);
            const double grown = exponential(0.5 * s.vol[l] * s.vol[l] * s.begin[l]);
            s.edges[end].level[l] = value[outer[end]][l] + slope * growth[outer[end]][l];
            s.edges[end].slope[l] = slope / grown;
        }
    }
}

}  // namespace axiom::dividends
