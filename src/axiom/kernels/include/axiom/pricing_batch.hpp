// Prices and Greeks of arrays of options.
#pragma once

#include <atomic>

#include "batch.hpp"

namespace axiom {

// What a batch call computes and where it writes: null outputs are skipped.
struct PricingRequest {
    OptionColumns columns;
    Model model;
    double *outputs[kOutputs];
    int threads;
};

// Returns the index of the first option outside the domain, or -1.
std::ptrdiff_t price_batch(const PricingRequest &request);

// One option inside the formulas' regular domain (is_regular).
double price_one(const OptionTerms &terms, Model model);
Sensitivities greeks_one(const OptionTerms &terms, Model model);

}  // namespace axiom
