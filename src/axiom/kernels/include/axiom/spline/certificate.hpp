// Whether spline slices, the stretch between two of them and the stretch after the last are free of
// static arbitrage: proofs, not samples.
//
// Total variance w is piecewise cubic in log-moneyness k and, between two slices, linear in a weight v in
// [0, 1]. Durrleman's condition times w^2,
//
//   F = (w - k w' / 2)^2 + w (-w'^2 / 4 + w (w'' / 2 - w'^2 / 16)) >= 0,
//
// is then on each stretch between knots a polynomial of degree 10 in k and 4 in v. Its Bernstein
// coefficients bound it from below, more closely the smaller the stretch: halving it either proves the
// condition or finds a point that violates it. The half-lines k -> inf, and c -> inf in w + c after the
// last slice, are mapped to [0, 1) by x = scale y / (1 - y), under which F stays a polynomial.
#pragma once

#include <vector>

#include "axiom/spline/positivity.hpp"
#include "axiom/spline/slice.hpp"

namespace axiom::spline {

enum class Condition : std::int8_t {
    variance = 0,   // w > 0
    butterfly = 1,  // g >= 0
    calendar = 2,   // w does not fall from one slice to the next
    wing = 3,       // slopes of w in k: below 0 to the left, above 0 to the right, less than 2 in size
    kink = 4,       // w' does not fall at a knot
};

// One stretch on which a condition does not hold, or could not be decided.
struct Finding {
    Condition condition;
    Verdict verdict;
    double from, to;  // stretch in k, infinite in the wings
    double k;         // the worst point found in it
    double weight;    // between two slices: in [0, 1]; after the last: the variance added to it
    double size;      // by how much: -g, the fall of w, -w, the excess of the slope, the fall of w'
};

// Each appends what it finds and says whether that is nothing. A slice needs two knots or more, in
// ascending order. Below the first slice w scales with the time: g is concave in the scale and its
// limit at zero is a square, so that the first slice's own check proves that stretch.
bool check_slice(const SliceView &slice, std::vector<Finding> &found);

// Calendar, and butterfly at every weight between; the slices' own wings and signs are not repeated.
bool check_gap(const SliceView &early, const SliceView &late, std::vector<Finding> &found);

// Butterfly of w + c for every c >= 0.
bool check_after(const SliceView &last, std::vector<Finding> &found);

}  // namespace axiom::spline
