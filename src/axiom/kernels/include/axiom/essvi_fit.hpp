// Fit of a whole surface: all slices at once inside a barrier that fades, then sweeps in which each
// slice is fitted again between its neighbours, up to the conditions themselves.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "axiom/essvi_joint_fit.hpp"
#include "axiom/essvi_slice_fit.hpp"
#include "axiom/essvi_start.hpp"

namespace axiom::essvi {

struct FitSettings {
    double loss_scale;  // of the robust loss, in half-spreads
    double tail;        // of the robust loss: weight of far quotes
    double prior;       // strength of the pull towards the starting shape
    int sweeps;
    int iterations;  // a stage, or a slice and sweep
};

struct SurfaceFit {
    std::vector<Point> slices;
    double cost;
    int sweeps, iterations;
};

constexpr double kSmall = 1e-12;
constexpr double kMargin = 1e-9;  // relative, so that rounding cannot turn a limit into arbitrage

// No calendar arbitrage: theta, right and left rise with expiry and psi / theta falls.
inline Limits limits_between(const Point *before, const Point *after) {
    Limits b{kSmall, 1e12, kSmall, kWingLimit, kSmall, kWingLimit, 0.0, 1e12};
    if (before != nullptr) {
        b.theta_min = before->theta * (1.0 + kMargin);
        b.right_min = std::min(before->right * (1.0 + kMargin), kWingLimit);
        b.left_min = std::min(before->left * (1.0 + kMargin), kWingLimit);
        b.ratio_max = before->psi() / before->theta * (1.0 - kMargin);
    }
    if (after != nullptr) {
        b.theta_max = after->theta * (1.0 - kMargin);
        b.right_max = std::max(after->right * (1.0 - kMargin), b.right_min);
        b.left_max = std::max(after->left * (1.0 - kMargin), b.left_min);
        b.ratio_min = after->psi() / after->theta * (1.0 + kMargin);
    }
    return b;
}

// Fits each slice again between both neighbours, to and fro, until nothing improves.
inline void sweep(const std::vector<Quotes> &quotes, const std::vector<Prior> &priors,
                  const FitSettings &s, SurfaceFit &out) {
    const std::size_t n = quotes.size();
    const Loss loss{s.loss_scale * s.loss_scale, s.tail};
    std::vector<double> costs(n);
    out.cost = 0.0;
    for (std::size_t i = 0; i < n; ++i)
        out.cost += costs[i] = cost(quotes[i], loss, priors[i], out.slices[i]);
    for (; out.sweeps < s.sweeps; ++out.sweeps) {
        const double before = out.cost;
        for (std::size_t j = 0; j < n; ++j) {
            const std::size_t i = out.sweeps % 2 == 0 ? n - 1 - j : j;
            const Limits b = limits_between(i > 0 ? &out.slices[i - 1] : nullptr,
                                            i + 1 < n ? &out.slices[i + 1] : nullptr);
            const Fitted f = fit_slice(quotes[i], b, loss, priors[i], out.slices[i], s.iterations);
            out.slices[i] = f.at, out.iterations += f.iterations;
            out.cost += f.cost - costs[i];
            costs[i] = f.cost;
        }
        if (before - out.cost <= 1e-5 * before) break;
    }
}

inline std::vector<Prior> priors_at(const std::vector<Point> &x, double strength) {
    std::vector<Prior> out;
    for (const Point &at : x) out.push_back({at, strength});
    return out;
}

struct Stage {
    double widen, mu, tolerance;
};

// From nearly least squares and a firm barrier to the robust loss and a faint one.
constexpr Stage kStages[] = {{50.0, 30.0, 1e-2}, {8.0, 10.0, 1e-2}, {4.0, 3.0, 1e-3},
                             {2.0, 1.0, 1e-3},   {1.0, 0.3, 1e-4},  {1.0, 0.03, 1e-5}};

inline SurfaceFit fit_surface(const std::vector<Quotes> &quotes, const FitSettings &s) {
    const double c = s.loss_scale, wide = kStages[0].widen * c;
    SurfaceFit out{starting_points(quotes, Loss{wide * wide, s.tail}), 0.0, 0, 0};
    const std::vector<Prior> priors = priors_at(out.slices, s.prior);
    for (const Stage &stage : kStages) {
        const Loss loss{stage.widen * stage.widen * c * c, s.tail};
        const JointProblem problem{quotes, priors, loss, stage.mu};
        out.iterations += fit_joint(problem, out.slices, s.iterations, stage.tolerance);
    }
    sweep(quotes, priors, s, out);
    return out;
}

}  // namespace axiom::essvi
