// The distribution of up to five standard normal variables.
//
// Two by the bivariate formula; of more, the one least correlated with the others is integrated out by
// Gauss-Legendre, given which the others are normal again. The error is left to the caller, who doubles
// the points.
#pragma once

#include "axiom/bivariate_normal.hpp"
#include "rules.hpp"
#include "symmetric.hpp"

namespace axiom::several {

struct Normals {
    int count = 0;
    double upper[kMostAssets] = {};
    Matrix correlation;
};

// P(X_k < upper_k for all k); `points` of each integration.
double normal_probability(const Normals &normals, int points);

// The others, given that variable k is at its upper bound.
Normals given_at_bound(const Normals &normals, int k);

}  // namespace axiom::several
