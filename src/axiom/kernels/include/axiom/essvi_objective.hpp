// The misfit of one slice to its quotes: a robust loss of (vol - quoted vol) / half-spread.
#pragma once

#include <cstddef>

#include "axiom/essvi.hpp"

namespace axiom::essvi {

// Coordinates of the fit: right = psi + chi and left = psi - chi are monotone in expiry where there
// is no calendar arbitrage, so most conditions are bounds on a coordinate.
struct Point {
    double theta, right, left;

    double psi() const { return 0.5 * (right + left); }
    double chi() const { return 0.5 * (right - left); }
    Slice slice() const { return {theta, psi(), chi()}; }
};

// The quotes of one slice. The arrays reach to `padded`, a multiple of kLanes, with zero weights.
constexpr std::size_t kLanes = 8;

struct Quotes {
    const double *k, *vol, *weight;  // weight is 1 / half-spread in vol
    std::size_t size, padded;
    double years;
};

// Cost, half its gradient and half its Gauss-Newton matrix in (theta, right, left).
struct Model {
    double cost, g[3], h[3][3];
};

// c^2 r^2 / (c^2 + r^2) + tail r^2: near zero like r^2; beyond a few c only the faint tail pulls.
struct Loss {
    double c2, tail;
};

// A weak pull towards a given shape, so that a slice with few quotes stays determined.
struct Prior {
    Point centre;
    double strength;  // per squared relative deviation
};

double cost(const Quotes &q, const Loss &loss, const Prior &prior, const Point &x);
Model linearise(const Quotes &q, const Loss &loss, const Prior &prior, const Point &x);

}  // namespace axiom::essvi
