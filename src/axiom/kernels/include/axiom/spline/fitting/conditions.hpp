// What the fit of spline slices sums over, and the array loops that sum: quotes, linear conditions
// (calendar, wing slopes) and Durrleman's condition, each with its values at the present slices and
// their change along a step.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "axiom/spline/fitting/basis.hpp"

namespace axiom::spline::fitting {

constexpr std::size_t kLanes = 8;

inline std::size_t padded(std::size_t size) { return (size + kLanes - 1) / kLanes * kLanes; }

// An array of numbers whose tail, up to a multiple of the lanes, holds a harmless filler.
struct Column {
    std::vector<double> at;

    void fill(std::size_t size, double filler) { at.assign(padded(size), filler); }
    double *data() { return at.data(); }
    const double *data() const { return at.data(); }
    double &operator[](std::size_t i) { return at[i]; }
    double operator[](std::size_t i) const { return at[i]; }
};

// Distances r from the middle of bid and ask, in half-spreads: free up to `inner` but for a faint pull
// that decides ties, then c^2 e^2 / (c^2 + e^2) + tail e^2 with e = |r| - inner.
struct Loss {
    double inner, c2, tail, faint;
};

// Quotes of one slice, ascending in k; below and above are 1 / (middle - low) and 1 / (high - middle)
// in total variance, 0 where there is no such side.
struct Quotes {
    std::vector<int> start;
    std::vector<Row> row;
    Column middle, below, above, weight, value, delta;

    std::size_t size() const { return row.size(); }
};

// Linear functionals that must stay positive: of one slice, or of two as `lower` and `upper`.
struct Side {
    std::vector<int> start;
    std::vector<Row> row;
};

struct Linear {
    Side side[2];
    Column room, delta;

    std::size_t size() const { return side[0].row.size(); }
};

// Points where Durrleman's g less `margin` must stay positive; w, w', w'' are of one slice, or of a
// weighted mean of two.
struct CurvedSide {
    std::vector<int> start;
    std::vector<Row> w, dk, dkk;
};

struct Curved {
    CurvedSide side[2];
    Column k, w, dk, dkk, delta_w, delta_dk, delta_dkk;
    double margin = 0.0;

    std::size_t size() const { return side[0].w.size(); }
};

// Sums at present + step * delta; infinite where a condition fails. Barriers are -log.
double misfit(const Quotes &q, const Loss &loss, double step);
double barrier(const Linear &c, double step);
double barrier(const Curved &c, double step);

// Smooth shortfalls below `least`: sqrt(1 + e^2) - 1 with e = max(least - room, 0). They may fail, so
// that slices which start across each other can part, and their pull is bounded.
double shortfall(const Linear &c, double least, double step);

// The largest step, at most 1, that keeps `share` of every room.
double admissible_step(const Linear &c, double share);

// Half gradients and half curvatures (positive semi-definite parts) of the sums.
void add_misfit(const Quotes &q, const Loss &loss, Band &h, double *g);
void add_barrier(const Linear &c, int side, double mu, Band &h, double *g);
void add_shortfall(const Linear &c, int side, double least, double strength, Band &h, double *g);
void add_barrier(const Curved &c, int side, double mu, Band &h, double *g);

// Changes of the values along the change d of one slice's coefficients.
void along(Quotes &q, const double *d);
void along(Linear &c, int side, const double *d);
void along(Curved &c, int side, const double *d);

}  // namespace axiom::spline::fitting
