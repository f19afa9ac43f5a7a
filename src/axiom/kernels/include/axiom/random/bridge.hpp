// Brownian bridge: which of a path's normal numbers decides what.
//
// The first number sets the end of the Brownian path, the next ones the middles of what lies between
// points already set. In increments over the square root of their step this is an orthogonal map of
// the numbers, so that a path's law does not change: P. Glasserman, "Monte Carlo Methods in Financial
// Engineering", Springer 2004, section 3.1.1, figure 3.2. Verified by tests/unit/kernels/test_random.py.
#pragma once

#include <cmath>
#include <vector>

namespace axiom::random {

// The point `at` (a step's end) is set from the points `left` (-1: time 0) and `right`.
struct BridgePoint {
    int at, left, right;
    double left_weight, right_weight, spread;
};

class Bridge {
  public:
    // `years`: ends of the steps, increasing, the first above 0.
    explicit Bridge(const std::vector<double> &years) : years_(years) {
        const int n = static_cast<int>(years.size());
        points_.push_back({n - 1, -1, n - 1, 0.0, 0.0, std::sqrt(years[n - 1])});
        // Breadth first: long stretches are halved before short ones.
        std::vector<std::pair<int, int>> open{{-1, n - 1}};
        for (std::size_t k = 0; k < open.size(); ++k) split(open[k].first, open[k].second, open);
        for (int i = 0; i < n; ++i)
            inverse_root_.push_back(1.0 / std::sqrt(years[i] - (i > 0 ? years[i - 1] : 0.0)));
    }

    int steps() const { return static_cast<int>(years_.size()); }
    const std::vector<BridgePoint> &points() const { return points_; }
    double inverse_root(int step) const { return inverse_root_[step]; }

  private:
    void split(int left, int right, std::vector<std::pair<int, int>> &open) {
        if (right - left < 2) return;
        const int at = left + (right - left) / 2;
        const double from = left < 0 ? 0.0 : years_[left], middle = years_[at], to = years_[right];
        const double width = to - from;
        points_.push_back({at, left, right, (to - middle) / width, (middle - from) / width,
                           std::sqrt((middle - from) * (to - middle) / width)});
        open.push_back({left, at});
        open.push_back({at, right});
    }

    std::vector<double> years_;
    std::vector<BridgePoint> points_;
    std::vector<double> inverse_root_;
};

}  // namespace axiom::random
