#include "axiom/montecarlo/merton_paths.hpp"

namespace axiom::montecarlo {
namespace {

AXIOM_CLONES void diffuse(double drift, double vol, const double *AXIOM_RESTRICT z,
                          double *AXIOM_RESTRICT log_spot) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) log_spot[l] += drift + vol * z[l];
}

AXIOM_CLONES void store(const double *AXIOM_RESTRICT log_spot, double variance,
                        double *AXIOM_RESTRICT spots, double *AXIOM_RESTRICT variances) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        spots[l] = exponential(log_spot[l]);
        variances[l] = variance;
    }
}

}  // namespace

void MertonPaths::simulate(const double *normals, const PathBlock &block, double *scratch) const {
    double *log_spot = scratch, variance = 0.0;
    const double start = std::log(schedule_.start[0]);
    for (int l = 0; l < kLanes; ++l) log_spot[l] = start;
    for (int i = 0; i < steps(); ++i) {
        const std::size_t step = static_cast<std::size_t>(i);
        const double *z = normals + static_cast<std::ptrdiff_t>(i) * 3 * kLanes;
        diffuse(drift_[step], std::sqrt(variance_[step]), z, log_spot);
        if (jumps_.any()) add_jumps(jumps_, i, z + kLanes, z + 2 * kLanes, scratch + kLanes, log_spot);
        variance += variance_[step];
        const int time = schedule_.monitor[step];
        if (time < 0) continue;
        store(log_spot, variance, block.spots(0, time), block.variances(0, time));
        variance = 0.0;
    }
}

}  // namespace axiom::montecarlo
