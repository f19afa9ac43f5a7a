// Whether a polynomial in Bernstein form is nowhere negative on the unit square, by subdivision.
#pragma once

#include <cstdint>

namespace axiom::spline {

enum class Verdict : std::int8_t { proved = 0, violated = 1, undecided = 2 };

constexpr int kMostCoefficients = 55;  // degrees 10 and 4

// Coefficients c[i * (degree_v + 1) + j] on the cell [u0, u1] x [v0, v1].
struct Patch {
    double c[kMostCoefficients];
    int degree_u, degree_v, depth;
    double u0, u1, v0, v1;
};

// What was found: where the polynomial is negative or, undecided, the cell that was too small to split.
struct Positivity {
    Verdict verdict;
    double u, v;
};

// Proves p >= 0 up to rounding. The bound on rounding starts at `error` and grows with the depth by
// `error_a_level`; a value at a corner below minus the bound violates, coefficients above it prove. A
// cell that is neither after `kDeepest` halvings, or the `kMostCells`-th, is undecided. NaN violates.
constexpr int kDeepest = 60;
constexpr int kMostCells = 20000;
Positivity nowhere_negative(const Patch &whole, double error, double error_a_level);

}  // namespace axiom::spline
