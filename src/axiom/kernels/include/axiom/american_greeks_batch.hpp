// Prices and Greeks of arrays of American options with a continuous yield.
#pragma once

#include "american/put_greeks.hpp"
#include "american_batch.hpp"

namespace axiom {

struct AmericanGreeksRequest {
    OptionColumns columns;
    american::Accuracy accuracy;
    double *outputs[kOutputs];  // null outputs are skipped
    int threads;
};

AmericanOutcome american_greeks_batch(const AmericanGreeksRequest &request);

namespace american {

// What is wanted beyond the price: `plain` is what the boundary's own derivatives do not enter.
enum class GreeksDetail { plain, all };

// The derivatives of a block that solve_block has solved.
void differentiate_block(const PutBlock &block, const Workspace<Fast> &solved,
                         GreeksWorkspace<Fast> &workspace, GreeksDetail detail,
                         PutDerivativesLanes &out);
void differentiate_block(const PutBlock &block, const Workspace<Accurate> &solved,
                         GreeksWorkspace<Accurate> &workspace, GreeksDetail detail,
                         PutDerivativesLanes &out);
void differentiate_block(const PutBlock &block, const Workspace<Between> &solved,
                         GreeksWorkspace<Between> &workspace, GreeksDetail detail,
                         PutDerivativesLanes &out);
void differentiate_block(const PutBlock &block, const Workspace<Reference> &solved,
                         GreeksWorkspace<Reference> &workspace, GreeksDetail detail,
                         PutDerivativesLanes &out);

// Those of puts whose boundary at the finest nodes comes from elsewhere.
void differentiate_boundary(const PutLanes &put, const Lanes *log_boundary,
                            GreeksWorkspace<Reference> &workspace, GreeksDetail detail,
                            PutDerivativesLanes &out);

}  // namespace american
}  // namespace axiom
