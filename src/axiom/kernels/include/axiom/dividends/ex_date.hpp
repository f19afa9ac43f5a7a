// From one segment to the next: the value just before an ex-date, on the next segment's grid.
#pragma once

#include "grid.hpp"

namespace axiom::dividends {

// What happens at the ex-date between two segments, a lane.
struct DropLanes {
    Lanes cash;    // zero where the model has taken it out of the spot
    Lanes kept;    // 1 - proportion
    Lanes ruined;  // undiscounted value where the spot is zero
    bool is_last;  // no dividend is left after this one
};

// The straight lines, in the spot, that stand for the old grid's values beyond its edges.
struct Outside {
    Lanes inverse_growth;  // exp(-drift tau)
    Lanes low_position;    // beyond it, in the direction of `sign`, the spot is below the grid
    Lanes level[2];        // below the grid, above it
    Lanes slope[2];
};

// Below the grid the line runs to the value at a spot of zero, which later dividends bring near; but
// where none are left, it is the edge's own.
AXIOM_FN void lines_outside(const SegmentLanes &s, const Lanes *value, const Lanes *growth, int nodes,
                            const Lanes &tau, const DropLanes &drop, Outside &out) {
    for (int l = 0; l < kLanes; ++l) {
        const bool low_first = s.sign[l] > 0.0;
        const int low = low_first ? 0 : nodes;
        const Edge &low_edge = s.edges[low_first ? 0 : 1];
        const Edge &high_edge = s.edges[low_first ? 1 : 0];
        const double grown = exponential((s.drift[l] + 0.5 * s.vol[l] * s.vol[l]) * tau[l]);
        const double ruined = drop.ruined[l];
        out.inverse_growth[l] = exponential(-s.drift[l] * tau[l]);
        out.low_position[l] = low_first ? 0.0 : -static_cast<double>(nodes);
        const double chord = (ruined - value[low][l]) / (growth[low][l] * out.inverse_growth[l]);
        out.level[0][l] = drop.is_last ? low_edge.level[l] : ruined;
        out.slope[0][l] = drop.is_last ? low_edge.slope[l] * grown : chord;
        out.level[1][l] = high_edge.level[l];
        out.slope[1][l] = high_edge.slope[l] * grown;
    }
}

// Where a node's spot lands after the drop, on the old grid.
struct Landing {
    Lanes spot;
    Lanes position;  // in nodes
    Lanes from;      // the second of the four nodes around it that interpolate
};

AXIOM_FN void land(const SegmentLanes &s, const DropLanes &drop, const Outside &outside, const Lanes &tau,
                   const Lanes &growth, int nodes, Landing &landing) {
    const double last = nodes - 2.0;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double spot = growth.value[l] * outside.inverse_growth.value[l];
        const double dropped = spot * drop.kept.value[l] - drop.cash.value[l];
        const double y = log_ratio(dropped > 1e-300 ? dropped : 1.0, 1.0) + s.drift.value[l] * tau.value[l];
        const double position = (y - s.first.value[l]) / s.step.value[l];
        const double within = smaller(larger(position, 1.0), last);
        const double whole = (within - 0.5 + kRoundingShift) - kRoundingShift;
        landing.spot.value[l] = dropped;
        landing.position.value[l] = position;
        landing.from.value[l] = larger(whole, 1.0);
    }
}

// Interpolates each lane's column with the cubic through four nodes.
AXIOM_FN void interpolate(const Lanes *old, const Landing &landing, int nodes, Lanes &found) {
    Lanes around[4];
    for (int l = 0; l < kLanes; ++l) {
        const Lanes *at = old + static_cast<std::ptrdiff_t>(landing.from.value[l]) - 1;
        for (int k = 0; k < 4; ++k) around[k].value[l] = at[k].value[l];
    }
    const double last = nodes;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double t = smaller(larger(landing.position.value[l], 0.0), last) - landing.from.value[l];
        const double before = t + 1.0, next = t - 1.0, after = t - 2.0;
        found.value[l] = 0.5 * before * after * (next * around[1].value[l] - t * around[2].value[l]) +
                         (1.0 / 6.0) * t * next * (before * around[3].value[l] - after * around[0].value[l]);
    }
}

// Replaces what lies beyond the grid, where no value lies below `floor`, in the spot: the payoff after
// the drop, or nothing.
AXIOM_FN void take_outside(const SegmentLanes &s, const DropLanes &drop, const Outside &outside, const Payoff &floor,
                           const Landing &landing, int nodes, Lanes &value) {
    const double last = nodes;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double spot = landing.spot.value[l];
        const double below = outside.level[0].value[l] - outside.slope[0].value[l] * spot;
        const double above = outside.level[1].value[l] - outside.slope[1].value[l] * spot;
        const double least = floor.level.value[l] - floor.slope.value[l] * spot;
        const double along = landing.position.value[l] * s.sign.value[l] - outside.low_position.value[l];
        const double upwards = along > last ? larger(above, least) : value.value[l];
        const double found = along < 0.0 ? larger(below, least) : upwards;
        value.value[l] = spot > 1e-300 ? found : drop.ruined.value[l];
    }
}

