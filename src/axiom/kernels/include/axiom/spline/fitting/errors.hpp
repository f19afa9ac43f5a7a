// Standard errors of a fitted slice: the inverse of the information of quotes, roughness and prior.
#pragma once

#include <cmath>
#include <vector>

#include "axiom/spline/fitting/slice_problem.hpp"

namespace axiom::spline::fitting {

// Standard errors of total variance at points x. A quote tells its vol to `noise` half-spreads, one
// without a bid or an ask a quarter as much; the penalty counts in the same unit, as a prior would.
inline std::vector<double> knot_errors(const SliceProblem &s, const std::vector<double> &x,
                                       double noise) {
    const std::size_t n = s.u.size();
    Band information = s.penalty.matrix;
    std::vector<double> unused(n, 0.0);
    Block block;
    for (std::size_t i = 0; i < s.quotes.size(); ++i) {
        const double precision = 0.5 * (s.quotes.below[i] + s.quotes.above[i]);
        block.add(s.quotes.row[i], s.quotes.weight[i] * precision * precision, 0.0);
        block.flush(s.quotes.start[i], information, unused.data());
    }
    factorise(information);
    const Band covariance = selected_inverse(information);
    std::vector<double> out;
    for (double at : x) {
        const Placed p = s.basis.row(at, 0);
        out.push_back(noise * std::sqrt(quadratic(covariance, p.start, p.row)));
    }
    return out;
}

}  // namespace axiom::spline::fitting
