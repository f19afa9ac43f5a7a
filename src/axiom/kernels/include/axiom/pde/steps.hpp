// One implicit stage for eight problems: the tridiagonal matrix, its elimination and substitution.
//
// Time: TR-BDF2 [1], a trapezoidal stage over a share g = 2 - sqrt(2) of the step and a backward
// differentiation over all of it; second order, L-stable, and both stages have the matrix 1 - theta L
// with theta = g dt / 2. The trapezoidal stage is 2 (1 - theta L)^-1 u - u: L itself is never applied.
// Early exercise: elimination runs towards the in-the-money end and substitution back, where taking the
// larger of substitution and payoff solves the complementarity problem exactly [2]; with regions on both
// sides it is done in both directions and the larger result taken [3].
//
// [1] R. E. Bank et al. (1985), Transient simulation of silicon devices and circuits, IEEE Transactions
//     on Electron Devices 32 (10), 1992-2007, section III.
// [2] M. J. Brennan, E. S. Schwartz (1977), The valuation of American put options, J. Finance 32 (2),
//     449-462.
// [3] F. Le Floc'h (2022), Double sweep LU decomposition for American options under negative rates,
//     arXiv 2203.08794.
#pragma once

#include "lanes.hpp"

namespace axiom::pde {

constexpr double kStageShare = 0.58578643762690495120;    // 2 - sqrt(2)
constexpr double kStageWeight = 1.20710678118654752440;   // 1 / (g (2 - g)), of the stage
constexpr double kBeginWeight = 0.20710678118654752440;   // (1 - g)^2 / (g (2 - g)), of the begin

// Weights of the second and the first derivative on the neighbours of a node; zero where the value is
// given. The weight of the node itself is minus their sum.
struct Weights {
    Lanes second[2];  // on the node before, on the node after
    Lanes first[2];
};

// The eliminated matrix at a node.
struct Eliminated {
    Lanes inverse;  // of the pivot
    Lanes behind;   // of what was eliminated
    Lanes ahead;    // of what substitution brings
};

// Coefficients of L = a u_xx + b u_x - c u, where a varies from node to node or does not.
struct Coefficients {
    const Lanes *diffusion;
    std::ptrdiff_t stride;  // 0 where one diffusion serves all nodes
    Lanes drift_less_diffusion;
    double diffusion_in_drift;  // b = drift_less_diffusion - diffusion_in_drift a
    Lanes decay;
};

// Eliminates from node `from` to node `to`, both included, by `step`, which is 1 or -1.
AXIOM_FN void eliminate_matrix(const Weights *weights, const Coefficients &c, const Lanes &theta, int from,
                               int to, int step, Eliminated *out) {
    const int after = step < 0 ? 1 : 0, before = 1 - after;
    Lanes carried = all_lanes(0.0);
    for (int i = from; i != to + step; i += step) {
        const Weights &w = weights[i];
        const Lanes &a = c.diffusion[i * c.stride];
        Eliminated &e = out[i];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double drift = c.drift_less_diffusion.value[l] - c.diffusion_in_drift * a.value[l];
            const double t = theta.value[l];
            const double behind = t * (a.value[l] * w.second[after].value[l] + drift * w.first[after].value[l]);
            const double ahead = t * (a.value[l] * w.second[before].value[l] + drift * w.first[before].value[l]);
            const double pivot = 1.0 + t * c.decay.value[l] + behind + ahead - behind * carried.value[l];
            const double inverse = 1.0 / pivot;
            carried.value[l] = ahead * inverse;
            e.inverse.value[l] = inverse;
            e.behind.value[l] = behind * inverse;
            e.ahead.value[l] = carried.value[l];
        }
    }
}

// Right-hand sides are u, or with `is_last` those of the second stage after v; eliminated, they go to
// `out`.
template <bool is_last>
AXIOM_FN void eliminate(const Eliminated *e, const Lanes *u, const Lanes *v, const Lanes &edge, int from, int to,
                        int step, Lanes *out) {
    Lanes carried = edge;
    for (int i = from; i != to + step; i += step) {
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double right =
                is_last ? kStageWeight * v[i].value[l] - kBeginWeight * u[i].value[l] : u[i].value[l];
            carried.value[l] = e[i].inverse.value[l] * right + e[i].behind.value[l] * carried.value[l];
            out[i].value[l] = carried.value[l];
        }
    }
}

// Substitutes from the node after `from` to `to`, included; `value[from]` is known. With a floor, the
// solution w is kept above (floor + keep u) / (1 + keep).
template <bool american>
AXIOM_FN void substitute(const Eliminated *e, const Lanes *floor, const Lanes *u, double keep, int from, int to,
                         int step, Lanes *value) {
    Lanes carried = value[from];
    const double share = 1.0 / (1.0 + keep);
    for (int i = from + step; i != to + step; i += step) {
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double free = value[i].value[l] + e[i].ahead.value[l] * carried.value[l];
            if constexpr (american) {
                const double least = share * (floor[i].value[l] + keep * u[i].value[l]);
                carried.value[l] = free > least ? free : least;
            } else {
                carried.value[l] = free;
            }
            value[i].value[l] = carried.value[l];
        }
    }
}

// v becomes 2 v - u.
AXIOM_FN void reflect(const Lanes *u, Lanes *v, int nodes) {
    for (int i = 0; i <= nodes; ++i) {
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) v[i].value[l] = 2.0 * v[i].value[l] - u[i].value[l];
    }
}

AXIOM_FN void take_larger(Lanes *AXIOM_RESTRICT value, const Lanes *AXIOM_RESTRICT other, int nodes) {
    for (int i = 0; i <= nodes; ++i) {
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l)
            value[i].value[l] = value[i].value[l] > other[i].value[l] ? value[i].value[l] : other[i].value[l];
    }
}

}  // namespace axiom::pde
