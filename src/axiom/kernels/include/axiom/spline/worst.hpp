// Where a function is least on a stretch: to place and size a violation, not to prove anything.
#pragma once

#include <algorithm>

#include "axiom/spline/stretches.hpp"

namespace axiom::spline {

// Lowers objective(u, v) on the unit square from a point on: a grid, then a compass search.
template <class Objective>
void descend(const Objective &objective, bool plane, double &u, double &v, double &value) {
    const auto attempt = [&](double x, double y) {
        x = std::clamp(x, 0.0, 1.0), y = std::clamp(y, 0.0, 1.0);
        const double there = objective(x, y);
        if (!(there < value)) return false;
        value = there, u = x, v = y;
        return true;
    };
    value = objective(u, v);
    for (int i = 0; i <= 16; ++i)
        for (int j = 0; j <= (plane ? 4 : 0); ++j) attempt(0.0625 * i, plane ? 0.25 * j : v);
    double step = 0.0625;
    for (int round = 0; round < 200 && step > 1e-9; ++round) {
        bool moved = attempt(u + step, v) || attempt(u - step, v);
        if (plane) moved = attempt(u, v + step) || attempt(u, v - step) || moved;
        if (!moved) step *= 0.5;
    }
}

// Infinity is approached this closely in the mapped variables when the worst point is looked for.
constexpr double kFar = 1.0 - 1e-6;

// From the mapped variable of a stretch or of a ray to k.
struct Place {
    double from, to, sign, unit;  // sign 0: a stretch

    double k(double u) const {
        if (sign == 0.0) return u == 1.0 ? to : from + u * (to - from);
        u = std::min(u, kFar);
        return from + sign * unit * u / (1.0 - u);
    }
};

}  // namespace axiom::spline
