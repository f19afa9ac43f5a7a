// From fitted coefficients to slices that are proved free of arbitrage. Where a proof fails, the
// barriers there are made firmer and the slices settle again; then all slices are mixed with nearly
// flat ones, as little as it takes; and if all fails, nearly flat slices are the answer.
#pragma once

#include <cmath>
#include <vector>

#include "axiom/spline/certificate.hpp"
#include "axiom/spline/fitting/fit.hpp"
#include "axiom/spline/fitting/start.hpp"

namespace axiom::spline::fitting {

// A slice as it is handed out.
struct Published {
    std::vector<double> knots, values, second;

    Published(const std::vector<double> &x, const std::vector<double> &w)
        : knots(x), values(w), second(x.size()) {
        second_derivatives(static_cast<int>(x.size()), knots.data(), values.data(), second.data());
    }
    SliceView view() const {
        return {static_cast<int>(knots.size()), knots.data(), values.data(), second.data()};
    }
};

inline std::vector<Published> publish(const JointProblem &p) {
    std::vector<Published> out;
    for (const SliceProblem &s : p.slices) out.emplace_back(s.basis.knots(), s.values());
    return out;
}

// What the checks of every slice and gap have found; where nothing has changed it is kept.
struct Proof {
    std::vector<std::vector<Finding>> slice, gap;
    std::vector<Finding> after;

    explicit Proof(std::size_t size) : slice(size), gap(size - 1) {}

    bool update(const std::vector<Published> &s, const std::vector<char> &changed) {
        const std::size_t n = s.size();
        bool all = true;
        for (std::size_t i = 0; i < n; ++i) {
            if (changed[i]) slice[i].clear(), check_slice(s[i].view(), slice[i]);
            all = all && slice[i].empty();
            if (i + 1 == n) break;
            if (changed[i] || changed[i + 1])
                gap[i].clear(), check_gap(s[i].view(), s[i + 1].view(), gap[i]);
            all = all && gap[i].empty();
        }
        if (changed[n - 1]) after.clear(), check_after(s[n - 1].view(), after);
        return all && after.empty();
    }

    // Makes the barriers firmer where a butterfly was found, and demands the order of two slices
    // where it fails.
    void answer(JointProblem &p) const {
        constexpr double kFirmer = 10.0;
        for (std::size_t i = 0; i < slice.size(); ++i)
            if (!slice[i].empty()) p.slices[i].firmness *= kFirmer;
        if (!after.empty()) p.slices.back().firmness *= kFirmer;
        for (std::size_t i = 0; i < gap.size(); ++i) {
            bool between = false;
            for (const Finding &f : gap[i]) {
                if (f.condition == Condition::calendar && std::isfinite(f.k))
                    p.add_point(i, f.k);
                else
                    between = between || (f.weight > 0.0 && f.weight < 1.0);
            }
            if (!gap[i].empty()) p.gaps[i].firmness *= 2.0;
            if (between) p.slices[i].firmness *= kFirmer, p.slices[i + 1].firmness *= kFirmer;
        }
    }
};

constexpr int kRounds = 8;
constexpr Widening kAgain[] = {{1.0, 1.0, 1e2}, {1.0, 1.0, 1e4}};
constexpr double kMixtures[] = {1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.2, 0.4, 0.7, 0.9};

struct Secured {
    std::vector<Published> slices;
    int rounds;      // of firmer barriers
    double mixture;  // share of nearly flat slices, 1 in the last resort
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

inline Secured mixed(const JointProblem &p, const std::vector<double> &levels) {
    const std::size_t n = p.slices.size();
    const std::vector<char> all(n, 1);
    for (double share : kMixtures) {
        JointProblem q;
        q.slices = p.slices;
        for (std::size_t i = 0; i < n; ++i) {
            SliceProblem &s = q.slices[i];
            const std::vector<double> flat = nearly_flat(s.basis, levels[i], kWidest);
            for (std::size_t j = 0; j < flat.size(); ++j)
                s.u[j] += share * (flat[j] - s.u[j]);
        }
        Secured out{publish(q), kRounds, share};
        if (Proof(n).update(out.slices, all)) return out;
    }
    return {last_resort(levels), kRounds, 1.0};
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
    return mixed(p, rising(levels));
}

}  // namespace axiom::spline::fitting
