// The sum of independent clipped returns, min(max(exp(X_i) - 1, lower), upper) with normal X_i.
//
// Its distribution has atoms at n lower + j (upper - lower) and between them a density with breaks at the
// same places. On intervals that divide them evenly the density is a polynomial through Gauss points, and
// adding a return is a matrix for each pair of intervals: the order of convergence is that of the
// polynomials, atoms and breaks notwithstanding.
#pragma once

namespace axiom::recursions {

struct Period {
    double mean, deviation;  // of X, deviation above 0
};

struct ClippedSum {
    const Period *periods;
    int count;
    double lower, upper;          // may be infinite
    double least, most;           // bounds on the sum; may be infinite
    double past;                  // added to the sum
};

// E[min(max(past + sum, least), most)] with polynomials through `points` Gauss points.
double expected_clipped_sum(const ClippedSum &terms, int points);

}  // namespace axiom::recursions
