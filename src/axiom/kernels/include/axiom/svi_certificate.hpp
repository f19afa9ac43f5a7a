// Whether a raw SVI slice is free of butterfly arbitrage: a proof, not samples.
//
//   w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2))
//
// With k - m = sigma (y - 1 / y) / 2, y > 0, the root is sigma (y + 1 / y) / 2 and all is rational in y:
// w = P / y, w' = Q / S, w'' = 8 b y^3 / (sigma S^3), k = R / (2 y), S = 1 + y^2. Durrleman's condition
// times 16 y^2 S^3 w^2 is then a polynomial of degree 10,
//
//   S (4 P S - R Q)^2 - S Q^2 (4 y P + P^2) + 64 b y^3 P^2 / sigma >= 0,
//
// and its coefficients in Bernstein form over y = t / (1 - t) bound it (spline/positivity.hpp). Slices of
// SSVI and eSSVI are raw SVI slices.
#pragma once

#include "axiom/spline/positivity.hpp"

namespace axiom::svi {

struct Raw {
    double a, b, rho, m, sigma;
};

// At k, where g or, if `positive` is false, w is not above 0. b > 0 and sigma > 0, or b = 0 and any
// sigma; with b > 0 and sigma = 0 the slice has a kink and is left undecided.
struct Proof {
    spline::Verdict verdict;
    bool positive;
    double k;
};

Proof butterfly(const Raw &slice);

}  // namespace axiom::svi
