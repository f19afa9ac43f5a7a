#include "axiom/montecarlo/sabr_paths.hpp"

#include "axiom/elementary.hpp"

namespace axiom::montecarlo {
namespace {

struct Step {
    double width, root_width, elasticity, along, across, nu;
};

// Variances beyond it take the forward to 0; bounded so that no product overflows.
constexpr double kMostVariance = 1e6;
constexpr double kLeastLog = -600.0;  // ln of a forward that counts as 0

AXIOM_CLONES void advance(const Step &given, const double *AXIOM_RESTRICT z,
                          double *AXIOM_RESTRICT log_vol, double *AXIOM_RESTRICT log_forward,
                          double *AXIOM_RESTRICT integral) {
    const Step k = given;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double exponent = 2.0 * (log_vol[l] + k.elasticity * log_forward[l]);
        const double variance = smaller(k.width * exponential(exponent), kMostVariance);
        const double noise = k.along * z[kLanes + l] + k.across * z[l];
        const double moved = log_forward[l] - 0.5 * variance + root(variance) * noise;
        const double absorbed = log_forward[l] <= kLeastLog ? kLeastLog : moved;
        log_forward[l] = larger(absorbed, kLeastLog);
        log_vol[l] += k.nu * k.root_width * z[kLanes + l] - 0.5 * k.nu * k.nu * k.width;
        integral[l] += variance;
    }
}

AXIOM_CLONES void store(double ratio, double shift, const double *AXIOM_RESTRICT log_forward,
                        double *AXIOM_RESTRICT integral, double *AXIOM_RESTRICT spots,
                        double *AXIOM_RESTRICT variances) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double shifted = log_forward[l] <= kLeastLog ? 0.0 : exponential(log_forward[l]);
        spots[l] = ratio * (shifted - shift);
        variances[l] = integral[l];
        integral[l] = 0.0;
    }
}

}  // namespace

void SabrPaths::simulate(const double *normals, const PathBlock &block, double *scratch) const {
    double *log_vol = scratch, *log_forward = log_vol + kLanes, *integral = log_forward + kLanes;
    for (int l = 0; l < kLanes; ++l) {
        log_vol[l] = std::log(steps_.alpha);
        log_forward[l] = std::log(steps_.forward + steps_.shift);
        integral[l] = 0.0;
    }
    const double across = std::sqrt(1.0 - steps_.correlation * steps_.correlation);
    for (int i = 0; i < steps(); ++i) {
        const std::size_t step = static_cast<std::size_t>(i);
        const double width = steps_.width[step];
        const Step k{width, std::sqrt(width), steps_.beta - 1.0, steps_.correlation, across, steps_.nu};
        advance(k, normals + static_cast<std::ptrdiff_t>(i) * 2 * kLanes, log_vol, log_forward, integral);
        const int time = schedule_.monitor[step];
        if (time < 0) continue;
        store(steps_.ratio[static_cast<std::size_t>(time)], steps_.shift, log_forward, integral,
              block.spots(0, time), block.variances(0, time));
    }
}

}  // namespace axiom::montecarlo
