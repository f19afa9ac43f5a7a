#include "axiom/montecarlo/payoff.hpp"
#include "axiom/montecarlo/payoffs/autocallable.hpp"
#include "axiom/montecarlo/payoffs/averages.hpp"
#include "axiom/montecarlo/payoffs/lookbacks.hpp"
#include "axiom/montecarlo/payoffs/notes.hpp"

namespace axiom::montecarlo {
namespace {

AXIOM_CLONES
bool evaluate_average(const Terms &t, const PathBlock &block, double *out) {
    switch (t.payoff) {
        case Payoff::arithmetic_average: pay_arithmetic_average(t, block, out); return true;
        case Payoff::geometric_average: pay_geometric_average(t, block, out); return true;
        case Payoff::continuous_arithmetic_average:
            pay_continuous_arithmetic_average(t, block, out);
            return true;
        case Payoff::continuous_geometric_average:
            pay_continuous_geometric_average(t, block, out);
            return true;
        default: return false;
    }
}

AXIOM_CLONES
bool evaluate_lookback(const Terms &t, const PathBlock &block, double *out) {
    switch (t.payoff) {
        case Payoff::fixed_lookback: pay_lookback<false>(t, block, out); return true;
        case Payoff::fixed_lookback_at_dates:
            pay_lookback_at_dates<false>(t, block, out);
            return true;
        case Payoff::floating_lookback: pay_lookback<true>(t, block, out); return true;
        case Payoff::floating_lookback_at_dates:
            pay_lookback_at_dates<true>(t, block, out);
            return true;
        default: return false;
    }
}

AXIOM_CLONES
bool evaluate_note(const Terms &t, const PathBlock &block, double *out) {
    switch (t.payoff) {
        case Payoff::cliquet: pay_cliquet(t, block, out); return true;
        case Payoff::range_accrual: pay_range_accrual(t, block, out); return true;
        case Payoff::realised_variance: pay_realised<false>(t, block, out); return true;
        case Payoff::realised_vol: pay_realised<true>(t, block, out); return true;
        case Payoff::autocallable: pay_autocallable(t, block, out); return true;
        default: return false;
    }
}

}  // namespace

bool evaluate_along_path(const Terms &t, const PathBlock &block, double *out) {
    return evaluate_average(t, block, out) || evaluate_lookback(t, block, out) ||
           evaluate_note(t, block, out);
}

}  // namespace axiom::montecarlo
