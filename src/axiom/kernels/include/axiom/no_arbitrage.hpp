// Static no-arbitrage conditions of a smile at one point, from total variance and its derivatives.
#pragma once

#include <math.h>

#include "axiom/essvi.hpp"

namespace axiom {

// Slope of the undiscounted call in strike: -N(d2) + n(d2) w' / (2 sqrt(w)); it lies in [-1, 0].
AXIOM_FN double call_slope(double k, const essvi::Jet &v) {
    double root = sqrt(v.w);
    double d2 = -k / root - 0.5 * root;
    double normal = 0.5 * erfc(-0.7071067811865475244 * d2);
    return 0.1994711402007163389 * exp(-0.5 * d2 * d2) * v.dk / root - normal;
}

}  // namespace axiom
