// What options on several assets at one date have in common: jointly lognormal prices, and a value with
// its derivatives in the forwards, undiscounted.
//
// The derivatives in the covariances follow from those in the forwards,
//   dV / dC_ii = F_i^2 V_ii / 2,   dV / dC_ij = F_i F_j V_ij,
// so that every Greek is a combination of these.
#pragma once

#include "symmetric.hpp"

namespace axiom::several {

struct Terminal {
    int assets = 0;
    double forwards[kMostAssets] = {};
    Matrix covariance;  // of the logarithms at the date
};

struct Value {
    double value = 0.0;
    double error = 0.0;  // an estimate: the last change under refinement, and rounding
    double gradient[kMostAssets] = {};
    Matrix hessian;
    double evaluations = 0.0;
};

// E[max(sum w_i S_i - strike, 0)]; weights and strike of any sign.
Value sum_option(const Terminal &t, const double *weights, double strike, double tolerance);

// E[max(S_1, ..., S_n, strike)] or E[min(...)]; a strike below 0 is left out. Forwards above 0.
Value extreme(const Terminal &t, double strike, bool of_largest, double tolerance);

}  // namespace axiom::several
