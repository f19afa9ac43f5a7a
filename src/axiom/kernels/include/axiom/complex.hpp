// Complex numbers as pairs of doubles, branch-free, written so that compilers vectorise them.
#pragma once

#include "trigonometric.hpp"

namespace axiom {

struct Complex {
    double re;
    double im;
};

AXIOM_FN Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
AXIOM_FN Complex operator-(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }
AXIOM_FN Complex operator-(Complex a) { return {-a.re, -a.im}; }
AXIOM_FN Complex operator*(double a, Complex b) { return {a * b.re, a * b.im}; }
AXIOM_FN Complex operator*(Complex a, Complex b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
AXIOM_FN Complex operator+(double a, Complex b) { return {a + b.re, b.im}; }
AXIOM_FN Complex operator-(double a, Complex b) { return {a - b.re, -b.im}; }

AXIOM_FN double squared_size(Complex a) { return a.re * a.re + a.im * a.im; }

AXIOM_FN Complex reciprocal(Complex a) {
    const double inverse = 1.0 / squared_size(a);
    return {a.re * inverse, -a.im * inverse};
}

AXIOM_FN Complex operator/(Complex a, Complex b) { return a * reciprocal(b); }

AXIOM_FN Complex times_i(Complex a) { return {-a.im, a.re}; }

// The root with a real part that is not negative.
AXIOM_FN Complex square_root(Complex a) {
    const double size = root(squared_size(a));
    const double major = root(0.5 * (size + magnitude(a.re)));
    const double minor = 0.5 * magnitude(a.im) / larger(major, 1e-300);
    const double im = a.re < 0.0 ? major : minor;
    return {a.re < 0.0 ? minor : major, a.im < 0.0 ? -im : im};
}

AXIOM_FN Complex exponential(Complex a) {
    const double size = exponential(a.re);
    const SineCosine turn = sine_cosine(a.im);
    return {size * turn.cosine, size * turn.sine};
}

// 1 - exp(-a) without cancellation near zero, for Re a >= 0.
AXIOM_FN Complex one_minus_exponential_of_negative(Complex a) {
    const double less_one = exponential_minus_one(-a.re);
    const SineCosine half = sine_cosine(0.5 * a.im);
    const double cosine_less_one = -2.0 * half.sine * half.sine;
    const double sine = 2.0 * half.sine * half.cosine;
    return {-(less_one + (1.0 + less_one) * cosine_less_one), (1.0 + less_one) * sine};
}

// ln(1 + a) without cancellation near zero, on the principal branch.
AXIOM_FN Complex log_of_one_plus(Complex a) {
    const double excess = a.re * (2.0 + a.re) + a.im * a.im;  // |1 + a|^2 - 1
    const LogRatioParts parts = log_ratio_parts(larger(1.0 + excess, 1e-300), 1.0);
    const double numerator = parts.exponent == 0.0 ? excess : parts.numerator;
    return {0.5 * log_from_parts(parts.exponent, numerator / parts.denominator),
            angle(a.im, 1.0 + a.re)};
}

}  // namespace axiom
