// Paths of one or several assets under local vol: predictor and corrector in x = ln(S / F).
//
// With dx = -s^2 / 2 dt + s dW, s = s(t, x), and c(t, x) = -s^2 / 2 - s s_x / 2 (the drift of the same
// equation in Stratonovich's form), a step of length h takes the average of both ends:
//
//   x^ = x - s^2 h / 2 + s dW;   x' = x + (c + c^) h / 2 + (s + s^) dW / 2.
//
// P. Kloeden, E. Platen, "Numerical Solution of Stochastic Differential Equations", Springer 1992,
// section 15.5, (5.4) with eta = alpha = 1/2: weak order 1, strong order 1 for a single noise. Verified by
// tests/unit/engines/montecarlo/test_local_vol_paths.py.
#pragma once

#include <vector>

#include "local_vol_grid.hpp"
#include "scheduled.hpp"

namespace axiom::montecarlo {

struct LocalVolSteps {
    std::vector<double> width;        // [step]
    std::vector<double> factor;       // [asset][asset], lower triangular: of the correlations
    std::vector<double> log_forward;  // [time][asset]
};

class LocalVolPaths final : public Scheduled {
  public:
    LocalVolPaths(Schedule schedule, std::vector<LocalVolGrid> grids, LocalVolSteps steps)
        : Scheduled(std::move(schedule)), grids_(std::move(grids)), steps_(std::move(steps)) {}
    int factors() const override { return assets(); }
    std::ptrdiff_t scratch() const override { return (2 * assets() + 6) * kLanes; }
    void simulate(const double *normals, const PathBlock &block, double *scratch) const override;

  private:
    std::vector<LocalVolGrid> grids_;
    LocalVolSteps steps_;
};

}  // namespace axiom::montecarlo
