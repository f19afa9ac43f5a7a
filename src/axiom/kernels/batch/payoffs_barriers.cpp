#include "axiom/montecarlo/payoff.hpp"
#include "axiom/montecarlo/payoffs/corridors.hpp"

namespace axiom::montecarlo {

AXIOM_CLONES
bool evaluate_barrier(const Terms &terms, const PathBlock &block, double *out) {
    switch (terms.payoff) {
        case Payoff::barrier: pay_barrier(terms, block, out); return true;
        case Payoff::barrier_at_dates: pay_barrier_at_dates(terms, block, out); return true;
        case Payoff::corridor: pay_corridor(terms, block, out); return true;
        case Payoff::corridor_at_dates: pay_corridor_at_dates(terms, block, out); return true;
        default: return false;
    }
}

}  // namespace axiom::montecarlo
