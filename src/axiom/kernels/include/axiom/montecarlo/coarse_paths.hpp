// The same random numbers walked with fewer steps: what a scheme's error is estimated from.
//
// Each step of the coarse simulator takes the normalised sum of the numbers of the fine steps that it
// spans, so that both walk along the same Brownian paths. Verified by
// tests/unit/engines/montecarlo/test_coarse_paths.py.
#pragma once

#include <memory>
#include <vector>

#include "simulator.hpp"

namespace axiom::montecarlo {

class CoarsePaths final : public Simulator {
  public:
    // spans[step of `coarse`]: fine steps in it; weights[fine step]: root of its share of the time.
    CoarsePaths(std::shared_ptr<const Simulator> coarse, std::vector<int> spans,
                std::vector<double> weights)
        : coarse_(std::move(coarse)), spans_(std::move(spans)), weights_(std::move(weights)) {}
    int assets() const override { return coarse_->assets(); }
    int times() const override { return coarse_->times(); }
    const double *years() const override { return coarse_->years(); }
    const double *start() const override { return coarse_->start(); }
    int steps() const override { return static_cast<int>(weights_.size()); }
    int factors() const override { return coarse_->factors(); }
    std::ptrdiff_t scratch() const override { return coarse_->scratch() + numbers(); }
    void simulate(const double *normals, const PathBlock &block, double *scratch) const override;

  private:
    std::ptrdiff_t numbers() const {
        return static_cast<std::ptrdiff_t>(coarse_->steps()) * factors() * kLanes;
    }

    std::shared_ptr<const Simulator> coarse_;
    std::vector<int> spans_;
    std::vector<double> weights_;
};

}  // namespace axiom::montecarlo
