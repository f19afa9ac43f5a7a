// The sizes behind each preset of accuracy.
#pragma once

#include <limits>

#include "boundary.hpp"
#include "series.hpp"

namespace axiom::american {

enum class Accuracy { fast, accurate, reference };

// A boundary of `nodes` and `points`, begun on the coarser grid's (or the explicit guess), after at most
// `steps` of Newton's method, until one is below the tolerance: `rough` where a finer grid goes on from
// it. The error left is of the order of the last step's square. Then `premium` points of the price's
// integral out to `reach` standard deviations, no finer than a spot `nearest` total vols from the
// boundary asks for. An option whose total vol, or whose largest drift
// (|rate| or |yield| times expiry, in total vols), is above a scheme's goes to the next finer one.
template <class Coarser_, int nodes_, int points_, int steps_, int premium_>
struct Sizes {
    using Coarser = Coarser_;
    static constexpr int nodes = nodes_;
    static constexpr int points = points_;
    static constexpr int steps = steps_;
    static constexpr int premium = premium_;
};

struct Fast : Sizes<void, 6, 7, 10, 12> {
    static constexpr double rough = 0.1;
    static constexpr double tolerance = 5e-3;
    static constexpr bool is_checked = false;
    static constexpr double most_mismatch = 0.0;
    static constexpr double most_total_vol = 1.4;
    static constexpr double most_drift = 1.4;
    static constexpr double reach = 6.0;
    static constexpr double nearest = 1e-3;
};
struct Accurate : Sizes<Fast, 12, 14, 10, 24> {
    static constexpr double rough = 1e-2;
    static constexpr double tolerance = 2e-3;
    static constexpr bool is_checked = false;
    static constexpr double most_mismatch = 0.0;
    static constexpr double most_total_vol = 1.4;
    static constexpr double most_drift = 1.4;
    static constexpr double reach = 6.5;
    static constexpr double nearest = 2e-4;
};
struct Between : Sizes<Accurate, 20, 24, 15, 48> {
    static constexpr double rough = 1e-2;
    static constexpr double tolerance = 1e-4;
    static constexpr bool is_checked = true;
    static constexpr double most_mismatch = 5e-6;
    static constexpr double most_total_vol = 4.0;
    static constexpr double most_drift = 4.0;
    static constexpr double reach = 7.0;
    static constexpr double nearest = 1e-5;
};
struct Reference : Sizes<Between, 64, 96, 40, 192> {
    static constexpr double rough = 1e-6;
    static constexpr double tolerance = 1e-6;
    static constexpr bool is_checked = true;
    static constexpr double most_mismatch = 3e-8;
    static constexpr double most_total_vol = std::numeric_limits<double>::infinity();
    static constexpr double most_drift = most_total_vol;
    static constexpr double reach = 8.0;
    static constexpr double nearest = 3e-5;
};

}  // namespace axiom::american
