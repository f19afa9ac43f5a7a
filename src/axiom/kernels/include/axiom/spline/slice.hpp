// One slice of a spline surface: total variance w(k) as a natural cubic spline of log-moneyness, with
// straight wings that go on with its end slopes.
//
// n >= 2 knots ascend strictly; `second` holds w'' at the knots and is 0 at both ends. Pieces are
// numbered by how many knots lie at or below k: 0 is the left wing, j = 1 .. n - 1 the interval from
// knot j - 1 to knot j, n the right wing; a knot belongs to the piece on its right.
#pragma once

#include <vector>

#include "axiom/macros.hpp"
#include "axiom/smile.hpp"

namespace axiom::spline {

struct SliceView {
    int n;
    const double *knots, *values, *second;
};

struct Jet {
    double w, dk, dkk, dkkk;
};

// One piece: w = c0 + u (c1 + u (c2 + u c3)), u = k - origin.
struct Cubic {
    double origin, c0, c1, c2, c3;
};

AXIOM_FN double value(const Cubic &p, double k) {
    double u = k - p.origin;
    return p.c0 + u * (p.c1 + u * (p.c2 + u * p.c3));
}

AXIOM_FN Jet jet(const Cubic &p, double k) {
    double u = k - p.origin;
    return {value(p, k), p.c1 + u * (2.0 * p.c2 + u * 3.0 * p.c3), 2.0 * p.c2 + 6.0 * p.c3 * u,
            6.0 * p.c3};
}

AXIOM_FN double left_slope(const SliceView &s) {
    double h = s.knots[1] - s.knots[0];
    return (s.values[1] - s.values[0]) / h - h / 6.0 * (2.0 * s.second[0] + s.second[1]);
}

AXIOM_FN double right_slope(const SliceView &s) {
    int i = s.n - 2;
    double h = s.knots[i + 1] - s.knots[i];
    return (s.values[i + 1] - s.values[i]) / h + h / 6.0 * (s.second[i] + 2.0 * s.second[i + 1]);
}

// Piece that holds k, by bisection without a branch on the comparison. NaN falls in the left wing.
AXIOM_FN int piece_of(const SliceView &s, double k) {
    const double *from = s.knots;
    int length = s.n;
    while (length > 1) {
        int half = length / 2;
        from += from[half - 1] <= k ? half : 0;
        length -= half;
    }
    return static_cast<int>(from - s.knots) + (*from <= k ? 1 : 0);
}

AXIOM_FN Cubic piece(const SliceView &s, int j) {
    if (j == 0) return {s.knots[0], s.values[0], left_slope(s), 0.0, 0.0};
    int i = j - 1;
    if (j == s.n) return {s.knots[i], s.values[i], right_slope(s), 0.0, 0.0};
    double h = s.knots[j] - s.knots[i];
    double slope = (s.values[j] - s.values[i]) / h - h / 6.0 * (2.0 * s.second[i] + s.second[j]);
    return {s.knots[i], s.values[i], slope, 0.5 * s.second[i], (s.second[j] - s.second[i]) / (6.0 * h)};
}

AXIOM_FN double total_variance(const SliceView &s, double k) {
    return value(piece(s, piece_of(s, k)), k);
}

AXIOM_FN Jet jet(const SliceView &s, double k) { return jet(piece(s, piece_of(s, k)), k); }

AXIOM_FN double durrleman(double k, const Jet &v) {
    return smile::durrleman(k, smile::Jet{v.w, v.dk, v.dkk});
}

// w'' of the natural spline through the values: Thomas' elimination of the tridiagonal system
//   h_i-1 M_i-1 + 2 (h_i-1 + h_i) M_i + h_i M_i+1 = 6 (d_i - d_i-1),
// d_i the slope of the chord over h_i; diagonally dominant, so no pivots. `work` has room for n.
AXIOM_FN void second_derivatives(int n, const double *AXIOM_RESTRICT knots,
                                 const double *AXIOM_RESTRICT values, double *AXIOM_RESTRICT second,
                                 double *AXIOM_RESTRICT work) {
    second[0] = work[0] = second[n - 1] = 0.0;
    double h = knots[1] - knots[0], chord = (values[1] - values[0]) / h;
    for (int i = 1; i < n - 1; ++i) {
        double next = knots[i + 1] - knots[i], next_chord = (values[i + 1] - values[i]) / next;
        double pivot = 1.0 / (2.0 * (h + next) - h * work[i - 1]);
        work[i] = next * pivot;
        second[i] = (6.0 * (next_chord - chord) - h * second[i - 1]) * pivot;
        h = next;
        chord = next_chord;
    }
    for (int i = n - 3; i > 0; --i) second[i] -= work[i] * second[i + 1];
}

inline void second_derivatives(int n, const double *knots, const double *values, double *second) {
    std::vector<double> work(static_cast<std::size_t>(n));
    second_derivatives(n, knots, values, second, work.data());
}

}  // namespace axiom::spline
