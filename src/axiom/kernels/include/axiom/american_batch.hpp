// Prices and exercise boundaries of arrays of American options with a continuous yield.
#pragma once

#include "american/put_block.hpp"
#include "american/regime.hpp"
#include "batch.hpp"

namespace axiom {

// columns.values[0] (the spot) may be null for boundaries alone; null outputs are skipped.
struct AmericanRequest {
    OptionColumns columns;
    american::Accuracy accuracy;
    double *price;
    double *lower;  // the exercise region's ends, NaN where there is none
    double *upper;
    int threads;
};

// The first option that could not be priced, and why; index -1: all were.
enum class AmericanFault { none, outside_domain, not_converged };
struct AmericanOutcome {
    std::ptrdiff_t index;
    AmericanFault fault;
};

AmericanOutcome american_batch(const AmericanRequest &request);

namespace american {

// One block by one scheme; compiled once for each instruction set in batch/american_schemes.cpp.
void solve_block(PutBlock &block, Workspace<Fast> &workspace);
void solve_block(PutBlock &block, Workspace<Accurate> &workspace);
void solve_block(PutBlock &block, Workspace<Between> &workspace);
void solve_block(PutBlock &block, Workspace<Reference> &workspace);

}  // namespace american
}  // namespace axiom
