// Eigenvalues and eigenvectors of small symmetric matrices, by Jacobi's rotations.
#pragma once

#include <cmath>

namespace axiom::several {

constexpr int kMostAssets = 5;

struct Matrix {
    double at[kMostAssets][kMostAssets] = {};
};

// values[k] belongs to the column vectors.at[.][k]; the largest comes first.
struct Spectrum {
    double values[kMostAssets] = {};
    Matrix vectors;
};

// One rotation in the plane (p, q) that takes m.at[p][q] to zero.
inline void rotate(Matrix &m, Matrix &vectors, int n, int p, int q) {
    if (m.at[p][q] == 0.0) return;
    const double theta = 0.5 * (m.at[q][q] - m.at[p][p]) / m.at[p][q];
    const double t = (theta < 0.0 ? -1.0 : 1.0) / (std::fabs(theta) + std::sqrt(theta * theta + 1.0));
    const double c = 1.0 / std::sqrt(t * t + 1.0), s = t * c;
    for (int k = 0; k < n; ++k) {
        const double a = m.at[k][p], b = m.at[k][q];
        m.at[k][p] = c * a - s * b;
        m.at[k][q] = s * a + c * b;
    }
    for (int k = 0; k < n; ++k) {
        const double a = m.at[p][k], b = m.at[q][k];
        m.at[p][k] = c * a - s * b;
        m.at[q][k] = s * a + c * b;
        const double u = vectors.at[k][p], v = vectors.at[k][q];
        vectors.at[k][p] = c * u - s * v;
        vectors.at[k][q] = s * u + c * v;
    }
}

inline void swap_columns(Spectrum &s, int n, int a, int b) {
    const double value = s.values[a];
    s.values[a] = s.values[b];
    s.values[b] = value;
    for (int k = 0; k < n; ++k) {
        const double entry = s.vectors.at[k][a];
        s.vectors.at[k][a] = s.vectors.at[k][b];
        s.vectors.at[k][b] = entry;
    }
}

inline Spectrum spectrum(Matrix m, int n) {
    constexpr int sweeps = 30;
    Spectrum out;
    for (int i = 0; i < n; ++i) out.vectors.at[i][i] = 1.0;
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        double off = 0.0, scale = 0.0;
        for (int i = 0; i < n; ++i)
            for (int j = 0; j < n; ++j) (i == j ? scale : off) += m.at[i][j] * m.at[i][j];
        if (off <= 1e-40 * scale) break;
        for (int p = 0; p < n; ++p)
            for (int q = p + 1; q < n; ++q) rotate(m, out.vectors, n, p, q);
    }
    for (int i = 0; i < n; ++i) out.values[i] = m.at[i][i];
    for (int i = 0; i < n; ++i)
        for (int j = i + 1; j < n; ++j)
            if (out.values[j] > out.values[i]) swap_columns(out, n, i, j);
    return out;
}

}  // namespace axiom::several
