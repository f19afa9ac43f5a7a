// Paths of Merton's model, exact from step to step. Factors: the diffusion's noise, the number of jumps
// and their size. Verified by tests/unit/engines/montecarlo/test_jump_paths.py.
#pragma once

#include <vector>

#include "jumps.hpp"
#include "scheduled.hpp"

namespace axiom::montecarlo {

class MertonPaths final : public Scheduled {
  public:
    // drift[step] holds -variance / 2 and the compensator; variance[step] is the diffusion's.
    MertonPaths(Schedule schedule, std::vector<double> drift, std::vector<double> variance, Jumps jumps)
        : Scheduled(std::move(schedule)),
          drift_(std::move(drift)),
          variance_(std::move(variance)),
          jumps_(std::move(jumps)) {}
    int factors() const override { return 3; }
    std::ptrdiff_t scratch() const override { return 2 * kLanes; }
    void simulate(const double *normals, const PathBlock &block, double *scratch) const override;

  private:
    std::vector<double> drift_, variance_;
    Jumps jumps_;
};

}  // namespace axiom::montecarlo
