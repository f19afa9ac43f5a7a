// Sobol's points with Owen's scrambling, 32 bits.
//
// Point i is the exclusive or of the direction numbers at the bits of i: I. Sobol', USSR Comput. Maths.
// Math. Phys. 7(4), 1967, 86-112; direction numbers by S. Joe, F. Kuo, "Constructing Sobol sequences
// with better two-dimensional projections", SIAM J. Sci. Comput. 30(5), 2008, 2635-2654. Everything is
// kept bit-reversed, least significant digit in the highest place, so that a hash in which carries move
// up only is a nested uniform scramble: S. Laine, T. Karras, "Stratified sampling for stochastic
// transparency", Comput. Graph. Forum 30(4), 2011, 1197-1204; B. Burley, "Practical hash-based Owen
// scrambling", JCGT 10(4), 2020, 1-20, listing 2. Verified by tests/unit/kernels/test_random.py.
#pragma once

#include <cstdint>

#include "../macros.hpp"

namespace axiom::random {

constexpr int kDigits = 32;

AXIOM_FN std::uint32_t reversed(std::uint32_t x) {
    x = ((x >> 1) & 0x55555555u) | ((x & 0x55555555u) << 1);
    x = ((x >> 2) & 0x33333333u) | ((x & 0x33333333u) << 2);
    x = ((x >> 4) & 0x0f0f0f0fu) | ((x & 0x0f0f0f0fu) << 4);
    x = ((x >> 8) & 0x00ff00ffu) | ((x & 0x00ff00ffu) << 8);
    return (x >> 16) | (x << 16);
}

// Of a bit-reversed number.
AXIOM_FN std::uint32_t scrambled(std::uint32_t x, std::uint32_t seed) {
    x += seed;
    x ^= x * 0x6c50b47cu;
    x ^= x * 0xb82f1e52u;
    x ^= x * 0xc7afe638u;
    x ^= x * 0x8d22f6e6u;
    return x;
}

// The 32 direction numbers of a dimension, bit-reversed, from its primitive polynomial
// x^s + a_1 x^(s-1) + ... + 1 (`polynomial` holds all its coefficients, the first in bit s) and the
// odd initial numbers m_1 ... m_s. Degree 0 is the first dimension: van der Corput's points.
inline void direction_numbers(std::uint32_t polynomial, int degree, const std::uint32_t *initial,
                              std::uint32_t *directions) {
    std::uint32_t v[kDigits];
    for (int j = 0; j < kDigits; ++j) {
        if (degree == 0 || j < degree) {
            v[j] = (degree == 0 ? 1u : initial[j]) << (kDigits - 1 - j);
            continue;
        }
        v[j] = v[j - degree] ^ (v[j - degree] >> degree);
        for (int k = 1; k < degree; ++k)
            if ((polynomial >> (degree - k)) & 1u) v[j] ^= v[j - k];
    }
    for (int j = 0; j < kDigits; ++j) directions[j] = reversed(v[j]);
}

}  // namespace axiom::random
