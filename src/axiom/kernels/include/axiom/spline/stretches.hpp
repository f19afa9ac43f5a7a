// The stretches between neighbouring knots of one slice or two, with the sizes on which rounding depends.
#pragma once

#include <math.h>

#include <algorithm>
#include <limits>

#include "axiom/spline/slice.hpp"

namespace axiom::spline {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kUnit = std::numeric_limits<double>::epsilon();
// Roundings in a coefficient of the condition (evaluation of cubics, three convolutions), of a cubic,
// and of a halving, in units of the largest intermediate.
constexpr double kConditionRoundings = 64.0, kCubicRoundings = 12.0, kHalvingRoundings = 6.0;

// One cubic on [from, to] and the bounds of its terms, on which rounding depends.
struct Part {
    Jet start, end;
    double w, dk, dkk;
};

AXIOM_FN Part part(const Cubic &p, double from, double to) {
    const double u = fmax(fabs(from - p.origin), fabs(to - p.origin));
    const double c1 = fabs(p.c1), c2 = fabs(p.c2), c3 = fabs(p.c3);
    return {jet(p, from), jet(p, to), fabs(p.c0) + u * (c1 + u * (c2 + u * c3)),
            c1 + u * (2.0 * c2 + u * 3.0 * c3), 2.0 * c2 + 6.0 * c3 * u};
}

// What rounding of w at the last two knots leaves open about the slope of a wing.
AXIOM_FN double slope_error(const SliceView &s, const Part &p, bool right) {
    const double h = right ? s.knots[s.n - 1] - s.knots[s.n - 2] : s.knots[1] - s.knots[0];
    return kCubicRoundings * kUnit * (p.dk + p.w / h);
}

// Sizes of the terms of w, w' and w'' on a stretch, and of k.
struct Sizes {
    double w, dk, dkk, k;

    AXIOM_FN double condition() const {
        const double x = w + 0.5 * k * dk;
        return x * x + w * (0.25 * dk * dk + w * (0.5 * dkk + 0.0625 * dk * dk));
    }
};

// A stretch between two neighbouring knots of the slices, of which there are one or two.
struct Stretch {
    double from, to;
    Part parts[2];
};

// Walks the union of the knots of two slices.
class Walk {
  public:
    Walk(const SliceView &a, const SliceView *b) : a_(a), b_(b) {
        at_ = b ? std::min(a.knots[0], b->knots[0]) : a.knots[0];
        ja_ = piece_of(a, at_);
        cubic_[0] = piece(a, ja_);
        if (b) cubic_[1] = piece(*b, jb_ = piece_of(*b, at_));
    }
    bool next(Stretch &out) {
        const double to = std::min(knot(a_, ja_), b_ ? knot(*b_, jb_) : kInfinity);
        if (to == kInfinity) return false;
        out.from = at_;
        out.to = at_ = to;
        out.parts[0] = part(cubic_[0], out.from, to);
        if (b_) out.parts[1] = part(cubic_[1], out.from, to);
        if (knot(a_, ja_) == to) cubic_[0] = piece(a_, ++ja_);
        if (b_ && knot(*b_, jb_) == to) cubic_[1] = piece(*b_, ++jb_);
        return true;
    }

  private:
    static double knot(const SliceView &s, int j) { return j < s.n ? s.knots[j] : kInfinity; }

    const SliceView &a_;
    const SliceView *b_;
    double at_;
    int ja_ = 0, jb_ = 0;
    Cubic cubic_[2];
};

}  // namespace axiom::spline
