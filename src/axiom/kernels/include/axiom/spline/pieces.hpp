// A slice made ready for look-ups: its pieces, and the table that finds them.
#pragma once

#include <math.h>

#include <cstddef>
#include <vector>

#include "axiom/bucket_search.hpp"
#include "axiom/spline/slice.hpp"

namespace axiom::spline {

// The standard error of the vol is linear between knots and flat beyond them.
struct alignas(64) Piece {
    Cubic w;
    double error, error_slope;
};

struct PieceView {
    BucketView<LinearKey> search;
    const Piece *pieces;

    AXIOM_FN const Piece &at(double k) const { return pieces[search.count(k)]; }
    AXIOM_FN const Piece &at(double k, std::int32_t bucket) const {
        return pieces[search.count(k, bucket)];
    }
};

struct Pieces {
    BucketTable<LinearKey> table;
    std::vector<Piece> pieces;

    PieceView view() const { return {table.view(), pieces.data()}; }

    double level(double k) const {
        const Piece &p = view().at(k);
        return value(p.w, k);
    }

    // scale * w + shift; the errors stay.
    Pieces transformed(double scale, double shift) const {
        Pieces result = *this;
        for (Piece &p : result.pieces) {
            Cubic &c = p.w;
            c = {c.origin, scale * c.c0 + shift, scale * c.c1, scale * c.c2, scale * c.c3};
        }
        return result;
    }
};

struct Least {
    double w, k;
};

// Least total variance between the end knots, where inside a piece from the roots of its slope.
inline Least least(const Pieces &s) {
    Least best{s.pieces.back().w.c0, s.pieces.back().w.origin};
    for (std::size_t j = 1; j + 1 < s.pieces.size(); ++j) {
        const Cubic &c = s.pieces[j].w;
        const double h = s.pieces[j + 1].w.origin - c.origin;
        const double q = -(c.c2 + copysign(sqrt(c.c2 * c.c2 - 3.0 * c.c1 * c.c3), c.c2));
        const double candidates[3] = {0.0, q / (3.0 * c.c3), c.c1 / q};
        for (double u : candidates) {
            const double k = c.origin + u;
            if (u >= 0.0 && u < h && value(c, k) < best.w) best = {value(c, k), k};
        }
    }
    return best;
}

inline Pieces prepared(const SliceView &slice, const double *error) {
    Pieces result;
    result.table = linear_table({slice.knots, slice.knots + slice.n});
    for (int j = 0; j <= slice.n; ++j) {
        const int from = j > 0 ? j - 1 : 0;
        double error_slope = 0.0;
        if (j > 0 && j < slice.n)
            error_slope = (error[j] - error[from]) / (slice.knots[j] - slice.knots[from]);
        result.pieces.push_back({piece(slice, j), error[from], error_slope});
    }
    return result;
}

}  // namespace axiom::spline
