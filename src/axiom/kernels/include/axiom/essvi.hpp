// One slice of an eSSVI surface and its conditions (Hendriks & Martini 2019; Corbetta et al. 2019).
//
//   w(k) = (theta + chi k + s) / 2,   s = sqrt(psi^2 k^2 + 2 theta chi k + theta^2),   chi = rho psi
//
// k is log(strike / forward). psi + chi and psi - chi are twice the slopes of the right and left wing.
#pragma once

#include <math.h>

#include "axiom/macros.hpp"
#include "axiom/smile.hpp"

namespace axiom::essvi {

struct Slice {
    double theta, psi, chi;
};

using smile::durrleman;
using smile::Jet;

// s^2 as a sum of squares, which does not cancel.
AXIOM_FN double root(const Slice &a, double k) {
    double shifted = a.chi * k + a.theta;
    return sqrt(shifted * shifted + (a.psi - a.chi) * (a.psi + a.chi) * k * k);
}

// w from s; where u = theta + chi k < 0 the sum u + s would cancel, and (s^2 - u^2) / (s - u) does not.
AXIOM_FN double total_variance(const Slice &a, double k, double s) {
    double u = a.chi * k + a.theta;
    double large = s + fabs(u);
    double small = (a.psi - a.chi) * (a.psi + a.chi) * k * k / large;
    return 0.5 * (u < 0.0 ? small : large);
}

AXIOM_FN double total_variance(const Slice &a, double k) {
    return total_variance(a, k, root(a, k));
}

// Derivative of w in the direction (theta, psi, chi) = d, at fixed k.
AXIOM_FN double directional(const Slice &a, const Slice &d, double k) {
    double s = root(a, k);
    double cross = d.theta * a.chi + a.theta * d.chi;
    double half = a.psi * d.psi * k * k + cross * k + a.theta * d.theta;
    return 0.5 * (d.theta + d.chi * k + (s > 0.0 ? half / s : 0.0));
}

AXIOM_FN Jet jet(const Slice &a, double k) {
    double s = root(a, k);
    double inverse = s > 0.0 ? 1.0 / s : 0.0;
    double slope = (a.psi * a.psi * k + a.theta * a.chi) * inverse;
    double curvature = a.theta * a.theta * (a.psi - a.chi) * (a.psi + a.chi);
    return {total_variance(a, k, s), 0.5 * (a.chi + slope),
            0.5 * curvature * inverse * inverse * inverse};
}

// A point on the segment between two slices; linear in (theta, psi, chi).
AXIOM_FN Slice blend(const Slice &a, const Slice &b, double x) {
    return {a.theta + x * (b.theta - a.theta), a.psi + x * (b.psi - a.psi),
            a.chi + x * (b.chi - a.chi)};
}

// Largest psi^2 / theta that leaves g >= 0 as psi -> 0, for |rho| = 1 - z. It runs from 4 (z = 0) to
// 10 + 4 sqrt(6) (z = 1); this rational function lies below the exact infimum by at most 0.6 %.
AXIOM_FN double ratio_limit(double z) {
    double p = 1.0 + z * (11.5639 + z * 10.98364);
    double q = 1.0 + z * (16.58342 + z * (20.72714 - z * 14.46108));
    return 4.0 + 0.997 * 16.0 * z * p / q;
}

// Smallest theta without butterfly arbitrage for psi + chi <= 4 and psi - chi <= 4. At fixed rho the
// bound on psi^2 / theta is concave in psi^2 (an infimum of functions affine in psi^2), so the chord
// between its ends, psi -> 0 and psi = 4 / (1 + |rho|), is safe; it permits more than Gatheral and
// Jacquier's psi^2 (1 + |rho|) <= 4 theta, which is its value at the far end.
AXIOM_FN double theta_floor(double psi, double chi) {
    double steep = psi + fabs(chi);
    double z = psi > 0.0 ? (psi - fabs(chi)) / psi : 1.0;
    z = z > 0.0 ? z : 0.0;
    double x = 0.0625 * steep * steep;
    x = x < 1.0 ? x : 1.0;
    return psi * psi / ((1.0 - x) * ratio_limit(z) + x * 4.0 / (2.0 - z));
}

}  // namespace axiom::essvi
