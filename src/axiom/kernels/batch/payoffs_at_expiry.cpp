#include "axiom/montecarlo/payoff.hpp"
#include "axiom/montecarlo/payoffs/several.hpp"
#include "axiom/montecarlo/payoffs/terminal.hpp"

namespace axiom::montecarlo {

AXIOM_CLONES
bool evaluate_at_expiry(const Terms &terms, const PathBlock &block, double *out) {
    switch (terms.payoff) {
        case Payoff::asset: pay_asset(terms, block, out); return true;
        case Payoff::vanilla: pay_vanilla(terms, block, out); return true;
        case Payoff::cash_or_nothing: pay_cash_or_nothing(terms, block, out); return true;
        case Payoff::asset_or_nothing: pay_asset_or_nothing(terms, block, out); return true;
        case Payoff::forward_start: pay_forward_start(terms, block, out); return true;
        case Payoff::compound: pay_compound(terms, block, out); return true;
        case Payoff::chooser: pay_chooser(terms, block, out); return true;
        case Payoff::weighted_sum: pay_weighted_sum(terms, block, out); return true;
        case Payoff::best_of: pay_extreme_of<true>(terms, block, out); return true;
        case Payoff::worst_of: pay_extreme_of<false>(terms, block, out); return true;
        default: return false;
    }
}

void evaluate_payoff(const Terms &terms, const PathBlock &block, double *out) {
    evaluate_at_expiry(terms, block, out) || evaluate_barrier(terms, block, out) ||
        evaluate_along_path(terms, block, out);
}

}  // namespace axiom::montecarlo
