// From one segment to the next: the value just before an ex-date, on the next segment's grid.
#pragma once

#include "grid.hpp"

namespace axiom::dividends {

// What happens at the ex-date between two segments, a lane.
struct DropLanes {
    Lanes cash;    // zero where the model has taken it out of the spot
    Lanes kept;    // 1 - proportion
    Lanes ruined;  // undiscounted value where the spot is zero
};

// Where the old grid's lines beyond its edges run, in the spot.
struct Outside {
    Lanes inverse_growth;  // exp(-drift tau)
    Lanes low_slope;       // from the value at a spot of zero to the lowest node's
    Lanes low_position;    // beyond it, in the direction of `sign`, the spot is below the grid
    Lanes high_level;
    Lanes high_slope;
};

AXIOM_FN void lines_outside(const SegmentLanes &s, const Lanes *value, const Lanes *growth, int nodes,
                            const Lanes &tau, const Lanes &ruined, Outside &out) {
    for (int l = 0; l < kLanes; ++l) {
        const bool low_first = s.sign[l] > 0.0;
        const int low = low_first ? 0 : nodes;
        const Edge &high = s.edges[low_first ? 1 : 0];
        out.inverse_growth[l] = exponential(-s.drift[l] * tau[l]);
        out.low_slope[l] = (value[low][l] - ruined[l]) / (growth[low][l] * out.inverse_growth[l]);
        out.low_position[l] = low_first ? 0.0 : -static_cast<double>(nodes);
        out.high_level[l] = high.level[l];
        out.high_slope[l] =
            high.slope[l] * exponential((s.drift[l] + 0.5 * s.vol[l] * s.vol[l]) * tau[l]);
    }
}

// Interpolates a lane's column with the cubic through four nodes.
AXIOM_FN double cubic(const double *AXIOM_RESTRICT column, double position, int nodes) {
    const double capped = smaller(larger(position, 1.0), nodes - 2.0);
    const int j = static_cast<int>(capped);
    const double t = smaller(larger(position, 0.0), static_cast<double>(nodes)) - j;
    const double before = t + 1.0, next = t - 1.0, after = t - 2.0;
    const double *at = column + static_cast<std::ptrdiff_t>(j - 1) * kLanes;
    return 0.5 * before * after * (next * at[kLanes] - t * at[2 * kLanes]) +
           (1.0 / 6.0) * t * next * (before * at[3 * kLanes] - after * at[0]);
}

AXIOM_FN void cross_ex_date(const SegmentLanes &s, const Lanes *AXIOM_RESTRICT old, const Lanes *old_growth,
                            const DropLanes &drop, const SegmentLanes &after,
                            Lanes *AXIOM_RESTRICT value, const Lanes *AXIOM_RESTRICT growth, int nodes) {
    Outside outside;
    lines_outside(s, old, old_growth, nodes, after.begin, drop.ruined, outside);
    for (int i = 0; i <= nodes; ++i) {
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) {
            const double spot = growth[i].value[l] * outside.inverse_growth.value[l];
            const double dropped = spot * drop.kept.value[l] - drop.cash.value[l];
            const bool alive = dropped > 1e-300;
            const double y = log_ratio(alive ? dropped : 1.0, 1.0) + s.drift.value[l] * after.begin.value[l];
            const double position = (y - s.first.value[l]) / s.step.value[l];
            const double inside = cubic(old[0].value + l, position, nodes);
            const double low = drop.ruined.value[l] + outside.low_slope.value[l] * larger(dropped, 0.0);
            const double high = outside.high_level.value[l] - outside.high_slope.value[l] * dropped;
            const double along = position * s.sign.value[l];
            const bool is_low = !alive || along < outside.low_position.value[l];
            const bool is_high = along > outside.low_position.value[l] + nodes;
            value[i].value[l] = is_low ? low : is_high ? high : inside;
        }
    }
}

// Takes the larger of holding and exercising just before the ex-date. A kink between two nodes, at
// `theta` of the way, has a second moment that its samples get wrong; a little at the nodes on
// either side mends it, so that the scheme keeps its order.
AXIOM_FN void exercise_at_ex_date(const SegmentLanes &s, Lanes *AXIOM_RESTRICT value,
                                  const Lanes *AXIOM_RESTRICT growth, int nodes) {
    Payoff payoff;
    payoff_at(s, s.begin, payoff);
    Lanes previous, added;
    for (int l = 0; l < kLanes; ++l) {
        previous[l] = payoff.level[l] - payoff.slope[l] * growth[0][l] - value[0][l];
        added[l] = 0.0;
    }
    for (int i = 0; i < nodes; ++i) {
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) {
            const double held = value[i + 1].value[l];
            const double here = previous.value[l];
            const double next = payoff.level.value[l] - payoff.slope.value[l] * growth[i + 1].value[l] - held;
            const double jump = magnitude(here - next);
            const double theta = here / (here - next);
            const double mass = (here > 0.0) != (next > 0.0)
                                    ? jump * (1.0 / 12.0 - 0.5 * theta * (1.0 - theta)) : 0.0;
            value[i].value[l] += larger(here, 0.0) + added.value[l] + (mass != 0.0 ? mass * (1.0 - theta) : 0.0);
            added.value[l] = mass != 0.0 ? mass * theta : 0.0;
            previous.value[l] = next;
        }
    }
    for (int l = 0; l < kLanes; ++l) value[nodes][l] += larger(previous[l], 0.0) + added[l];
}

}  // namespace axiom::dividends
