// Derivatives of the early-exercise premium, as integrals that stay regular up to the boundary.
//
// With g = e^{-r u} phi(d) / s, rho = r - q B and x = ln S, the premium P of a put with strike 1 has
//   P_x = -integral of rho g - integral of q S e^{-q u} N(-d - s),
//   P_xx - P_x = integral of g (q B + rho (1 + d / s)),
//   P_v = integral of g (rho (l_v + s d) + r s^2)            (v: vol becomes vol (1 + v)),
//   P_r = integral of (1 - r u) e^{-r u} N(-d) + g rho (l_r - u), and P_q alike.
// One more derivative in x would make the kernel singular where S meets B. The higher ones are
// therefore taken in the frame that moves with the boundary, x = l(T) + y with y fixed, where only
// differences l(T) - l(T - u) = O(u) are differentiated, and brought back to fixed x by the chain rule;
// the third and fourth in x come from those in time through the pricing equation.
#pragma once

#include "premium_points.hpp"

namespace axiom::american {

struct PremiumSums {
    Lanes slope;         // P_x
    Lanes bend;          // P_xx - P_x
    Lanes slope_moving;  // T d/dT of both at a fixed distance y
    Lanes bend_moving;
    Lanes rate;
    Lanes dividend_yield;
    Lanes vol;             // coefficients in v at a fixed distance of P_v,
    Lanes vol_moving1;
    Lanes vol_moving2;
    Lanes slope_vol;       // of P_xv
    Lanes slope_vol_moving;
    Lanes bend_vol_moving; // and of P_xx - P_x
};

// What needs the boundary alone: `now` is the boundary at T.
AXIOM_FN void add_plain(const PutLanes &put, const BoundaryLanes &now, const PremiumPoint &p,
                        PremiumSums &sums) {
    AXIOM_EACH_LANE
    for (int lane = 0; lane < kLanes; ++lane) {
        const double u = p.time[lane];
        const double s = p.s[lane];
        const double b = p.inverse_s[lane];
        const double d = p.deviation[lane];
        const double g = p.density[lane];
        const double rho = p.net[lane];
        const double leg = p.spot_leg[lane];
        const double q = put.dividend_yield[lane];
        const double tail = q * p.spot_tail[lane];
        const double db = d * b;
        const double bend = leg + rho * (1.0 + db);
        const double shift = p.boundary.time_shift[lane];
        const double d_moves =
            (now.time_shift[lane] - shift + put.carry[lane] * u) * b - 0.5 * (d + s);
        const double grows = 0.5 - put.rate[lane] * u - d * d_moves;
        sums.slope[lane] -= g * rho + tail;
        sums.bend[lane] += g * bend;
        sums.slope_moving[lane] -= g * (rho * grows - leg * shift - leg * s * (d_moves + 0.5 * s)) +
                                   tail * (1.0 + now.time_shift[lane] - q * u);
        sums.bend_moving[lane] +=
            g * (grows * bend - leg * shift * db + rho * (d_moves - 0.5 * d) * b);
    }
}

// What needs the boundary's derivatives in rate, yield and vol.
AXIOM_FN void add_tangents(const PutLanes &put, const BoundaryLanes &now, const PremiumPoint &p,
                           PremiumSums &sums) {
    AXIOM_EACH_LANE
    for (int lane = 0; lane < kLanes; ++lane) {
        const double u = p.time[lane];
        const double s = p.s[lane];
        const double b = p.inverse_s[lane];
        const double d = p.deviation[lane];
        const double g = p.density[lane];
        const double rho = p.net[lane];
        const double leg = p.spot_leg[lane];
        const double rss = put.rate[lane] * s * s;
        const double l1 = p.boundary.vol1[lane];
        const double l2 = p.boundary.vol2[lane];
        // Coefficients of d and of g / g(0) at a fixed distance.
        const double b0 = d + 0.5 * s;
        const double b1 = (now.vol1[lane] - l1) * b - b0;
        const double d1 = b1 - 0.5 * s;
        const double d2 = (now.vol2[lane] - l2) * b - b1;
        const double f1 = -d * d1;
        const double f2 = -(0.5 * d1 * d1 + d * d2) + 0.5 * f1 * f1;
        const double g1 = f1 - 1.0;
        const double g2 = f2 - g1;
        const double rho1 = -leg * l1;
        const double rho2 = -leg * (l2 + 0.5 * l1 * l1);
        // Of the integrand of P_v over g, and of its derivative in x.
        const double a0 = l1 + s * d;
        const double a1 = 2.0 * l2 + s * d1;
        const double a2 = 3.0 * p.boundary.vol3[lane] + s * d2;
        const double q0 = rho * a0 + rss;
        const double q1 = rho * a1 + rho1 * a0 + rss;
        const double q2 = rho * a2 + rho1 * a1 + rho2 * a0;
        const double x0 = rho - b * d * q0;
        const double x1 = rho1 - b * (d * q1 + d1 * q0) - x0;
        const double bend = leg + rho * (1.0 + d * b);
        const double bend1 = leg * l1 + rho1 * (1.0 + d * b) + rho * b * (d1 - d);
        sums.vol[lane] += g * q0;
        sums.vol_moving1[lane] += g * (q1 + g1 * q0);
        sums.vol_moving2[lane] += g * (q2 + g1 * q1 + g2 * q0);
        sums.slope_vol[lane] += g * x0;
        sums.slope_vol_moving[lane] += g * (x1 + g1 * x0);
        sums.bend_vol_moving[lane] += g * (bend1 + g1 * bend);
        sums.rate[lane] += (1.0 - put.rate[lane] * u) * p.strike_tail[lane] +
                           g * rho * (p.boundary.rate[lane] - u);
        sums.dividend_yield[lane] += -(1.0 - put.dividend_yield[lane] * u) * p.spot_tail[lane] +
                                     g * rho * (p.boundary.dividend_yield[lane] + u);
    }
}

}  // namespace axiom::american
