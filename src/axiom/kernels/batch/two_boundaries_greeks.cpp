#include "axiom/american/two_boundaries.hpp"
#include "axiom/american/two_boundaries/problem.hpp"
#include "axiom/limits.hpp"

namespace axiom::american {
namespace {

using ValueJets = Slopes<Jet, 4>;

ValueJets value_jets(const SolvedPut &solved) {
    const LiftedPair lift = lift_boundaries(solved.pair, solved.place != Place::below,
                                            solved.place != Place::above);
    const auto valuation = valuation_of<Jet>(solved, lifted(solved.pair.market), lift.upper,
                                             lift.lower, lift.horizon);
    return value_at<4>(valuation, solved.place, solved.put.log_spot, solved.ends, *solved.panel);
}

// From the put on e^-x back to the call on e^x: c(x) = e^x f(-x), rate and yield swapped.
ValueJets swapped_back(const ValueJets &put, double log_spot) {
    static constexpr double kBinomials[5][5] = {
        {1, 0, 0, 0, 0}, {1, -1, 0, 0, 0}, {1, -2, 1, 0, 0}, {1, -3, 3, -1, 0}, {1, -4, 6, -4, 1}};
    ValueJets call;
    const double spot = std::exp(log_spot);
    for (int k = 0; k <= 4; ++k) {
        Jet sum;
        for (int j = 0; j <= k; ++j) sum += kBinomials[k][j] * put.d[j];
        std::swap(sum.rate, sum.yield);
        call.d[k] = spot * sum;
    }
    return call;
}

void fill_spot_derivatives(const OptionTerms &o, const ValueJets &v, Sensitivities &g) {
    const double s = o.spot / o.strike;
    const Jet &v1 = v.d[1];
    const Jet bent = v.d[2] - v1;
    g.price = o.strike * v.d[0].value;
    g.delta = v1.value / s;
    g.gamma = bent.value / (s * o.spot);
    g.speed = (v.d[3].value - 3.0 * v.d[2].value + 2.0 * v1.value) / (s * o.spot * o.spot);
    g.dual_delta = v.d[0].value - v1.value;
    g.dual_gamma = bent.value / o.strike;
    g.vanna = v1.vol1 / s;
    g.zomma = bent.vol1 / (s * o.spot);
}

void fill_market_derivatives(const OptionTerms &o, const Jet &v, Sensitivities &g) {
    g.vega = o.strike * v.vol1;
    g.volga = 2.0 * o.strike * v.vol2;
    g.ultima = 6.0 * o.strike * v.vol3;
    g.rho = o.strike * v.rate;
    g.psi = o.strike * v.yield;
}

// The equation theta + vol^2 S^2 gamma / 2 + (r - q) S delta = r V and its derivatives.
void fill_time_derivatives(const OptionTerms &o, const ValueJets &v, Sensitivities &g) {
    const double s = o.spot / o.strike;
    const double carry = o.rate - o.dividend_yield;
    const double half = 0.5 * o.vol * o.vol;
    double theta[3];
    for (int k = 0; k < 3; ++k)
        theta[k] = o.rate * v.d[k].value - carry * v.d[k + 1].value -
                   half * (v.d[k + 2].value - v.d[k + 1].value);
    const Jet bent = v.d[2] - v.d[1];
    g.theta = o.strike * theta[0];
    g.charm = theta[1] / s;
    g.color = (theta[2] - theta[1]) / (s * o.spot);
    g.veta = o.strike * (o.rate * v.d[0].vol1 - carry * v.d[1].vol1 - half * bent.vol1 -
                         o.vol * bent.value);
}

Sensitivities exercised(const OptionTerms &o) {
    const double sign = o.is_call > 0.5 ? 1.0 : -1.0;
    Sensitivities g{};
    g.price = exercise_value(o);
    g.delta = sign;
    g.dual_delta = -sign;
    return g;
}

}  // namespace

Sensitivities two_boundary_greeks(const OptionTerms &terms, Accuracy accuracy) {
    const SolvedPut solved = solve_put(unit_put(terms), accuracy);
    if (!solved.pair.converged) return undefined_sensitivities();
    if (solved.place == Place::exercised) return exercised(terms);
    const ValueJets put = value_jets(solved);
    const ValueJets value = solved.put.swapped ? swapped_back(put, -solved.put.log_spot) : put;
    Sensitivities g{};
    fill_spot_derivatives(terms, value, g);
    fill_market_derivatives(terms, value.d[0], g);
    fill_time_derivatives(terms, value, g);
    g.price = larger(g.price, exercise_value(terms));
    return g;
}

}  // namespace axiom::american
