// Implied vols of arrays of options.
#pragma once

#include "batch.hpp"
#include "implied_vol.hpp"

namespace axiom {

enum class VolStatus : std::uint8_t {
    ok = 0,
    below_intrinsic = 1,
    above_maximum = 2,
    not_identified = 3,
    invalid_input = 4,
};

// The vol, why there is none (then it is NaN), and the interval that the price's rounding leaves.
struct VolResult {
    double vol;
    double lower;
    double upper;
    VolStatus status;
};

// columns.values[3] holds prices; `lower` and `upper` may be null.
struct ImpliedVolRequest {
    OptionColumns columns;
    Model model;
    double *vol;
    double *lower;
    double *upper;
    std::uint8_t *status;
    int threads;
};

void implied_vol_batch(const ImpliedVolRequest &request);

// One option; `terms.vol` is ignored.
VolResult implied_vol_one(const OptionTerms &terms, double price, Model model);

}  // namespace axiom
