#include "axiom/american_batch.hpp"

namespace axiom::american {

#define AXIOM_SCHEME(name, Scheme) \
    AXIOM_CLONES void name(PutBlock &block, Workspace<Scheme> &workspace) { \
        derive(block.put); \
        solve_boundary<Scheme>(block.put, workspace, Scheme::tolerance); \
        price_puts<Scheme>(block, workspace); \
    }
AXIOM_SCHEME(solve_fast, Fast)
AXIOM_SCHEME(solve_accurate, Accurate)
AXIOM_SCHEME(solve_between, Between)
AXIOM_SCHEME(solve_reference, Reference)
#undef AXIOM_SCHEME

}  // namespace axiom::american
