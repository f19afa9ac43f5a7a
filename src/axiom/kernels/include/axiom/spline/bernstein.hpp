// Polynomials on the unit square in Bernstein form, eight of them side by side.
//
// p(u, v) = sum c_ij B_i^K(u) B_j^L(v); stored are the scaled coefficients c_ij C(K, i) C(L, j), of which
// products are plain convolutions. Every coefficient of a product is an average of products of
// coefficients, so that rounding stays near one unit of the largest of them.
#pragma once

#include "axiom/macros.hpp"

namespace axiom::spline {

constexpr int kLanes = 8;

struct alignas(64) Lanes {
    double values[kLanes];
    AXIOM_FN double &operator[](int lane) { return values[lane]; }
    AXIOM_FN double operator[](int lane) const { return values[lane]; }
};

constexpr double binomial(int n, int k) {
    double value = 1.0;
    for (int i = 0; i < k; ++i) value = value * (n - i) / (i + 1);
    return value;
}

template <int K, int L>
struct Tensor {
    Lanes c[(K + 1) * (L + 1)];

    AXIOM_FN Lanes &at(int i, int j) { return c[i * (L + 1) + j]; }
    AXIOM_FN const Lanes &at(int i, int j) const { return c[i * (L + 1) + j]; }
    AXIOM_FN void clear() {
        for (int i = 0; i < (K + 1) * (L + 1); ++i) {
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane) c[i][lane] = 0.0;
        }
    }
};

template <int K, int L, int M, int N>
AXIOM_FN void add_product(Tensor<K + M, L + N> &out, const Tensor<K, L> &a, const Tensor<M, N> &b) {
    for (int i = 0; i <= K; ++i)
        for (int j = 0; j <= L; ++j)
            for (int p = 0; p <= M; ++p)
                for (int q = 0; q <= N; ++q) {
                    AXIOM_EACH_LANE
                    for (int lane = 0; lane < kLanes; ++lane)
                        out.at(i + p, j + q)[lane] += a.at(i, j)[lane] * b.at(p, q)[lane];
                }
}

// Adds factor * a, written with the higher degree of `out`.
template <int K, int L, int M, int N>
AXIOM_FN void add_raised(Tensor<M, N> &out, const Tensor<K, L> &a, double factor) {
    for (int i = 0; i <= K; ++i)
        for (int j = 0; j <= L; ++j)
            for (int p = 0; p <= M - K; ++p)
                for (int q = 0; q <= N - L; ++q) {
                    const double by = factor * binomial(M - K, p) * binomial(N - L, q);
                    AXIOM_EACH_LANE
                    for (int lane = 0; lane < kLanes; ++lane)
                        out.at(i + p, j + q)[lane] += by * a.at(i, j)[lane];
                }
}

// Plain coefficients of all lanes; `below` becomes 1 in a lane with one under its bound, or NaN.
template <int K, int L>
AXIOM_FN void unscale(Tensor<K, L> &a, const Lanes &bound, Lanes &below) {
    for (int i = 0; i <= K; ++i)
        for (int j = 0; j <= L; ++j) {
            const double by = 1.0 / (binomial(K, i) * binomial(L, j));
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane) {
                const double value = a.at(i, j)[lane] * by;
                a.at(i, j)[lane] = value;
                below[lane] = value >= bound[lane] ? below[lane] : 1.0;
            }
        }
}

}  // namespace axiom::spline
