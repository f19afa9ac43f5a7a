// Where the Fourier integral of a strip of strikes runs: u(y) = -i/2 + b sinh(y + i w), y real.
//
// Bent upwards (w > 0) for strikes on one side of the point at which the integrand stops turning,
// downwards for the others, the integrand falls faster than exponentially in y and the trapezoidal
// rule in y converges geometrically (Boyarchenko and Levendorskii 2019). The width b keeps the path
// inside the strip in which moments exist (Andersen and Piterbarg 2007).
#pragma once

#include "affine.hpp"

namespace axiom::fourier {

struct Contour {
    double width;
    double tilt;
};

// Standard deviation of ln S_T, had variance its expected path.
double deviation_of(const Affine &p, double expiry);

// ln(F / K) at which the integrand stops turning: in its exponential tail, if it reaches that.
struct Turning {
    double point;
    bool is_of_tail;
};

Turning turning_of(const Affine &p, double expiry, double deviation);

// `side` is 1 for strikes whose ln(F / K) is not below the turning point, else -1. A path tilted
// against the tail's own direction falls slowly unless the turning point is the tail's.
Contour contour_for(const Affine &p, double expiry, double deviation, const Turning &turning, int side);

}  // namespace axiom::fourier
