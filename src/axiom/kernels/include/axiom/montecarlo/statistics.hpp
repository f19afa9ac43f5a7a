// Means and centred cross products of samples, merged without cancellation.
//
// Two sets of samples merge by T. Chan, G. Golub, R. LeVeque, "Algorithms for computing the sample
// variance", Amer. Statist. 37(3), 1983, 242-247, formula (2.1).
#pragma once

#include <vector>

#include "path_block.hpp"

namespace axiom::montecarlo {

struct Moments {
    double count = 0.0;
    std::vector<double> mean;   // [statistic]
    // [statistic][statistic], the lower triangle: sum of (x - m)(y - m); empty where it is not wanted.
    std::vector<double> cross;

    Moments(int statistics, bool with_cross)
        : mean(static_cast<std::size_t>(statistics), 0.0),
          cross(with_cross ? mean.size() * mean.size() : 0, 0.0) {}

    void merge(const Moments &other) {
        const std::size_t n = mean.size();
        if (other.count == 0.0) return;
        const double both = count + other.count, share = other.count / both;
        for (std::size_t i = 0; i < n && !cross.empty(); ++i)
            for (std::size_t j = 0; j <= i; ++j)
                cross[i * n + j] += other.cross[i * n + j] + count * share *
                                                                 (other.mean[i] - mean[i]) *
                                                                 (other.mean[j] - mean[j]);
        for (std::size_t i = 0; i < n; ++i) mean[i] += share * (other.mean[i] - mean[i]);
        count = both;
    }
};

// Linear combinations of the numbers that a path gives, as (row, column, weight) without zeros.
struct Combination {
    int row, column;
    double weight;
};

// samples[statistic][lane] = sum of weight * outputs[column][lane]; of mirrored lanes the mean.
void combine(const std::vector<Combination> &terms, int statistics, int independent_lanes,
             const double *outputs, double *samples);

// The moments of one block's samples; centres them in place.
void block_moments(int statistics, int independent_lanes, double *samples, Moments &moments);

}  // namespace axiom::montecarlo
