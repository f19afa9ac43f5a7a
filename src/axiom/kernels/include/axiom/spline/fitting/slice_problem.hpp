// One slice of the fit: its basis, coefficients, quotes, penalty and own conditions.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <vector>

#include "axiom/spline/fitting/conditions.hpp"

namespace axiom::spline::fitting {

// u' P u - 2 q' u: roughness, and the pull towards a prior.
struct Penalty {
    Band matrix;
    std::vector<double> pull;

    explicit Penalty(std::size_t size) : matrix(size), pull(size, 0.0) {}

    void add(const Placed &p, double strength, double target) {
        for (int i = 0; i < kTouched; ++i) {
            pull[p.start + i] += strength * target * p.row.c[i];
            for (int j = 0; j <= i; ++j)
                matrix.at(p.start + i, i - j) += strength * p.row.c[i] * p.row.c[j];
        }
    }
    // P x.
    std::vector<double> times(const std::vector<double> &x) const {
        std::vector<double> out(x.size(), 0.0);
        for (std::size_t i = 0; i < x.size(); ++i) {
            out[i] += matrix.at(i, 0) * x[i];
            for (std::size_t j = 1; j < kTouched && j <= i; ++j) {
                out[i] += matrix.at(i, j) * x[i - j];
                out[i - j] += matrix.at(i, j) * x[i];
            }
        }
        return out;
    }
};

// Quotes of one slice as they are given: n each. No bid is low <= 0, no ask is an infinite high.
struct QuoteArrays {
    std::size_t size;
    const double *k, *low, *middle, *high, *weight;
};

// A slice seen before: total variance and its standard error at points of its own.
struct PriorArrays {
    std::size_t size;
    const double *k, *total_variance, *error;
};

struct Shape {
    double scale;      // sqrt of total variance near the forward: the unit of log-moneyness
    double roughness;  // of the third derivative, in units of scale
    double margin;     // that Durrleman's g keeps at the points of the fit
    double slope;      // below which the wings' slopes stay
    double noise;      // half-spreads, the standard error that a quote tells the vol to
};

constexpr int kPointsAPiece = 4;
constexpr double kWingPoints[] = {0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0};

struct SliceProblem {
    Basis basis;
    std::vector<double> u;
    Quotes quotes;
    Linear wings;
    Curved density;
    Penalty penalty;
    double firmness = 1.0;  // factor on the barrier, raised where a check has found it too faint

    SliceProblem(const std::vector<double> &knots, const QuoteArrays &q, const PriorArrays &prior,
                 const Shape &shape)
        : basis(knots), u(knots.size(), 0.0), penalty(knots.size()) {
        place(q);
        add_wings(shape.slope);
        add_density(shape);
        for (std::size_t j = 0; j + 1 < knots.size(); ++j)
            penalty.add(basis.third(j),
                        shape.roughness * shape.scale * (knots[j + 1] - knots[j]), 0.0);
        for (std::size_t i = 0; i < prior.size; ++i)
            penalty.add(basis.row(prior.k[i], 0),
                        shape.noise * shape.noise / (prior.error[i] * prior.error[i]),
                        prior.total_variance[i]);
    }

    // A slice that rests: a bound for its neighbours.
    SliceProblem(const std::vector<double> &knots, const SliceView &slice)
        : basis(knots), u(basis.coefficients(slice)), penalty(0) {}

    bool is_inside() const {
        return barrier(wings, 0.0) + barrier(density, 0.0) <
               std::numeric_limits<double>::infinity();
    }

    // Asks for less of Durrleman's g where the present slice has no more of it.
    void relax() {
        double least = density.margin;
        for (std::size_t i = 0; i < density.size(); ++i)
            least = std::min(least, 0.5 * smile::durrleman(density.k[i], {density.w[i], density.dk[i],
                                                                         density.dkk[i]}));
        if (least > 0.0) density.margin = least;
    }

    // Looks at Durrleman's g at one more point.
    void add_point(double k) {
        density.k.at.resize(density.size());
        place(k);
        size_density();
        set(std::vector<double>(u));
    }

    // Present values at the knots.
    std::vector<double> values() const {
        std::vector<double> out;
        for (double x : basis.knots()) {
            const Placed p = basis.row(x, 0);
            out.push_back(dot(p.row, &u[p.start]));
        }
        return out;
    }

