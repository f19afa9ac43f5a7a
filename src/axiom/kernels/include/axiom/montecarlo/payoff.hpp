// Discounted payoffs of one contract on a block of paths.
#pragma once

#include "payoffs/terms.hpp"

namespace axiom::montecarlo {

// Writes one value a lane.
void evaluate_payoff(const Terms &terms, const PathBlock &block, double *out);

// The families; each returns false for a payoff that is not its own.
bool evaluate_at_expiry(const Terms &terms, const PathBlock &block, double *out);
bool evaluate_barrier(const Terms &terms, const PathBlock &block, double *out);
bool evaluate_along_path(const Terms &terms, const PathBlock &block, double *out);

}  // namespace axiom::montecarlo
