// Both boundaries of a put with yield < rate < 0, up to its expiry or to the time where they meet.
#pragma once

#include "side.hpp"

namespace axiom::american {

using Distances = std::vector<double>;  // y at the nodes z_0 = 1, z_1, ... without z_n = 0

// One boundary solved up to a horizon.
struct SolvedSide {
    End end;
    Distances y;
    std::vector<double> jacobian;  // of the residual in y, n by n, in its triangular factors
    std::vector<int> pivots;
    std::vector<double> scale;  // V_x + B over the residual that the Jacobian belongs to
    double last_step = 0.0;     // largest change of y in the last iteration, relative to y
    bool converged = false;
};

// Solves up to `horizon` from the distances in `side`.
void solve_side(const CollocationRule &rule, const PutMarket<double> &market, double horizon,
                SolvedSide &side);

// The answer of the factorised system to a right-hand side, in place.
void back_substitute(const SolvedSide &side, double *right);

// dy/dz at node i of a solved side.
double distance_slope(const CollocationRule &rule, const SolvedSide &side, int i);

struct BoundaryPair {
    const CollocationRule *rule;
    PutMarket<double> market;
    double horizon;  // time to expiry up to which there is an exercise region, at most the expiry
    bool meets;      // whether the boundaries meet at the horizon
    bool converged;
    SolvedSide upper;
    SolvedSide lower;
};

// Whether an option without expiry has boundaries: vol <= |sqrt(-2 r) - sqrt(-2 q)|.
bool never_meet(const PutMarket<double> &market);

// With each rule in turn, from coarse to fine, started from the one before.
BoundaryPair solve_boundaries(const std::vector<const CollocationRule *> &rules,
                              const PutMarket<double> &market, double expiry);

// The pair's distances and horizon as polynomials in vol, rate and yield; a side that is not asked
// for keeps no derivatives.
struct LiftedPair {
    std::vector<Jet> upper;
    std::vector<Jet> lower;
    Jet horizon;
};

LiftedPair lift_boundaries(const BoundaryPair &pair, bool with_upper, bool with_lower);

}  // namespace axiom::american
