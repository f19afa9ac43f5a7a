// Branch-free sine, cosine and the angle of a point, written so that compilers vectorise them.
//
// Domain: finite doubles; sine and cosine lose absolute accuracy beyond |x| = 1.6e6. The series of
// sine and cosine are Taylor's, with truncation errors below 5e-17 on |x| <= pi / 4; the angle's
// polynomial interpolates at Chebyshev nodes (tools/approximations.py). Verified by
// tests/parity/test_approximations.py and, through the prices they make, by
// tests/parity/test_heston_parity.py.
#pragma once

#include "elementary.hpp"

namespace axiom {

constexpr double kPi = 3.14159265358979323846;

struct SineCosine {
    double sine;
    double cosine;
};

// pi / 2 in three parts, the first two of 33 bits: their products with the quadrant are exact.
AXIOM_FN SineCosine sine_cosine(double x) {
    const double shifted = x * 0.63661977236758134308 + kRoundingShift;
    const double k = shifted - kRoundingShift;
    const double r = ((x - k * 1.57079632673412561417) - k * 6.07710050630396597660e-11) -
                     k * 2.02226624879595063154e-21;
    const double u = r * r;
    const double sine = r + r * u * (-1.0 / 6 + u * (1.0 / 120 + u * (-1.0 / 5040 +
        u * (1.0 / 362880 + u * (-1.0 / 39916800 + u * (1.0 / 6227020800.0 +
        u * (-1.0 / 1307674368000.0)))))));
    const double cosine = 1.0 + u * (-0.5 + u * (1.0 / 24 + u * (-1.0 / 720 + u * (1.0 / 40320 +
        u * (-1.0 / 3628800 + u * (1.0 / 479001600 + u * (-1.0 / 87178291200.0 +
        u * (1.0 / 20922789888000.0))))))));
    const std::int64_t quadrant = bits_of(shifted);
    const bool swapped = (quadrant & 1) != 0;
    const std::int64_t sine_sign = (quadrant & 2) << 62;
    const std::int64_t cosine_sign = ((quadrant + 1) & 2) << 62;
    return {from_bits(bits_of(swapped ? cosine : sine) ^ sine_sign),
            from_bits(bits_of(swapped ? sine : cosine) ^ cosine_sign)};
}

// The angle of the point (x, y), in [-pi, pi]; not both zero.
AXIOM_FN double angle(double y, double x) {
    const double across = magnitude(x), up = magnitude(y);
    const bool steep = up > across;
    const double low = steep ? across : up;
    const double high = steep ? up : across;
    const bool turned = low > 0.41421356237309504880 * high;  // tan(pi / 8)
    const double t = (turned ? low - high : low) / (turned ? low + high : high);
    const double u = t * t;
    const double u2 = u * u;
    const double even = -0.33333333333333333216 + u2 * (-0.14285714285659327298 + u2 *
        (-0.090909087510766358766 + u2 * (-0.066664236280692575788 + u2 *
        (-0.052303478730160741827 + u2 * (-0.034558092551413796109)))));
    const double odd = 0.19999999999999802534 + u2 * (0.11111111105106705143 + u2 *
        (0.076922963049744700568 + u2 * (0.05878914544400621696 + u2 *
        (0.045511081263251718832 + u2 * (0.016271944751624060358)))));
    const double series = even + u * odd;
    const double within = (t + t * u * series) + (turned ? 0.25 * kPi : 0.0);
    const double first = steep ? 0.5 * kPi - within : within;
    const double half_turn = x < 0.0 ? kPi - first : first;
    return y < 0.0 ? -half_turn : half_turn;
}

}  // namespace axiom
