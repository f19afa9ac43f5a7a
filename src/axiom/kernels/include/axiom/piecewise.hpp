// A continuous piecewise linear function of one variable, with its own slope beyond each end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace axiom {

// Index j of the segment [x_j, x_j+1] that holds t; the caller has handled t outside the nodes.
inline std::size_t segment(const std::vector<double> &x, double t) {
    auto it = std::upper_bound(x.begin() + 1, x.end() - 1, t);
    return static_cast<std::size_t>(it - x.begin()) - 1;
}

struct Piecewise {
    std::vector<double> x, y;
    double slope_before, slope_after;

    double operator()(double t) const {
        if (t <= x.front()) return y.front() + slope_before * (t - x.front());
        if (t >= x.back()) return y.back() + slope_after * (t - x.back());
        const std::size_t j = segment(x, t);
        return y[j] + (t - x[j]) / (x[j + 1] - x[j]) * (y[j + 1] - y[j]);
    }
};

}  // namespace axiom
