#include "axiom/montecarlo/rough_bergomi_paths.hpp"

#include "axiom/elementary.hpp"

namespace axiom::montecarlo {
namespace {

constexpr std::ptrdiff_t kFactors = 3;

AXIOM_CLONES void last_cell(double along, double across, const double *AXIOM_RESTRICT z,
                            double *AXIOM_RESTRICT out) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) out[l] = along * z[kLanes + l] + across * z[2 * kLanes + l];
}

// Adds the cells before: weight[j] z_j for j < count.
AXIOM_CLONES void earlier_cells(const double *weight, int count, const double *AXIOM_RESTRICT normals,
                                double *AXIOM_RESTRICT out) {
    alignas(64) double sum[kLanes];
    for (int l = 0; l < kLanes; ++l) sum[l] = out[l];
    for (int j = 0; j < count; ++j) {
        const double w = weight[j];
        const double *z = normals + j * kFactors * kLanes + kLanes;
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) sum[l] += w * z[l];
    }
    for (int l = 0; l < kLanes; ++l) out[l] = sum[l];
}

struct Step {
    double drift, width, level, eta, along, across;
};

// `volterra` is Y at the step's start; z its normal numbers.
AXIOM_CLONES void advance(const Step &given, const double *AXIOM_RESTRICT volterra,
                          const double *AXIOM_RESTRICT z, double *AXIOM_RESTRICT log_spot,
                          double *AXIOM_RESTRICT integral) {
    const Step k = given;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double variance = k.width * k.level * exponential(k.eta * volterra[l]);
        const double noise = k.along * z[kLanes + l] + k.across * z[l];
        log_spot[l] += k.drift - 0.5 * variance + root(variance) * noise;
        integral[l] += variance;
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

// volterra[step][lane]: Y at the step's start, 0 at time 0.
void RoughBergomiPaths::fill_volterra(const double *normals, double *volterra) const {
    const std::ptrdiff_t n = steps();
    for (int l = 0; l < kLanes; ++l) volterra[l] = 0.0;
    for (std::ptrdiff_t i = 1; i < n; ++i) {
        double *row = volterra + i * kLanes;
        last_cell(steps_.along[static_cast<std::size_t>(i - 1)],
                  steps_.across[static_cast<std::size_t>(i - 1)],
                  normals + (i - 1) * kFactors * kLanes, row);
        earlier_cells(steps_.weight.data() + i * n, static_cast<int>(i - 1), normals, row);
    }
}

void RoughBergomiPaths::simulate(const double *normals, const PathBlock &block,
                                 double *scratch) const {
    double *log_spot = scratch, *integral = scratch + kLanes, *volterra = scratch + 2 * kLanes;
    fill_volterra(normals, volterra);
    const double start = std::log(schedule_.start[0]);
    for (int l = 0; l < kLanes; ++l) log_spot[l] = start;
    for (int l = 0; l < kLanes; ++l) integral[l] = 0.0;
    const double across = std::sqrt(1.0 - steps_.correlation * steps_.correlation);
    for (int i = 0; i < steps(); ++i) {
        const std::size_t step = static_cast<std::size_t>(i);
        const Step k{steps_.drift[step], steps_.width[step],  steps_.level[step],
                     steps_.eta,         steps_.correlation, across};
        advance(k, volterra + static_cast<std::ptrdiff_t>(i) * kLanes, normals + i * kFactors * kLanes,
                log_spot, integral);
        const int time = schedule_.monitor[step];
        if (time >= 0) store(log_spot, integral, block.spots(0, time), block.variances(0, time));
    }
}

}  // namespace axiom::montecarlo
