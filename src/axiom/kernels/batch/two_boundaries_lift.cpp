#include "axiom/american/two_boundaries/solver.hpp"

namespace axiom::american {
namespace {

// Each pass of the chord method makes one more order exact; the fourth mends the coupling to the
// horizon, whose derivative comes from the polynomial.
constexpr int kOrders = 3;

std::vector<Jet> constants(const Distances &y) { return {y.begin(), y.end()}; }

constexpr double Jet::*kDerivatives[] = {&Jet::vol1, &Jet::vol2, &Jet::vol3, &Jet::rate,
                                         &Jet::yield};

void improve(const BoundaryPair &pair, const SolvedSide &side, const Jet &horizon,
             std::vector<Jet> &y) {
    const PutMarket<Jet> market = lifted(pair.market);
    const BoundaryShape<Jet> shape = shape_of<Jet>(side.end, market, y);
    const int n = pair.rule->n;
    std::vector<Jet> residual(n);
    for (int i = 0; i < n; ++i)
        residual[i] =
            side.end == End::upper
                ? pasting_residual<End::upper>(*pair.rule, market, shape, horizon, i)
                : pasting_residual<End::lower>(*pair.rule, market, shape, horizon, i);
    std::vector<double> step(n);
    for (double Jet::*derivative : kDerivatives) {
        for (int i = 0; i < n; ++i) step[i] = residual[i].*derivative / side.scale[i];
        back_substitute(side, step.data());
        for (int i = 0; i < n; ++i) y[i].*derivative -= step[i];
    }
}

// Moves the horizon to where the boundaries meet, and the nodes along the boundaries with it.
void follow_meeting(const BoundaryPair &pair, LiftedPair &lift) {
    const CollocationRule &rule = *pair.rule;
    const PutMarket<Jet> market = lifted(pair.market);
    Jet gap = log_of(market.yield * inverse_of(market.rate)) - lift.upper[0] - lift.lower[0];
    gap.value = 0.0;
    const double closing =
        distance_slope(rule, pair.upper, 0) + distance_slope(rule, pair.lower, 0);
    const Jet stretch = (1.0 / closing) * gap;  // change of the horizon over twice the horizon
    lift.horizon += (2.0 * pair.horizon) * stretch;
    for (int i = 0; i < rule.n; ++i) {
        lift.upper[i] += (rule.nodes[i] * distance_slope(rule, pair.upper, i)) * stretch;
        lift.lower[i] += (rule.nodes[i] * distance_slope(rule, pair.lower, i)) * stretch;
    }
}

}  // namespace

LiftedPair lift_boundaries(const BoundaryPair &pair, bool with_upper, bool with_lower) {
    LiftedPair lift{constants(pair.upper.y), constants(pair.lower.y), Jet(pair.horizon)};
    for (int pass = 0; pass < kOrders + (pair.meets ? 1 : 0); ++pass) {
        if (with_upper) improve(pair, pair.upper, lift.horizon, lift.upper);
        if (with_lower) improve(pair, pair.lower, lift.horizon, lift.lower);
        if (pair.meets) follow_meeting(pair, lift);
    }
    return lift;
}

}  // namespace axiom::american
