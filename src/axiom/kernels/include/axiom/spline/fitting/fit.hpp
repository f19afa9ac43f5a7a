// Fit of all slices: each by itself, from a firm barrier and a wide loss to the final ones; together,
// under a pull that parts slices which cross; then lifted apart, and held apart by a barrier.
#pragma once

#include "axiom/spline/fitting/joint_problem.hpp"

namespace axiom::spline::fitting {

struct FitSettings {
    double inner, loss_scale, tail, faint;
    double mu;  // of the barriers in the last stage
    int sweeps;
};

struct FitCounts {
    int sweeps = 0, steps = 0;
};

// Factors on mu and on the scale of the loss, and the strength of the calendar conditions.
struct Widening {
    double mu, loss, order;
};

constexpr Widening kAlone[] = {{1e2, 20.0, 0.0}, {1e1, 5.0, 0.0}, {1.0, 2.0, 0.0}};
constexpr Widening kTogether[] = {{1.0, 2.0, 0.1}, {1.0, 2.0, 1.0}, {1.0, 1.0, 10.0}};
constexpr Widening kLifted[] = {{1e2, 1.0, 0.0}, {1e2, 1.0, 1e1}, {1e2, 1.0, 1e2}, {1e2, 1.0, 1e3},
                                {1e3, 1.0, 1e3}, {1e3, 1.0, 1e4}, {1e4, 1.0, 1e6}};
constexpr Widening kApart[] = {{10.0, 1.0, 1e3}, {1.0, 1.0, 1e4}};
constexpr double kSettled = 1e-2;  // change of half the sum below which a slice rests

inline Stage stage_of(const FitSettings &s, const Widening &wide) {
    const double c = s.loss_scale * wide.loss;
    return {s.mu * wide.mu, wide.order, {s.inner, c * c, s.tail, s.faint}};
}

// Newton steps, even slices and then odd ones, until every slice rests.
inline void settle(JointProblem &p, const Stage &stage, int sweeps, FitCounts &counts) {
    const std::size_t n = p.slices.size();
    std::vector<char> rests(n, 0);
    for (int sweep = 0; sweep < sweeps; ++sweep, ++counts.sweeps) {
        bool all = true;
        for (std::size_t parity = 0; parity < 2; ++parity) {
            for (std::size_t i = parity; i < n; i += 2) {
                if (rests[i]) continue;
                const Moved moved = p.move(i, stage);
                ++counts.steps;
                all = false;
                if (!(moved.decrement * moved.step > kSettled)) {
                    rests[i] = 1;
                    continue;
                }
                if (i > 0) rests[i - 1] = 0;
                if (i + 1 < n) rests[i + 1] = 0;
            }
        }
        if (all) break;
    }
}

// From the first expiry to the last, a slice that lies below the one before it is raised.
inline void lift(JointProblem &p, const FitSettings &s, FitCounts &counts) {
    for (std::size_t i = 1; i < p.slices.size(); ++i) {
        for (const Widening &wide : kLifted) {
            if (p.least_room(i - 1) > 0.0) break;
            const Stage stage = stage_of(s, wide);
            p.gaps[i - 1].kept = false;
            for (int j = 0; j < s.sweeps; ++j) {
                const Moved moved = p.move(i, stage, false);
                ++counts.steps;
                if (!(moved.decrement * moved.step > 1e-3) || p.least_room(i - 1) > 0.0) break;
            }
        }
    }
}

// Every slice must have been set inside its own conditions.
inline FitCounts fit(JointProblem &p, const FitSettings &s) {
    FitCounts counts;
    for (const Widening &wide : kAlone) settle(p, stage_of(s, wide), s.sweeps, counts);
    p.connect();
    for (const Widening &wide : kTogether) settle(p, stage_of(s, wide), s.sweeps, counts);
    lift(p, s, counts);
    p.keep();
    for (const Widening &wide : kApart) settle(p, stage_of(s, wide), s.sweeps, counts);
    return counts;
}

}  // namespace axiom::spline::fitting
