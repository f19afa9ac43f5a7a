#include "axiom/montecarlo/heston_paths.hpp"

namespace axiom::montecarlo {
namespace {

// One step of every lane; adds the integral of v to `integral`.
AXIOM_CLONES void advance(const HestonStep &given, const double *AXIOM_RESTRICT z_spot,
                          const double *AXIOM_RESTRICT z_variance, double *AXIOM_RESTRICT log_spot,
                          double *AXIOM_RESTRICT variance, double *AXIOM_RESTRICT integral) {
    const HestonStep k = given;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const HestonState to = heston_step(k, variance[l], z_variance[l], z_spot[l]);
        integral[l] += k.half * (variance[l] + to.variance);
        log_spot[l] += to.log_spot;
        variance[l] = to.variance;
    }
}

AXIOM_CLONES void store(const double *AXIOM_RESTRICT log_spot, double *AXIOM_RESTRICT integral,
                        double *AXIOM_RESTRICT spots, double *AXIOM_RESTRICT variances) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        spots[l] = exponential(log_spot[l]);
        variances[l] = integral[l];
        integral[l] = 0.0;
    }
}

}  // namespace

void HestonPaths::simulate(const double *normals, const PathBlock &block, double *scratch) const {
    double *log_spot = scratch, *variance = log_spot + kLanes, *integral = variance + kLanes;
    const double start = std::log(schedule_.start[0]);
    for (int l = 0; l < kLanes; ++l) {
        log_spot[l] = start;
        variance[l] = initial_variance_;
        integral[l] = 0.0;
    }
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(factors()) * kLanes;
    for (int i = 0; i < steps(); ++i) {
        const double *z = normals + i * row;
        advance(steps_[static_cast<std::size_t>(i)], z, z + kLanes, log_spot, variance, integral);
        if (jumps_.any())
            add_jumps(jumps_, i, z + 2 * kLanes, z + 3 * kLanes, integral + kLanes, log_spot);
        const int time = schedule_.monitor[static_cast<std::size_t>(i)];
        if (time >= 0) store(log_spot, integral, block.spots(0, time), block.variances(0, time));
    }
}

}  // namespace axiom::montecarlo
