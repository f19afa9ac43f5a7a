// Paths of the SABR model: the vol exact, the shifted forward G = F + s by Euler steps in its logarithm.
//
//   a' = a exp(nu dZ - nu^2 h / 2),  v = a^2 G^(2 beta - 2) h,  ln G' = ln G - v / 2 + sqrt(v) z.
//
// G stays above 0 and a martingale at any step. Where G falls towards 0 with beta < 1, v grows without
// bound, and the step takes it to 0 for good, as absorption does. Factors: the forward's own noise and
// the vol's. Verified by tests/unit/engines/montecarlo/test_sabr_paths.py.
#pragma once

#include <vector>

#include "scheduled.hpp"

namespace axiom::montecarlo {

struct SabrSteps {
    double alpha, beta, correlation, nu, shift;
    double forward;               // to the end of the last step
    std::vector<double> width;    // [step]
    std::vector<double> ratio;    // [time]: forward to that time over forward to the end
};

class SabrPaths final : public Scheduled {
  public:
    SabrPaths(Schedule schedule, SabrSteps steps)
        : Scheduled(std::move(schedule)), steps_(std::move(steps)) {}
    int factors() const override { return 2; }
    std::ptrdiff_t scratch() const override { return 3 * kLanes; }
    void simulate(const double *normals, const PathBlock &block, double *scratch) const override;

  private:
    SabrSteps steps_;
};

}  // namespace axiom::montecarlo
