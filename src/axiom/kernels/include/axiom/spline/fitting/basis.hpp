// The natural cubic splines over given knots in a local basis: cubic B-splines with the first and the
// last coefficient eliminated by w'' = 0 at the end knots, straight wings outside.
//
// A knot vector of n >= 4 knots has n coefficients; a point touches at most four neighbouring ones.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "axiom/spline/fitting/band.hpp"
#include "axiom/spline/slice.hpp"

namespace axiom::spline::fitting {

struct Placed {
    int start;
    Row row;
};

// The functionals of w, w' and w'' at one point.
struct PlacedJet {
    int start;
    Row w, dk, dkk;
};

class Basis {
  public:
    explicit Basis(std::vector<double> knots) : knots_(std::move(knots)) {
        const std::size_t n = knots_.size();
        extended_.assign(3, knots_.front());
        extended_.insert(extended_.end(), knots_.begin(), knots_.end());
        extended_.insert(extended_.end(), 3, knots_.back());
        before_ = (greville(1) - greville(0)) / (greville(2) - greville(1));
        after_ = (greville(n + 1) - greville(n)) / (greville(n) - greville(n - 1));
        pieces_.reserve(n - 1);
        for (std::size_t j = 0; j + 1 < n; ++j) pieces_.push_back(piece(j));
        for (double x : {knots_.front(), knots_.back()}) {
            ends_[x == knots_.back()] = {at(x, 0), at(x, 1)};
        }
    }

    int size() const { return static_cast<int>(knots_.size()); }
    const std::vector<double> &knots() const { return knots_; }

    // The functional that takes a spline to its derivative of order 0 .. 3 at x. The third is that of
    // the piece on the right, and of the last piece at the last knot.
    Placed row(double x, int order) const {
        const bool right = x >= knots_.back();
        if (x > knots_.front() && !right) return at(x, order);
        const End &end = ends_[right];
        Placed out{end.value.start, {}};
        if (order > 1) return out;
        if (order == 1) return end.slope;
        const double past = x - (right ? knots_.back() : knots_.front());
        for (int i = 0; i < kTouched; ++i)
            out.row.c[i] = end.value.row.c[i] + past * end.slope.row.c[i];
        return out;
    }

    PlacedJet jet(double x) const {
        if (!(x > knots_.front() && x < knots_.back())) {
            const Placed w = row(x, 0);
            return {w.start, w.row, row(x, 1).row, {}};
        }
        const int j = piece_at(x);
        const Piece &p = pieces_[j];
        const double u = x - knots_[j];
        return {p.start, row_of<0>(p, u), row_of<1>(p, u), row_of<2>(p, u)};
    }

    // The third derivative on the piece from knot j to knot j + 1.
    Placed third(std::size_t j) const {
        Placed out{pieces_[j].start, {}};
        for (int i = 0; i < kTouched; ++i) out.row.c[i] = 6.0 * pieces_[j].power[3][i];
        return out;
    }

    // Abscissa that belongs to coefficient i: coefficients f(abscissa) keep the signs of f and of f''.
    double abscissa(int i) const { return greville(static_cast<std::size_t>(i) + 1); }

    // Coefficients of the spline that a slice with these very knots holds: the polar form of a piece.
    std::vector<double> coefficients(const SliceView &s) const {
        std::vector<double> u(knots_.size());
        for (int i = 0; i < size(); ++i) {
            const int j = std::clamp(i, 1, size() - 1);
            const Cubic p = spline::piece(s, j);
            const double a = extended_[i + 2] - p.origin, b = extended_[i + 3] - p.origin,
                         c = extended_[i + 4] - p.origin;
            u[i] = p.c0 + p.c1 * (a + b + c) / 3.0 + p.c2 * (a * b + b * c + c * a) / 3.0 +
                   p.c3 * a * b * c;
        }
        return u;
    }

  private:
    struct Piece {  // basis functions in powers of x - knot j
        int start;
        double power[4][kTouched];
    };
    struct End {
        Placed value, slope;
    };

    double greville(std::size_t i) const {
        return (extended_[i + 1] + extended_[i + 2] + extended_[i + 3]) / 3.0;
    }

    Piece piece(std::size_t j) const {
        const double *a = extended_.data() + j + 1;  // the piece runs from a[2] to a[3]
        Piece out{};
        for (int basis = 0; basis < kTouched; ++basis) {
            double c[4] = {}, d[3], e[2];
            c[basis] = 1.0;
            for (int i = 0; i < 3; ++i) d[i] = 3.0 * (c[i + 1] - c[i]) / (a[i + 3] - a[i]);
            for (int i = 0; i < 2; ++i) e[i] = 2.0 * (d[i + 1] - d[i]) / (a[i + 3] - a[i + 1]);
            const double left = (c[0] * (a[3] - a[2]) + c[1] * (a[2] - a[0])) / (a[3] - a[0]);
            const double right = (c[1] * (a[4] - a[2]) + c[2] * (a[2] - a[1])) / (a[4] - a[1]);
            const double width = a[3] - a[1];
            out.power[0][basis] = (left * (a[3] - a[2]) + right * (a[2] - a[1])) / width;
            out.power[1][basis] = (d[0] * (a[3] - a[2]) + d[1] * (a[2] - a[1])) / width;
            out.power[2][basis] = 0.5 * e[0];
            out.power[3][basis] = (e[1] - e[0]) / (6.0 * (a[3] - a[2]));
        }
        eliminate(j, out);
        return out;
    }

    // Folds the first and the last coefficient into their neighbours: linear in Greville abscissae.
    void eliminate(std::size_t j, Piece &p) const {
        const int n = size();
        p.start = std::clamp(static_cast<int>(j) - 1, 0, n - kTouched);
        for (auto &c : p.power) {
            if (j == 0) {
                const double first = c[0];
                c[0] = c[1] + (1.0 + before_) * first, c[1] = c[2] - before_ * first;
                c[2] = c[3], c[3] = 0.0;
            }
            if (static_cast<int>(j) == n - 2) {
                const double last = c[3];
                c[3] = c[2] + (1.0 + after_) * last, c[2] = c[1] - after_ * last;
                c[1] = c[0], c[0] = 0.0;
            }
        }
    }

    int piece_at(double x) const {
        const auto above = std::upper_bound(knots_.begin(), knots_.end(), x);
        return std::clamp(static_cast<int>(above - knots_.begin()) - 1, 0, size() - 2);
    }

    template <int Order>
    static Row row_of(const Piece &p, double u) {
        Row out;
        for (int i = 0; i < kTouched; ++i) {
            const double b = p.power[1][i], c = p.power[2][i], d = p.power[3][i];
            out.c[i] = Order == 0   ? p.power[0][i] + u * (b + u * (c + u * d))
                       : Order == 1 ? b + u * (2.0 * c + 3.0 * u * d)
                       : Order == 2 ? 2.0 * c + 6.0 * u * d
                                    : 6.0 * d;
        }
        return out;
    }

    Placed at(double x, int order) const {
        const int j = piece_at(x);
        const Piece &p = pieces_[j];
        const double u = x - knots_[j];
        return {p.start, order == 0   ? row_of<0>(p, u)
                         : order == 1 ? row_of<1>(p, u)
                         : order == 2 ? row_of<2>(p, u)
                                      : row_of<3>(p, u)};
    }

    std::vector<double> knots_, extended_;
    double before_ = 0.0, after_ = 0.0;
    std::vector<Piece> pieces_;
    End ends_[2];
};

}  // namespace axiom::spline::fitting
