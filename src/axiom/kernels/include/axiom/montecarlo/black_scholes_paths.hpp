// Correlated lognormal assets, exact from step to step.
//
//   S_i = S_{i-1} exp(drift_i + (L_i z_i)) - dividend_i, not below zero,
//
// with L_i the Cholesky factor of the covariance of the log returns over step i, integrated over it, and
// drift_i = ln of the growth of the forward - half the variance. Verified by
// tests/unit/engines/montecarlo/test_path_moments.py.
#pragma once

#include <vector>

#include "scheduled.hpp"

namespace axiom::montecarlo {

struct BlackScholesSteps {
    std::vector<double> drift;     // [step][asset]
    std::vector<double> factor;    // [step][asset][factor], lower triangular
    std::vector<double> variance;  // [step][asset]
    std::vector<double> dividend;  // [step][asset], cash paid at the step's end
};

class BlackScholesPaths final : public Scheduled {
  public:
    BlackScholesPaths(Schedule schedule, BlackScholesSteps steps)
        : Scheduled(std::move(schedule)), steps_(std::move(steps)) {}
    int factors() const override { return assets(); }
    std::ptrdiff_t scratch() const override { return 2 * kLanes * assets(); }
    void simulate(const double *normals, const PathBlock &block, double *scratch) const override;

  private:
    BlackScholesSteps steps_;
};

}  // namespace axiom::montecarlo
