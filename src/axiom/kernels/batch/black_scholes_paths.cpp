#include "axiom/montecarlo/black_scholes_paths.hpp"

#include "axiom/elementary.hpp"

namespace axiom::montecarlo {
namespace {

// exponent[lane] = drift + factor . z
AXIOM_CLONES void log_return(double drift, const double *factor, int count,
                             const double *AXIOM_RESTRICT normals, double *AXIOM_RESTRICT out) {
    for (int l = 0; l < kLanes; ++l) out[l] = drift;
    for (int j = 0; j < count; ++j) {
        const double weight = factor[j];
        const double *z = normals + static_cast<std::ptrdiff_t>(j) * kLanes;
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) out[l] += weight * z[l];
    }
}

AXIOM_CLONES void grow(double dividend, const double *AXIOM_RESTRICT exponent,
                       double *AXIOM_RESTRICT spot) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l)
        spot[l] = larger(spot[l] * exponential(exponent[l]) - dividend, 0.0);
}

AXIOM_CLONES void store(const double *AXIOM_RESTRICT spot, double variance,
                        double *AXIOM_RESTRICT spots, double *AXIOM_RESTRICT variances) {
    for (int l = 0; l < kLanes; ++l) spots[l] = spot[l];
    for (int l = 0; l < kLanes; ++l) variances[l] = variance;
}

}  // namespace

void BlackScholesPaths::simulate(const double *normals, const PathBlock &block,
                                 double *scratch) const {
    const int n = assets();
    double *exponent = scratch + static_cast<std::ptrdiff_t>(n) * kLanes;
    for (int a = 0; a < n; ++a)
        for (int l = 0; l < kLanes; ++l) scratch[a * kLanes + l] = schedule_.start[a];
    std::vector<double> variance(static_cast<std::size_t>(n), 0.0);
    for (int i = 0; i < steps(); ++i) {
        for (int a = 0; a < n; ++a) {
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) * n + a;
            double *spot = scratch + a * kLanes;
            log_return(steps_.drift[at], steps_.factor.data() + at * n, a + 1,
                       normals + static_cast<std::ptrdiff_t>(i) * n * kLanes, exponent);
            grow(steps_.dividend[at], exponent, spot);
            variance[a] += steps_.variance[at];
            const int time = schedule_.monitor[i];
            if (time < 0) continue;
            store(spot, variance[a], block.spots(a, time), block.variances(a, time));
            variance[a] = 0.0;
        }
    }
}

}  // namespace axiom::montecarlo
