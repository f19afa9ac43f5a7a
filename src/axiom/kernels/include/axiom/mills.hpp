// The Mills ratio of the standard normal distribution and its moments.
//
// M(z) = N(-z) / phi(z) = integral over t > 0 of exp(-z t - t^2 / 2), for z >= 0.
// One rational function of degree (9, 10) with positive coefficients on the whole half-line:
// relative error below 1e-16 before rounding for 0 <= z <= 40, where phi has underflowed
// (computed by tools/approximations.py).
#pragma once

#include "elementary.hpp"

namespace axiom {

constexpr double kInvSqrt2Pi = 0.39894228040143267794;
// M(z) = numerator / denominator; 0 <= z <= 1e15.
struct MillsParts {
    double numerator;
    double denominator;
};

AXIOM_FN MillsParts mills_parts(double z) {
    const double z2 = z * z;
    const double p_even = 1.2533141373155002109 + z2 * (1.4951306207446312087 +
        z2 * (0.24680591661471117667 + z2 * (0.010371227498271933481 +
        z2 * 0.000094909764877037013722)));
    const double p_odd = 1.9465576298640738077 + z2 * (0.7295488211689500024 +
        z2 * (0.059789405638370883341 + z2 * (0.0012464787276564907425 +
        z2 * 3.5393743816956560148e-6)));
    const double q_even = 1.0 + z2 * (2.5687784862680087183 + z2 * (0.78688088311230790527 +
        z2 * (0.061028805982576297867 + z2 * (0.0012500181021993545276 +
        z2 * 3.5393743817034457474e-6))));
    const double q_odd = 2.351012840384421445 + z2 * (1.7221395351506155167 +
        z2 * (0.25698731425902246945 + z2 * (0.010466137253814497412 +
        z2 * 0.000094909764875367114704)));
    return {p_even + z * p_odd, q_even + z * q_odd};
}

AXIOM_FN double mills(double z) {
    const MillsParts parts = mills_parts(z);
    return parts.numerator / parts.denominator;
}

// M(y) and M(z) with a single division.
struct MillsPair {
    double first;
    double second;
};

AXIOM_FN MillsPair mills_pair(double y, double z) {
    const MillsParts first = mills_parts(y);
    const MillsParts second = mills_parts(z);
    const double inverse = 1.0 / (first.denominator * second.denominator);
    return {first.numerator * (second.denominator * inverse),
            second.numerator * (first.denominator * inverse)};
}

// Standard deviations beyond it change nothing: the density has underflowed.
constexpr double kFarAway = 1e6;

AXIOM_FN double cap_deviations(double z) { return z > kFarAway ? kFarAway : z; }

// M(b - s) - M(b) for 0 <= s <= 0.02 and any b >= 0, from the moments m_k of the Mills integral,
// all positive: sum over k of s^k m_k(b) / k!. No cancellation, unlike the difference itself.
AXIOM_FN double mills_increment(double b, double s, double mills_b) {
    const double m1 = 1.0 - b * mills_b;
    const double m2 = mills_b - b * m1;
    const double m3 = 2.0 * m1 - b * m2;
    const double m4 = 3.0 * m2 - b * m3;
    const double m5 = 4.0 * m3 - b * m4;
    const double m6 = 5.0 * m4 - b * m5;
    const double m7 = 6.0 * m5 - b * m6;
    return s * (m1 + s * (m2 * 0.5 + s * (m3 * (1.0 / 6) + s * (m4 * (1.0 / 24) +
           s * (m5 * (1.0 / 120) + s * (m6 * (1.0 / 720) + s * (m7 * (1.0 / 5040))))))));
}

constexpr double kSmallTotalVol = 0.02;  // below it the increment is taken from the moments

}  // namespace axiom
