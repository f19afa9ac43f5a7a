// A continuous piecewise linear function of one variable, with its own slope beyond each end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace axiom {

struct Piecewise {
    std::vector<double> x, y;
    double slope_before, slope_after;

    double operator()(double t) const {
        if (t <= x.front()) return y.front() + slope_before * (t - x.front());
        if (t >= x.back()) return y.back() + slope_after * (t - x.back());
        const std::size_t j = above(t);
        return y[j - 1] + (t - x[j - 1]) / (x[j] - x[j - 1]) * (y[j] - y[j - 1]);
    }

    // Right derivative.
    double slope(double t) const {
        if (t < x.front()) return slope_before;
        if (t >= x.back()) return slope_after;
        const std::size_t j = above(t);
        return (y[j] - y[j - 1]) / (x[j] - x[j - 1]);
    }

  private:
    std::size_t above(double t) const {
        return static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), t) - x.begin());
    }
};

}  // namespace axiom
