#include "axiom/american_batch.hpp"

namespace axiom::american {

#define AXIOM_SCHEME(Scheme) \
    AXIOM_CLONES void solve_block(PutBlock &block, Workspace<Scheme> &workspace) { \
        derive(block.put); \
        solve_boundary<Scheme>(block.put, workspace, Scheme::tolerance); \
        price_puts<Scheme>(block, workspace); \
    }
AXIOM_SCHEME(Fast)
AXIOM_SCHEME(Accurate)
AXIOM_SCHEME(Between)
AXIOM_SCHEME(Reference)
#undef AXIOM_SCHEME

}  // namespace axiom::american
