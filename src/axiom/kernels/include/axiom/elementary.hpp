// Branch-free exp, expm1 and logarithms of ratios, written so that compilers vectorise them.
//
// Domain: finite doubles, except where said. The polynomials interpolate at Chebyshev nodes, with
// relative truncation errors below 4e-17 for exp and 1e-18 for log; tools/approximations.py computes
// them. Verified by tests/parity/test_approximations.py and, through the prices they make, by
// tests/parity/test_mpmath_parity.py.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include "macros.hpp"

namespace axiom {

AXIOM_FN std::int64_t bits_of(double value) {
    std::int64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

AXIOM_FN double from_bits(std::int64_t bits) {
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

AXIOM_FN double smaller(double a, double b) { return a < b ? a : b; }
AXIOM_FN double larger(double a, double b) { return a > b ? a : b; }
AXIOM_FN double root(double a) { return std::sqrt(a); }
AXIOM_FN double magnitude(double a) { return from_bits(bits_of(a) & 0x7fffffffffffffffLL); }

constexpr double kRoundingShift = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;
constexpr double kMinExponent = -708.0;
constexpr double kMaxExponent = 709.0;

// exp(x) = scale * (1 + fraction), scale a power of two.
struct ExpParts {
    double scale;
    double fraction;
};

AXIOM_FN ExpParts exp_parts(double x) {
    const double shifted = x * 1.4426950408889634074 + kRoundingShift;
    const double k = shifted - kRoundingShift;
    const double r = (x - k * kLn2High) - k * kLn2Low;
    const double r2 = r * r;
    const double even = 0.50000000000000010314 + r2 * (0.041666666666623820532 +
        r2 * (0.0013888888917367080562 + r2 * (0.000024801521057868205199 +
        r2 * 2.7620201591031548778e-7)));
    const double odd = 0.1666666666666666746 + r2 * (0.0083333333333300381973 +
        r2 * (0.00019841269863171556026 + r2 * (2.7557268276905696187e-6 +
        r2 * 2.5100472505694995992e-8)));
    const double fraction = r + r2 * (even + r * odd);
    const double scale = from_bits((bits_of(shifted) << 52) + 0x3ff0000000000000LL);
    return {scale, fraction};
}

AXIOM_FN double clamp_exponent(double x) {
    const double capped = x > kMaxExponent ? kMaxExponent : x;
    return capped < kMinExponent ? kMinExponent : capped;
}

// exp(x); beyond its range it saturates at exp(-708) and exp(709).
AXIOM_FN double exponential(double x) {
    const ExpParts parts = exp_parts(clamp_exponent(x));
    return parts.scale + parts.scale * parts.fraction;
}

// exp of an argument that is never positive; zero below exp(-708).
AXIOM_FN double exponential_of_nonpositive(double x) {
    const ExpParts parts = exp_parts(x < kMinExponent ? kMinExponent : x);
    const double value = parts.scale + parts.scale * parts.fraction;
    return x < kMinExponent ? 0.0 : value;
}

// exp(x) - 1 without cancellation near zero; saturates outside the range of exp.
AXIOM_FN double exponential_minus_one(double x) {
    const ExpParts parts = exp_parts(clamp_exponent(x));
    return (parts.scale - 1.0) + parts.scale * parts.fraction;
}

// ln(a / b) = whole_part + 2 atanh(numerator / denominator), for normal positive a and b.
// Where a is close to b, the whole part is zero and the numerator exact.
struct LogRatioParts {
    double exponent;  // the whole part in units of ln 2
    double numerator;
    double denominator;
};

// The difference of the bit patterns is nearly log2(a / b) in units of 2^52: rounded, it gives the
// exponent, and leaves |numerator / denominator| below 0.2005. Domain: a / b within 2^-1020 and
// 2^1020.
AXIOM_FN LogRatioParts log_ratio_parts(double a, double b) {
    constexpr std::int64_t half = 0x0008000000000000LL;
    constexpr std::int64_t bias = 0x4000000000000000LL;  // 1024 units keep the sum positive
    constexpr std::int64_t exponent_mask = 0x7ff0000000000000LL;
    constexpr std::int64_t shift_bits = 0x4338000000000000LL;  // bits of kRoundingShift
    const std::int64_t biased = (bits_of(a) - bits_of(b)) + (bias + half);
    const std::int64_t units = static_cast<std::int64_t>(static_cast<std::uint64_t>(biased) >> 52);
    const double exponent = from_bits(shift_bits + units) - (kRoundingShift + 1024.0);
    const double scaled = from_bits(bits_of(a) + (bias - (biased & exponent_mask)));
    return {exponent, scaled - b, scaled + b};
}

// exponent * ln 2 + 2 atanh(t) for |t| <= 0.2005.
AXIOM_FN double log_from_parts(double exponent, double t) {
    const double u = t * t;
    const double u2 = u * u;
    const double even = 0.33333333333333332038 + u2 * (0.1428571428357347651 +
        u2 * (0.090908679748348487171 + u2 * 0.0660419900139068146));
    const double odd = 0.20000000000004114294 + u2 * (0.11111111534886074052 +
        u2 * (0.076944673012973401982 + u2 * 0.068095330214151614389));
    const double series = u * (even + u * odd);
    return exponent * kLn2High + (2.0 * t + (2.0 * t * series + exponent * kLn2Low));
}

// ln(a / b) with full relative accuracy, also where a is close to b.
AXIOM_FN double log_ratio(double a, double b) {
    const LogRatioParts parts = log_ratio_parts(a, b);
    return log_from_parts(parts.exponent, parts.numerator / parts.denominator);
}

}  // namespace axiom
