// dw/ds = M w for tridiagonal M that is constant on each of several steps, with off-diagonals of 0 or
// more and w > 0: products of matrix exponentials with a vector.
//
// M is shifted by its least diagonal element, so that the Taylor series of exp(h (M + c)) w has no
// negative term: nothing cancels, and every component keeps its relative accuracy however small it
// is beside the others. After each step w is scaled by its largest component and its logarithm kept.
//
// Verified by tests/parity/test_tridiagonal_flow.py.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "axiom/macros.hpp"

namespace axiom::recursions {

// One step's matrix: row i is (down[i], diagonal[i], up[i]); down[0] and up[n - 1] are not read.
struct Tridiagonal {
    const double *diagonal, *up, *down;
};

constexpr double kMostGrowth = 32.0;  // of one series: e^32 is far from overflow
constexpr double kTermShare = 0x1p-56;
constexpr int kMostTerms = 2000;

class TridiagonalFlow {
  public:
    explicit TridiagonalFlow(std::size_t n) : n_(n), value_(n), term_(n), next_(n) {}

    void start(const double *log_values) {
        scale_ = *std::max_element(log_values, log_values + n_);
        for (std::size_t i = 0; i < n_; ++i) value_[i] = std::exp(log_values[i] - scale_);
    }

    void advance(const Tridiagonal &m, double length) {
        const double least = *std::min_element(m.diagonal, m.diagonal + n_);
        const double growth = length * largest_row(m, least);
        const double parts = std::max(1.0, std::ceil(growth / kMostGrowth));
        for (double part = 0.0; part < parts; part += 1.0) series(m, least, length / parts, growth / parts);
        scale_ += least * length;
    }

    void logs(double *out) const {
        for (std::size_t i = 0; i < n_; ++i) out[i] = std::log(value_[i]) + scale_;
    }

  private:
    double largest_row(const Tridiagonal &m, double least) const {
        double largest = 0.0;
        for (std::size_t i = 0; i < n_; ++i) {
            const double below = i > 0 ? m.down[i] : 0.0, above = i + 1 < n_ ? m.up[i] : 0.0;
            largest = std::max(largest, m.diagonal[i] - least + below + above);
        }
        return largest;
    }

    void series(const Tridiagonal &m, double least, double length, double growth) {
        term_ = value_;
        for (int j = 1; j <= kMostTerms; ++j) {
            multiply(m, least, length / j);
            double largest = 0.0, smallest = HUGE_VAL;
            for (std::size_t i = 0; i < n_; ++i) {
                value_[i] += term_[i];
                largest = std::max(largest, term_[i]);
                smallest = std::min(smallest, value_[i]);
            }
            if (j >= 2.0 * growth && largest <= kTermShare * smallest) break;
        }
        const double largest = *std::max_element(value_.begin(), value_.end());
        for (double &v : value_) v /= largest;
        scale_ += std::log(largest);
    }

    void multiply(const Tridiagonal &m, double least, double factor) {
        for (std::size_t i = 0; i < n_; ++i) {
            double sum = (m.diagonal[i] - least) * term_[i];
            if (i > 0) sum += m.down[i] * term_[i - 1];
            if (i + 1 < n_) sum += m.up[i] * term_[i + 1];
            next_[i] = factor * sum;
        }
        term_.swap(next_);
    }

    std::size_t n_;
    double scale_ = 0.0;
    std::vector<double> value_, term_, next_;
};

}  // namespace axiom::recursions
