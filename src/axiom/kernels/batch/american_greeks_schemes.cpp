#include "axiom/american_greeks_batch.hpp"

namespace axiom::american {

#define AXIOM_SCHEME(name, Scheme)                                                            \
    AXIOM_CLONES static void name##_all(const PutBlock &block, const Workspace<Scheme> &w,    \
                                        GreeksWorkspace<Scheme> &g, PutDerivativesLanes &out) { \
        differentiate<Scheme, true>(block.put, w.own.log_boundary, g, out);                  \
    }                                                                                         \
    AXIOM_CLONES static void name##_plain(const PutBlock &block, const Workspace<Scheme> &w,  \
                                          GreeksWorkspace<Scheme> &g,                         \
                                          PutDerivativesLanes &out) {                         \
        differentiate<Scheme, false>(block.put, w.own.log_boundary, g, out);                 \
    }                                                                                         \
    void name(const PutBlock &block, const Workspace<Scheme> &w, GreeksWorkspace<Scheme> &g,  \
              GreeksDetail detail, PutDerivativesLanes &out) {                                \
        if (detail == GreeksDetail::all)                                                      \
            name##_all(block, w, g, out);                                                     \
        else                                                                                  \
            name##_plain(block, w, g, out);                                                   \
    }
AXIOM_SCHEME(differentiate_fast, Fast)
AXIOM_SCHEME(differentiate_accurate, Accurate)
AXIOM_SCHEME(differentiate_reference, Reference)
#undef AXIOM_SCHEME

}  // namespace axiom::american
