// Paths of the rough Bergomi model by the hybrid scheme with one exact cell.
//
// Y_i = local_i + sum over j < i of weight_ij z_j approximates sqrt(2 H) int (t_i - s)^(H - 1/2) dZ: the
// singular last cell jointly normal with its increment, the others with the kernel's mean over the cell.
// M. Bennedsen, A. Lunde, M. Pakkanen, "Hybrid scheme for Brownian semistationary processes", Finance
// Stoch. 21, 2017, 931-965, section 2.3, kappa = 1, and proposition 2.8 for the weights. The variance
// over step i + 1 is level_i exp(eta Y_i), with level_i such that its mean is the forward variance's over
// the step, exactly. Factors: the spot's own noise, the variance's, and the last cell's. Verified by
// tests/unit/engines/montecarlo/test_rough_bergomi_paths.py.
#pragma once

#include <vector>

#include "scheduled.hpp"

namespace axiom::montecarlo {

struct RoughBergomiSteps {
    double eta, correlation;
    std::vector<double> drift;    // [step], of ln F
    std::vector<double> width;    // [step]
    std::vector<double> level;    // [step]: variance over it where Y is 0
    std::vector<double> weight;   // [step][step], lower triangular without the diagonal
    std::vector<double> along;    // [step]: of the last cell, the part along its increment
    std::vector<double> across;   // [step]: and across it
};

class RoughBergomiPaths final : public Scheduled {
  public:
    RoughBergomiPaths(Schedule schedule, RoughBergomiSteps steps)
        : Scheduled(std::move(schedule)), steps_(std::move(steps)) {}
    int factors() const override { return 3; }
    std::ptrdiff_t scratch() const override { return static_cast<std::ptrdiff_t>(steps() + 2) * kLanes; }
    void simulate(const double *normals, const PathBlock &block, double *scratch) const override;

  private:
    void fill_volterra(const double *normals, double *volterra) const;

    RoughBergomiSteps steps_;
};

}  // namespace axiom::montecarlo
