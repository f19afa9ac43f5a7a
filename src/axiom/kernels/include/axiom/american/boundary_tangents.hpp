// How the exercise boundary moves with vol (to third order), rate and yield (to first).
//
// The boundary B(tau) of a put with strike 1 satisfies smooth pasting at every time to expiry. In
// logarithms and divided by B, without the cancelling ones:
//
//   R = e^{-q tau} N(D) + integral over (0, tau) of
//       e^{-q u} [q N(d) - (r e^{-l(tau - u)} - q) phi(d) / s] du = 0,
//
// l = ln B, s = vol sqrt(u), d = (l(tau) - l(tau - u) + (r - q) u) / s + s / 2, D = d at u = tau with
// l(0) replaced by 0. Collocation at Chebyshev nodes of sqrt(tau / T) makes it R(l; vol, r, q) = 0 with
// a Jacobian J over the nodes, so that each derivative of l solves one linear system with J: the
// first in rate and yield directly, and the coefficients of l along vol (1 + v) order by order,
// where order k needs the k-th coefficient of R with the lower orders inserted.
// Everything runs over lanes: kLanes options side by side.
#pragma once

#include "boundary.hpp"

namespace axiom::american {

// The kernel of R at one time u before a node, kept from order to order.
struct TangentPoint {
    Lanes half_inverse;      // 1 / (2 l(tau - u)); 0 where the interpolated square is cut off
    Lanes deviation;         // d
    Lanes density;           // du e^{-q u} phi(d)
    Lanes inverse_boundary;  // e^{-l(tau - u)}
    Lanes in_vol;            // minus the first coefficient of l(tau - u)
};

// Derivatives of l at the nodes. vol[k - 1] is the k-th Taylor coefficient in v along vol (1 + v).
template <int nodes>
struct BoundaryTangents {
    Lanes rate[nodes];
    Lanes dividend_yield[nodes];
    Lanes vol[3][nodes];
};

// (ln B(0+))^2 in rate and yield: it moves where B(0+) lies below the strike.
struct StartTangents {
    Lanes rate;
    Lanes dividend_yield;
};

AXIOM_FN void fill_start_tangents(const PutLanes &put, StartTangents &start) {
    AXIOM_EACH_LANE
    for (int lane = 0; lane < kLanes; ++lane) {
        const double twice = 2.0 * put.log_start[lane];
        const bool moves = twice < 0.0;
        start.rate[lane] = moves ? twice / (moves ? put.rate[lane] : 1.0) : 0.0;
        start.dividend_yield[lane] =
            moves ? -twice / (moves ? put.dividend_yield[lane] : 1.0) : 0.0;
    }
}

// Weight of the boundary's start in the interpolated square, which the nodes' weights leave over.
template <int nodes, int points>
struct StartWeights {
    double at[nodes][points];

    explicit StartWeights(const BoundaryNodes<nodes, points> &table) {
        for (int i = 0; i < nodes; ++i)
            for (int k = 0; k < points; ++k) {
                at[i][k] = 1.0;
                for (const double weight : table.interpolation[i][k]) at[i][k] -= weight;
            }
    }
};

// Room for one block; several hundred kilobytes for the finest boundaries, so it lives on the heap.
template <int nodes, int points>
struct TangentScratch {
    StartTangents start;
    Lanes squared[nodes];      // l^2 - (ln B(0+))^2 at the nodes
    Lanes vol_squared[3][nodes];   // coefficients of l^2 in v at the nodes, from the orders known
    Lanes final_deviation[nodes];  // D
    Lanes final_density[nodes];    // e^{-q tau} phi(D)
    Lanes row[points];
    Lanes jacobian[nodes][nodes];
    TangentPoint kernel[nodes][points];
};

// N(d) for either sign, given phi(d).
AXIOM_FN double tail_probability(double d, double density) {
    const double tail = density * mills(cap_deviations(magnitude(d)));
    return d > 0.0 ? 1.0 - tail : tail;
}

// Coefficients in v of d = (a / s) / (1 + v) + s (1 + v) / 2 and of what depends on it, relative to
// phi(d): density and normal distribution. `shift` are the coefficients of a / s from the first on.
struct DeviationJet {
    double d1, d2, d3;
    double f1, f2, f3;
    double n1, n2, n3;
};

AXIOM_FN DeviationJet deviation_jet(double d, double s, double shift1, double shift2,
                                    double shift3) {
    DeviationJet j{};
    const double b0 = d - 0.5 * s;
    const double b1 = shift1 - b0;
    const double b2 = shift2 - b1;
    j.d1 = b1 + 0.5 * s;
    j.d2 = b2;
    j.d3 = shift3 - b2;
    const double e1 = -d * j.d1;
    const double e2 = -(0.5 * j.d1 * j.d1 + d * j.d2);
    const double e3 = -(d * j.d3 + j.d1 * j.d2);
    j.f1 = e1;
    j.f2 = e2 + 0.5 * e1 * e1;
    j.f3 = e3 + e1 * (e2 + e1 * e1 * (1.0 / 6));
    j.n1 = j.d1;
    j.n2 = j.d2 + 0.5 * j.f1 * j.d1;
    j.n3 = j.d3 + (2.0 * j.d2 * j.f1 + j.d1 * j.f2) * (1.0 / 3);
    return j;
}

}  // namespace axiom::american