AXIOM_FN void cross_ex_date(const SegmentLanes &s, const Lanes *AXIOM_RESTRICT old, const Lanes *old_growth,
                            const DropLanes &drop, const Payoff &floor, const SegmentLanes &after,
                            Lanes *AXIOM_RESTRICT value, const Lanes *AXIOM_RESTRICT growth, int nodes) {
    Outside outside;
    lines_outside(s, old, old_growth, nodes, after.begin, drop, outside);
    Landing landing;
    for (int i = 0; i <= nodes; ++i) {
        land(s, drop, outside, after.begin, growth[i], nodes, landing);
        Lanes found;
        interpolate(old, landing, nodes, found);
        take_outside(s, drop, outside, floor, landing, nodes, found);
        value[i] = found;
    }
}

// What the samples of a kink lack. At a point `theta` of the way from one node to the next, the slope
// jumps by `slope` and the second derivative by `curvature`, in units of the nodes' distance. Seen
// by a scheme of fourth order the samples lack a mass and a dipole there (the Euler-Maclaurin sum's
// Bernoulli polynomials), which the nodes on either side receive.
struct KinkCorrection {
    double here;
    double next;
};

AXIOM_FN KinkCorrection kink_correction(double theta, double slope, double curvature) {
    const double ahead = 1.0 - theta;
    const double second = ahead * ahead - ahead + 1.0 / 6.0;
    const double third = ahead * (ahead - 0.5) * (ahead - 1.0);
    const double mass = 0.5 * second * slope + (1.0 / 6.0) * third * curvature;
    const double dipole = (1.0 / 3.0) * third * slope;
    return {ahead * mass - dipole, theta * mass + dipole};
}

// The gain of exercise at four neighbouring nodes; the kink, if any, lies between the middle ones.
struct ExerciseKink {
    bool crosses;
    double theta;
    double slope;
    double curvature;
};

AXIOM_FN ExerciseKink exercise_kink(double before, double here, double next, double after) {
    const double bend = 0.5 * ((before - here) + (after - next));
    const double rise = next - here;
    double theta = here / (here - next);
    theta += 0.5 * bend * theta * (1.0 - theta) / (rise - bend * (0.5 - theta));
    theta = smaller(larger(theta, 0.0), 1.0);
    const double side = next > 0.0 ? 1.0 : -1.0;
    return {(here > 0.0) != (next > 0.0), theta, side * (rise - bend * (0.5 - theta)), side * bend};
}

// What exercise at a node gains over holding, where the segment begins.
AXIOM_FN void exercise_gain(const Payoff &payoff, const Lanes &value, const Lanes &growth, Lanes &gain) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l)
        gain.value[l] = payoff.level.value[l] - payoff.slope.value[l] * growth.value[l] - value.value[l];
}

// How far the nodes are from the kink nearest to the end of the grid, in nodes: zero without one.
AXIOM_FN void kink_offset(const SegmentLanes &s, const Lanes *value, const Lanes *growth, int nodes, Lanes &offset) {
    Payoff payoff;
    payoff_at(s, s.begin, payoff);
    Lanes before, here, next, after;
    exercise_gain(payoff, value[0], growth[0], before);
    exercise_gain(payoff, value[1], growth[1], here);
    exercise_gain(payoff, value[2], growth[2], next);
    for (int l = 0; l < kLanes; ++l) offset[l] = 0.0;
    for (int i = 3; i <= nodes; ++i) {
        exercise_gain(payoff, value[i], growth[i], after);
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) {
            const ExerciseKink kink =
                exercise_kink(before.value[l], here.value[l], next.value[l], after.value[l]);
            const double to_node = kink.theta > 0.5 ? kink.theta - 1.0 : kink.theta;
            offset.value[l] = kink.crosses ? to_node : offset.value[l];
        }
        before = here;
        here = next;
        next = after;
    }
}

// What the sample at a node lacks where a kink of slope 1, smoothed by a normal density of `deviation`
// nodes, stands on it: the aliases of its transform.
inline double smoothed_kink_deficit(double deviation) {
    constexpr double two_pi_squared = 19.739208802178716;
    double sum = 0.0;
    for (int m = 1; m <= 400; ++m) {
        const double decay = two_pi_squared * m * m * deviation * deviation;
        if (decay > 37.0) break;
        sum += std::exp(-decay) / (two_pi_squared * m * m);
    }
    return sum;
}

// Takes the larger of holding and exercising just before the ex-date.
AXIOM_FN void exercise_at_ex_date(const SegmentLanes &s, Lanes *AXIOM_RESTRICT value,
                                  const Lanes *AXIOM_RESTRICT growth, int nodes) {
    Payoff payoff;
    payoff_at(s, s.begin, payoff);
    Lanes before, here, next, after, added;
    exercise_gain(payoff, value[0], growth[0], here);
    exercise_gain(payoff, value[1], growth[1], next);
    for (int l = 0; l < kLanes; ++l) {
        before[l] = 2.0 * here[l] - next[l];
        added[l] = 0.0;
    }
    for (int i = 0; i < nodes; ++i) {
        const int second = i + 2 < nodes ? i + 2 : nodes;
        exercise_gain(payoff, value[second], growth[second], after);
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) {
            const ExerciseKink kink =
                exercise_kink(before.value[l], here.value[l], next.value[l], after.value[l]);
            const KinkCorrection c = kink_correction(kink.theta, kink.slope, kink.curvature);
            value[i].value[l] += larger(here.value[l], 0.0) + added.value[l] + (kink.crosses ? c.here : 0.0);
            added.value[l] = kink.crosses ? c.next : 0.0;
        }
        before = here;
        here = next;
        next = after;
    }
    for (int l = 0; l < kLanes; ++l) value[nodes][l] += larger(here[l], 0.0) + added[l];
}

}  // namespace axiom::dividends