    // Takes coefficients over and brings the values at the slice's own points up to date.
    void set(const std::vector<double> &coefficients) {
        u = coefficients;
        const std::size_t n = density.size();
        for (std::size_t i = 0; i < quotes.size(); ++i)
            quotes.value[i] = dot(quotes.row[i], &u[quotes.start[i]]);
        for (std::size_t i = 0; i < wings.size(); ++i)
            wings.room[i] = offset_[i] + dot(wings.side[0].row[i], &u[wings.side[0].start[i]]);
        const CurvedSide &s = density.side[0];
        for (std::size_t i = 0; i < n; ++i) {
            density.w[i] = dot(s.w[i], &u[s.start[i]]);
            density.dk[i] = dot(s.dk[i], &u[s.start[i]]);
            density.dkk[i] = dot(s.dkk[i], &u[s.start[i]]);
        }
    }

  private:
    void place(const QuoteArrays &q) {
        const std::size_t n = q.size;
        for (Column *c : {&quotes.middle, &quotes.below, &quotes.above, &quotes.weight, &quotes.value,
                          &quotes.delta})
            c->fill(n, 0.0);
        for (std::size_t i = 0; i < n; ++i) {
            const Placed p = basis.row(q.k[i], 0);
            quotes.start.push_back(p.start);
            quotes.row.push_back(p.row);
            quotes.middle[i] = q.middle[i];
            quotes.below[i] = q.low[i] > 0.0 ? 1.0 / (q.middle[i] - q.low[i]) : 0.0;
            quotes.above[i] = std::isfinite(q.high[i]) ? 1.0 / (q.high[i] - q.middle[i]) : 0.0;
            quotes.weight[i] = q.weight[i];
        }
    }

    void add_wing(const Placed &slope, double sign, double offset) {
        Placed p = slope;
        for (double &c : p.row.c) c *= sign;
        wings.side[0].start.push_back(p.start);
        wings.side[0].row.push_back(p.row);
        offset_.push_back(offset);
    }

    // The left wing falls and the right wing rises, both by less than the limit.
    void add_wings(double limit) {
        const Placed left = basis.row(basis.knots().front(), 1);
        const Placed right = basis.row(basis.knots().back(), 1);
        add_wing(left, -1.0, 0.0), add_wing(left, 1.0, limit);
        add_wing(right, -1.0, limit), add_wing(right, 1.0, 0.0);
        wings.room.fill(wings.size(), 1.0), wings.delta.fill(wings.size(), 0.0);
    }

    void add_density(const Shape &shape) {
        const std::vector<double> &x = basis.knots();
        std::vector<double> k;
        k.reserve(kPointsAPiece * x.size() + 2 * std::size(kWingPoints));
        for (std::size_t i = std::size(kWingPoints); i-- > 0;)
            k.push_back(x.front() - kWingPoints[i] * shape.scale);
        for (std::size_t j = 0; j + 1 < x.size(); ++j)
            for (int i = 0; i < kPointsAPiece; ++i)
                k.push_back(x[j] + (x[j + 1] - x[j]) * i / kPointsAPiece);
        k.push_back(x.back());
        for (double z : kWingPoints) k.push_back(x.back() + z * shape.scale);
        density.margin = shape.margin;
        density.side[0].start.reserve(k.size());
        for (std::vector<Row> *row : {&density.side[0].w, &density.side[0].dk, &density.side[0].dkk})
            row->reserve(k.size());
        for (double at : k) place(at);
        size_density();
    }

    void place(double k) {
        const PlacedJet at = basis.jet(k);
        density.k.at.push_back(k);
        density.side[0].start.push_back(at.start);
        density.side[0].w.push_back(at.w);
        density.side[0].dk.push_back(at.dk);
        density.side[0].dkk.push_back(at.dkk);
    }

    void size_density() {
        const std::size_t n = density.size();
        density.k.at.resize(padded(n), 0.0);
        for (Column *c : {&density.dk, &density.dkk, &density.delta_w, &density.delta_dk,
                          &density.delta_dkk})
            c->fill(n, 0.0);
        density.w.fill(n, 1.0);
    }

    std::vector<double> offset_;
};

}  // namespace axiom::spline::fitting
