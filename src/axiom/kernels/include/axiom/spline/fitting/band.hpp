// Symmetric positive definite matrices with three diagonals below the main one: the normal equations
// of cubic splines in a local basis, where a point touches four coefficients.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "axiom/macros.hpp"

namespace axiom::spline::fitting {

constexpr int kTouched = 4;

// A linear functional of the coefficients: weights of coefficients start .. start + 3.
struct Row {
    double c[kTouched];
};

AXIOM_FN double dot(const Row &row, const double *u) {
    return (row.c[0] * u[0] + row.c[1] * u[1]) + (row.c[2] * u[2] + row.c[3] * u[3]);
}

AXIOM_FN Row combined(double a, const Row &x, double b, const Row &y, double c, const Row &z) {
    Row out;
    for (int i = 0; i < kTouched; ++i) out.c[i] = a * x.c[i] + b * y.c[i] + c * z.c[i];
    return out;
}

// Entry (i, i - j) is lower[4 i + j].
struct Band {
    std::vector<double> lower;

    explicit Band(std::size_t size = 0) : lower(kTouched * size, 0.0) {}
    std::size_t size() const { return lower.size() / kTouched; }
    double &at(std::size_t i, std::size_t below) { return lower[kTouched * i + below]; }
    double at(std::size_t i, std::size_t below) const { return lower[kTouched * i + below]; }
};

// A full 4 x 4 block and a gradient that gather the rows which share their first coefficient.
struct Block {
    double h[kTouched][kTouched] = {}, g[kTouched] = {};

    AXIOM_FN void add(const Row &row, double curvature, double slope) {
        for (int i = 0; i < kTouched; ++i) {
            const double scaled = curvature * row.c[i];
            for (int j = 0; j < kTouched; ++j) h[i][j] += scaled * row.c[j];
            g[i] += slope * row.c[i];
        }
    }
    AXIOM_FN void flush(int start, Band &band, double *gradient) {
        for (int i = 0; i < kTouched; ++i) {
            gradient[start + i] += g[i];
            g[i] = 0.0;
            for (int j = 0; j < kTouched; ++j) {
                if (j <= i) band.at(start + i, i - j) += h[i][j];
                h[i][j] = 0.0;
            }
        }
    }
};

// Overwrites with the Cholesky factor; pivots below `least` times the diagonal are lifted to it.
inline void factorise(Band &a, double least = 1e-13) {
    const std::size_t n = a.size();
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t first = i < 3 ? 0 : i - 3;
        const double diagonal = a.at(i, 0);
        for (std::size_t j = first; j <= i; ++j) {
            double sum = a.at(i, i - j);
            for (std::size_t m = first; m < j; ++m)
                if (j - m < kTouched) sum -= a.at(i, i - m) * a.at(j, j - m);
            if (j < i)
                a.at(i, i - j) = sum / a.at(j, 0);
            else
                a.at(i, 0) = std::sqrt(sum > least * diagonal ? sum : least * diagonal + 1e-300);
        }
    }
}

// x = A^-1 x, from the factor.
inline void solve(const Band &l, double *x) {
    const std::size_t n = l.size();
    for (std::size_t i = 0; i < n; ++i) {
        double sum = x[i];
        for (std::size_t j = 1; j < kTouched && j <= i; ++j) sum -= l.at(i, j) * x[i - j];
        x[i] = sum / l.at(i, 0);
    }
    for (std::size_t i = n; i-- > 0;) {
        double sum = x[i];
        for (std::size_t j = 1; j < kTouched && i + j < n; ++j) sum -= l.at(i + j, j) * x[i + j];
        x[i] = sum / l.at(i, 0);
    }
}

// The entries of A^-1 inside the band, from the factor, by Takahashi's recursion.
inline Band selected_inverse(const Band &l) {
    const std::size_t n = l.size();
    Band z(n);
    const auto entry = [&z](std::size_t i, std::size_t j) {
        return i >= j ? z.at(i, i - j) : z.at(j, j - i);
    };
    for (std::size_t j = n; j-- > 0;) {
        const std::size_t last = j + 3 < n ? j + 3 : n - 1;
        for (std::size_t i = last + 1; i-- > j;) {
            double sum = i == j ? 1.0 / l.at(j, 0) : 0.0;
            for (std::size_t m = j + 1; m <= last; ++m) sum -= l.at(m, m - j) * entry(i, m);
            z.at(i, i - j) = sum / l.at(j, 0);
        }
    }
    return z;
}

// row' Z row with the entries of Z inside the band.
inline double quadratic(const Band &z, int start, const Row &row) {
    double sum = 0.0;
    for (int i = 0; i < kTouched; ++i) {
        sum += row.c[i] * row.c[i] * z.at(start + i, 0);
        for (int j = 0; j < i; ++j) sum += 2.0 * row.c[i] * row.c[j] * z.at(start + i, i - j);
    }
    return sum;
}

}  // namespace axiom::spline::fitting
