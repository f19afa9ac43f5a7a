#include "axiom/elementary.hpp"
#include "axiom/montecarlo/statistics.hpp"

namespace axiom::montecarlo {
namespace {

AXIOM_CLONES void add_weighted(double weight, const double *AXIOM_RESTRICT from,
                               double *AXIOM_RESTRICT to) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) to[l] += weight * from[l];
}

AXIOM_CLONES void fold(double *values) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes / 2; ++l) values[l] = 0.5 * (values[l] + values[kLanes / 2 + l]);
}

// Eight running sums in a fixed order, whatever the width of the machine's vectors.
AXIOM_CLONES double centre(int lanes, double *values) {
    double sums[8] = {};
    for (int l = 0; l < lanes; l += 8)
        for (int k = 0; k < 8; ++k) sums[k] += values[l + k];
    const double sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
                       ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    const double mean = sum / lanes;
    AXIOM_INDEPENDENT
    for (int l = 0; l < lanes; ++l) values[l] -= mean;
    return mean;
}

AXIOM_CLONES double dot(int lanes, const double *AXIOM_RESTRICT a, const double *AXIOM_RESTRICT b) {
    double sums[8] = {};
    for (int l = 0; l < lanes; l += 8)
        for (int k = 0; k < 8; ++k) sums[k] += a[l + k] * b[l + k];
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

}  // namespace

void combine(const std::vector<Combination> &terms, int statistics, int independent_lanes,
             const double *outputs, double *samples) {
    for (int i = 0; i < statistics * kLanes; ++i) samples[i] = 0.0;
    for (const Combination &term : terms)
        add_weighted(term.weight, outputs + static_cast<std::ptrdiff_t>(term.column) * kLanes,
                     samples + static_cast<std::ptrdiff_t>(term.row) * kLanes);
    if (independent_lanes < kLanes)
        for (int i = 0; i < statistics; ++i) fold(samples + static_cast<std::ptrdiff_t>(i) * kLanes);
}

void block_moments(int statistics, int independent_lanes, double *samples, Moments &moments) {
    moments.count = independent_lanes;
    for (int i = 0; i < statistics; ++i) {
        double *row = samples + static_cast<std::ptrdiff_t>(i) * kLanes;
        moments.mean[static_cast<std::size_t>(i)] = centre(independent_lanes, row);
        for (int j = 0; j <= i && !moments.cross.empty(); ++j)
            moments.cross[static_cast<std::size_t>(i * statistics + j)] =
                dot(independent_lanes, row, samples + static_cast<std::ptrdiff_t>(j) * kLanes);
    }
}

}  // namespace axiom::montecarlo
