// Paths of Heston's and Bates' models. Factors: the spot's own noise, the variance's, and with jumps
// their number and their size.
#pragma once

#include <vector>

#include "heston_step.hpp"
#include "scheduled.hpp"

namespace axiom::montecarlo {

class HestonPaths final : public Scheduled {
  public:
    HestonPaths(Schedule schedule, double initial_variance, std::vector<HestonStep> steps, Jumps jumps)
        : Scheduled(std::move(schedule)),
          initial_variance_(initial_variance),
          steps_(std::move(steps)),
          jumps_(std::move(jumps)) {}
    int factors() const override { return jumps_.any() ? 4 : 2; }
    std::ptrdiff_t scratch() const override { return 4 * kLanes; }
    void simulate(const double *normals, const PathBlock &block, double *scratch) const override;

  private:
    double initial_variance_;
    std::vector<HestonStep> steps_;
    Jumps jumps_;
};

}  // namespace axiom::montecarlo
