// A local vol over log-moneyness at the two ends of every step: straight between nodes, flat outside.
//
// The node to the left is found without branches: equal buckets say how many nodes lie before them, and
// as many comparisons as the fullest bucket has nodes do the rest.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "../elementary.hpp"

namespace axiom::montecarlo {

// The vol and its slope in x.
struct LocalVolAt {
    double vol, slope;
};

class LocalVolGrid {
  public:
    // nodes: ascending, at least one; vols[row][node], row 2 i at the start of step i and 2 i + 1 at
    // its end.
    LocalVolGrid(std::vector<double> nodes, const std::vector<double> &vols)
        : cells_(static_cast<std::int64_t>(nodes.size()) + 1), nodes_(std::move(nodes)) {
        build_lines(vols);
        build_buckets();
    }

    std::int64_t cells() const { return cells_; }
    const double *intercepts(int row) const { return intercept_.data() + row * cells_; }
    const double *slopes(int row) const { return slope_.data() + row * cells_; }
    const double *nodes() const { return nodes_.data(); }
    const std::int64_t *starts() const { return start_.data(); }
    double origin() const { return nodes_[0]; }
    double inverse_width() const { return inverse_width_; }
    double last_bucket() const { return static_cast<double>(start_.size() - 1); }
    int most_in_bucket() const { return most_; }

  private:
    static constexpr std::size_t kMostBuckets = 4096;

    void build_lines(const std::vector<double> &vols) {
        const std::size_t n = nodes_.size(), rows = vols.size() / n;
        for (std::size_t r = 0; r < rows; ++r) {
            const double *row = vols.data() + r * n;
            push(row[0], 0.0);
            for (std::size_t j = 0; j + 1 < n; ++j) {
                const double slope = (row[j + 1] - row[j]) / (nodes_[j + 1] - nodes_[j]);
                push(row[j] - slope * nodes_[j], slope);
            }
            push(row[n - 1], 0.0);
        }
    }

    void push(double intercept, double slope) {
        intercept_.push_back(intercept);
        slope_.push_back(slope);
    }

    void build_buckets() {
        const std::size_t n = nodes_.size();
        const double range = n > 1 ? nodes_[n - 1] - nodes_[0] : 1.0;
        double narrowest = range;
        for (std::size_t j = 0; j + 1 < n; ++j)
            narrowest = std::min(narrowest, nodes_[j + 1] - nodes_[j]);
        const double wanted = std::min(range / narrowest + 1.0, static_cast<double>(kMostBuckets));
        const std::size_t buckets = static_cast<std::size_t>(wanted);
        inverse_width_ = static_cast<double>(buckets) / range;
        const double slack = 1e-9;  // of a bucket, against rounding at its edges
        for (std::size_t b = 0; b < buckets; ++b) {
            const double low = nodes_[0] + (static_cast<double>(b) - slack) / inverse_width_;
            const double high = nodes_[0] + (static_cast<double>(b) + 1.0 + slack) / inverse_width_;
            const auto first = std::lower_bound(nodes_.begin(), nodes_.end(), b == 0 ? nodes_[0] : low);
            const auto last = std::upper_bound(nodes_.begin(), nodes_.end(), high);
            start_.push_back(first - nodes_.begin());
            most_ = std::max(most_, static_cast<int>(last - first));
        }
        nodes_.insert(nodes_.end(), static_cast<std::size_t>(most_),
                      std::numeric_limits<double>::infinity());
    }

    std::int64_t cells_;
    std::vector<double> nodes_, intercept_, slope_;
    std::vector<std::int64_t> start_;
    double inverse_width_ = 1.0;
    int most_ = 0;
};

}  // namespace axiom::montecarlo
