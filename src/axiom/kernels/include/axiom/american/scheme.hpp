// The sizes behind each preset of accuracy.
#pragma once

#include "boundary.hpp"
#include "series.hpp"

namespace axiom::american {

enum class Accuracy { fast, accurate, reference };

// First `coarse_steps` on the coarse grid (none: the guess is made on the fine one), then `steps` on
// the fine one; `premium` points of the price's integral out to `reach` standard deviations. An option
// whose last step is larger than `tolerance` has not converged.
template <int coarse_nodes_, int coarse_points_, int coarse_steps_, int nodes_, int points_, int steps_,
          int premium_>
struct Sizes {
    static constexpr int coarse_nodes = coarse_nodes_;
    static constexpr int coarse_points = coarse_points_;
    static constexpr int coarse_steps = coarse_steps_;
    static constexpr int nodes = nodes_;
    static constexpr int points = points_;
    static constexpr int steps = steps_;
    static constexpr int premium = premium_;
};

struct Fast : Sizes<1, 1, 0, 6, 7, 3, 12> {
    static constexpr double tolerance = 0.02;
    static constexpr double reach = 6.0;
};
struct Accurate : Sizes<6, 7, 2, 12, 14, 2, 24> {
    static constexpr double tolerance = 1e-3;
    static constexpr double reach = 6.5;
};
struct Reference : Sizes<12, 14, 6, 40, 64, 5, 96> {
    static constexpr double tolerance = 1e-6;
    static constexpr double reach = 8.0;
};

}  // namespace axiom::american
