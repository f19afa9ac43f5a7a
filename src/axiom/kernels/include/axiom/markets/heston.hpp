// One step of Heston's model for many states side by side.
#pragma once

#include <cstddef>

#include "../montecarlo/heston_step.hpp"

namespace axiom::markets {

// Moves of the log spot and variances after the step, from the variances before it and two normal
// numbers each. Verified by tests/unit/desk/markets/test_option_dynamics.py.
void heston_moves(const montecarlo::HestonStep &step, std::ptrdiff_t size, const double *variance,
                  const double *z_variance, const double *z_spot, double *log_move,
                  double *variance_after);

}  // namespace axiom::markets
