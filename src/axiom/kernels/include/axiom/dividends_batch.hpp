// Prices and Greeks of arrays of options on an underlying that pays discrete dividends.
#pragma once

#include "batch.hpp"
#include "dividends/problem.hpp"

namespace axiom::dividends {

// What a batch call computes and where it writes: null outputs are skipped. `by_dividend` has one
// row of `columns.size` a dividend of the schedule.
struct Request {
    OptionColumns columns;
    Problem problem;
    double *outputs[kOutputs];
    double *by_dividend;
    int threads;
};

// Returns the index of the first option outside the domain, or -1.
std::ptrdiff_t price_batch(const Request &request);

// Solves every option; a solution does not depend on the options beside it. Options are grouped by
// their grids and solved kLanes at a time, so a loop that prices the same options again and again
// does best to pass them all together. `variants` bumps of one option share its grid: the lanes
// [i * variants, (i + 1) * variants) belong to option i. Solutions are in
// units of the currency.
std::vector<Solution> solve(const Problem &problem, const std::vector<Lane> &lanes, int variants, int threads);

}  // namespace axiom::dividends
