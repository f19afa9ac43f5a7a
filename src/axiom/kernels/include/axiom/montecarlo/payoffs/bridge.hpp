// What a Brownian bridge does between two grid times, given the log spot at both.
//
// `variance` is the integrated variance of log spot over the step; distances are logarithmic and
// positive on the side where the barrier has not been reached. Exact where spot is lognormal with
// drift in proportion to variance.
// References: Glasserman, Monte Carlo Methods in Financial Engineering, 2003, pp. 366-370; Borodin
// and Salminen, Handbook of Brownian Motion, 2002, p. 67 (extremes) and p. 174 (corridor).
#pragma once

#include "../../mills.hpp"

namespace axiom::montecarlo {

constexpr double kNoVariance = 1e-300;
constexpr double kWidestStep = 2.5;

AXIOM_FN double crossing_probability(double from, double to, double variance) {
    const double exponent = -2.0 * from * to / larger(variance, kNoVariance);
    const double inside = exponential_of_nonpositive(smaller(exponent, 0.0));
    return smaller(from, to) > 0.0 ? inside : 1.0;
}

// Mean time of the first crossing as a share of the step, given that there is one:
// (b / sqrt v) M((b + c) / sqrt v), b and c the distances of the two ends from the barrier.
AXIOM_FN double expected_crossing_share(double from, double to, double variance) {
    const double inverse = 1.0 / root(larger(variance, 1e-200));
    const double start = cap_deviations(larger(from, 0.0) * inverse);
    const double end = cap_deviations(magnitude(to) * inverse);
    return smaller(start * mills(start + end), 1.0);
}

// What the nth images on either side of the corridor add to the probability to stay in it.
AXIOM_FN double image_terms(double from, double to, double shift, double scale) {
    const double move = to - from;
    return exponential(scale * shift * (shift - move)) + exponential(scale * shift * (shift + move)) -
           exponential(scale * (to - shift) * (from - shift)) -
           exponential(scale * (to + shift) * (from + shift));
}

// Probability to stay inside a corridor; `from` and `to` are distances from its lower edge. Five
// images: leaves out less than exp(-60 width^2 / variance), for a variance of at most
// kWidestStep width^2, which larger ones are cut to.
AXIOM_FN double corridor_survival(double from, double to, double width, double variance) {
    const double v = smaller(larger(variance, kNoVariance), kWidestStep * width * width);
    const double scale = -2.0 / v;
    const double sum = 1.0 - exponential_of_nonpositive(smaller(scale * from * to, 0.0)) +
                       image_terms(from, to, width, scale) +
                       image_terms(from, to, 2.0 * width, scale) +
                       image_terms(from, to, 3.0 * width, scale) +
                       image_terms(from, to, 4.0 * width, scale) +
                       image_terms(from, to, 5.0 * width, scale);
    const bool inside = smaller(smaller(from, to), width - larger(from, to)) > 0.0;
    return inside ? smaller(larger(sum, 0.0), 1.0) : 0.0;
}

AXIOM_FN double normal_cdf(double x) {
    const double z = cap_deviations(magnitude(x));
    const double tail = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * z * z) * mills(z);
    return x > 0.0 ? 1.0 - tail : tail;
}

}  // namespace axiom::montecarlo
