#include "axiom/american_greeks_batch.hpp"

namespace axiom::american {

#define AXIOM_SCHEME(name, Scheme)                                                            \
    AXIOM_CLONES static void name##_all(const PutLanes &put, const Lanes *log_boundary,       \
                                        GreeksWorkspace<Scheme> &g, PutDerivativesLanes &out) { \
        differentiate<Scheme, true>(put, log_boundary, g, out);                               \
    }                                                                                         \
    AXIOM_CLONES static void name##_plain(const PutLanes &put, const Lanes *log_boundary,     \
                                          GreeksWorkspace<Scheme> &g,                         \
                                          PutDerivativesLanes &out) {                         \
        differentiate<Scheme, false>(put, log_boundary, g, out);                              \
    }                                                                                         \
    void differentiate_block(const PutBlock &block, const Workspace<Scheme> &w,               \
                             GreeksWorkspace<Scheme> &g, GreeksDetail detail,                 \
                             PutDerivativesLanes &out) {                                      \
        const auto compute = detail == GreeksDetail::all ? name##_all : name##_plain;         \
        compute(block.put, w.own.log_boundary, g, out);                                       \
    }
AXIOM_SCHEME(differentiate_fast, Fast)
AXIOM_SCHEME(differentiate_accurate, Accurate)
AXIOM_SCHEME(differentiate_between, Between)
AXIOM_SCHEME(differentiate_reference, Reference)
#undef AXIOM_SCHEME

void differentiate_boundary(const PutLanes &put, const Lanes *log_boundary,
                            GreeksWorkspace<Reference> &workspace, GreeksDetail detail,
                            PutDerivativesLanes &out) {
    const auto compute = detail == GreeksDetail::all ? differentiate_reference_all
                                                     : differentiate_reference_plain;
    compute(put, log_boundary, workspace, out);
}

}  // namespace axiom::american
