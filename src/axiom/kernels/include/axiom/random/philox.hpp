// Philox4x32 with ten rounds: random words as a function of a counter and a key, without a state.
//
// J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC '11,
// section 3.3 and table 2. Words are kept in 64 bits, of which the upper half is zero, so that their
// products fill a vector lane. Verified by tests/unit/kernels/test_random.py.
#pragma once

#include <cstdint>

#include "../elementary.hpp"

namespace axiom::random {

struct Words {
    std::uint64_t w[4];
};

struct Key {
    std::uint64_t low, high;
};

constexpr std::uint64_t kWordMask = 0xffffffffULL;

AXIOM_FN Words philox(Words c, Key key) {
    std::uint64_t k0 = key.low, k1 = key.high;
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 10
#endif
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = c.w[0] * 0xD2511F53ULL, second = c.w[2] * 0xCD9E8D57ULL;
        c = {{(second >> 32) ^ c.w[1] ^ k0, second & kWordMask, (first >> 32) ^ c.w[3] ^ k1,
              first & kWordMask}};
        k0 = (k0 + 0x9E3779B9ULL) & kWordMask;
        k1 = (k1 + 0xBB67AE85ULL) & kWordMask;
    }
    return c;
}

inline Key key_of(std::uint64_t seed) { return {seed & kWordMask, seed >> 32}; }

// An odd multiple of 2^-53 in (0, 1), from 52 bits of two words.
AXIOM_FN double uniform(std::uint64_t low, std::uint64_t high) {
    const std::uint64_t mantissa = ((high << 32) | low) >> 12;
    return from_bits(static_cast<std::int64_t>(mantissa | 0x3ff0000000000000ULL)) -
           0.99999999999999988898;
}

}  // namespace axiom::random
