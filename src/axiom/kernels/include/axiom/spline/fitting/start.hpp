// Slices to start from and to fall back on: a level times one flat hyperbola of log-moneyness.
#pragma once

#include <cmath>
#include <vector>

#include "axiom/spline/fitting/joint_problem.hpp"

namespace axiom::spline::fitting {

constexpr double kWidest = 0.02;

inline double nearly_flat(double k, double width) {
    return 1.0 + 0.05 * (std::sqrt(width * width + k * k) - width);
}

inline std::vector<double> nearly_flat(const Basis &basis, double level, double width) {
    std::vector<double> u;
    for (int i = 0; i < basis.size(); ++i)
        u.push_back(level * nearly_flat(basis.abscissa(i), width));
    return u;
}

// Sets a slice strictly inside its own conditions; false where even the sharpest bend is outside.
inline bool set_inside(SliceProblem &s, double level) {
    for (double width = kWidest; width > 1e-9; width *= 0.25) {
        s.set(nearly_flat(s.basis, level, width));
        if (s.is_inside()) return true;
    }
    return false;
}

// Levels that rise strictly, none below the one given for its slice.
inline std::vector<double> rising(std::vector<double> levels) {
    for (std::size_t i = 1; i < levels.size(); ++i)
        levels[i] = std::fmax(levels[i], levels[i - 1] * 1.001);
    return levels;
}

}  // namespace axiom::spline::fitting
