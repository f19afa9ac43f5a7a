// The value and two derivatives of the polynomial through six nodes.
#pragma once

#include <cstddef>

namespace axiom::pde {

constexpr std::size_t kReadNodes = 6;

// By Newton's divided differences, multiplied out at zero: out[k] is the k-th derivative there.
inline void polynomial_at_zero(const double *x, const double *u, double *out) {
    double divided[kReadNodes];
    for (std::size_t i = 0; i < kReadNodes; ++i) divided[i] = u[i];
    for (std::size_t k = 1; k < kReadNodes; ++k)
        for (std::size_t i = kReadNodes - 1; i >= k; --i)
            divided[i] = (divided[i] - divided[i - 1]) / (x[i] - x[i - k]);
    double value = divided[kReadNodes - 1], first = 0.0, half_second = 0.0;
    for (std::size_t i = kReadNodes - 1; i-- > 0;) {
        half_second = first - x[i] * half_second;
        first = value - x[i] * first;
        value = divided[i] - x[i] * value;
    }
    out[0] = value;
    out[1] = first;
    out[2] = 2.0 * half_second;
}

}  // namespace axiom::pde
