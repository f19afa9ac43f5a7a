// From fitted coefficients to slices that are proved free of arbitrage. Where a proof fails, the
// barriers there are made firmer and the slices settle again; then the slices that most contradict
// others are bridged by those which are proved together; and if all fails, nearly flat slices are
// the answer.
#pragma once

#include <algorithm>
#include <vector>

#include "axiom/spline/fitting/bridge.hpp"
#include "axiom/spline/fitting/start.hpp"

namespace axiom::spline::fitting {

constexpr int kRounds = 8;
constexpr Widening kAgain[] = {{1.0, 1.0, 1e2}, {1.0, 1.0, 1e4}};

struct Secured {
    std::vector<Published> slices;
    int rounds;      // of firmer barriers
    double bridged;  // share of slices that others stand in for, 1 in the last resort
};

// The last resort: multiples of one spline on common knots, which rise with expiry everywhere.
inline std::vector<Published> last_resort(const std::vector<double> &levels) {
    std::vector<double> x;
    for (int i = -8; i <= 8; ++i) x.push_back(0.25 * i);
    std::vector<Published> out;
    for (double level : levels) {
        std::vector<double> w;
        for (double k : x) w.push_back(level * nearly_flat(k, 1.0));
        out.emplace_back(x, w);
    }
    return out;
}

// What is proved together stays; every other slice becomes what the surface is there without it.
inline Secured bridged(std::vector<Published> slices, const std::vector<double> &levels) {
    const std::size_t n = slices.size();
    const std::vector<std::size_t> standing = proved_together(slices);
    if (standing.empty()) return {last_resort(levels), kRounds, 1.0};
    const std::vector<Published> proved = slices;
    for (std::size_t i = 0; i < n; ++i)
        if (!std::binary_search(standing.begin(), standing.end(), i))
            slices[i] = bridge(proved, levels, standing, i);
    if (!Proof(n).update(slices, std::vector<char>(n, 1)))
        return {last_resort(levels), kRounds, 1.0};
    return {slices, kRounds, 1.0 - static_cast<double>(standing.size()) / static_cast<double>(n)};
}

// Slices settle again under firmer barriers and more conditions.
inline void settle_again(JointProblem &p, const FitSettings &settings, FitCounts &counts) {
    p.keep();
    for (const Widening &wide : kAgain) settle(p, stage_of(settings, wide), settings.sweeps, counts);
    lift(p, settings, counts);
    p.keep();
    settle(p, stage_of(settings, kApart[1]), settings.sweeps, counts);
}

inline Secured secure(JointProblem &p, const FitSettings &settings,
                      const std::vector<double> &levels, FitCounts &counts) {
    Proof proof(p.slices.size());
    for (int round = 0; round <= kRounds; ++round) {
        Secured out{publish(p), round, 0.0};
        if (proof.update(out.slices, p.changed)) return out;
        p.changed.assign(p.changed.size(), 0);
        proof.answer(p);
        settle_again(p, settings, counts);
    }
    return bridged(publish(p), rising(levels));
}

}  // namespace axiom::spline::fitting
