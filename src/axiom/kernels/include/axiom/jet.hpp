// Numbers that carry their derivatives, so that one text gives a price and its Greeks.
//
// Jet<Count, Curved> holds a value, its first derivatives in Count variables and its second
// derivatives among the first Curved of them, by the chain rule: exact up to rounding. A formula is
// a template on its number type; `double` gives the price alone, at no other cost. Every function
// here exists for both. Domain: finite doubles; logarithms and roots of positive ones.
#pragma once

#include "mills.hpp"

namespace axiom {

template <int Count, int Curved>
struct Jet {
    static_assert(Curved <= Count, "second derivatives are among the first variables");
    static constexpr int kCount = Count;
    static constexpr int kCurved = Curved;
    static constexpr int kSeconds = Curved * (Curved + 1) / 2;

    double value = 0.0;
    double first[Count] = {};
    double second[kSeconds > 0 ? kSeconds : 1] = {};  // rows of the lower triangle

    Jet() = default;
    Jet(double number) : value(number) {}

    // The variable number `index` itself.
    static Jet variable(double number, int index) {
        Jet jet(number);
        jet.first[index] = 1.0;
        return jet;
    }

    static constexpr int place(int i, int j) { return i >= j ? i * (i + 1) / 2 + j : place(j, i); }
    double second_at(int i, int j) const { return second[place(i, j)]; }

    Jet &operator+=(const Jet &o) { return *this = *this + o; }
    Jet &operator-=(const Jet &o) { return *this = *this - o; }
    Jet &operator*=(const Jet &o) { return *this = *this * o; }

    static Jet scaled(double k, const Jet &a) {
        Jet out(k * a.value);
        for (int i = 0; i < Count; ++i) out.first[i] = k * a.first[i];
        for (int i = 0; i < kSeconds; ++i) out.second[i] = k * a.second[i];
        return out;
    }

    // k a + l b.
    static Jet combination(double k, const Jet &a, double l, const Jet &b) {
        Jet out(k * a.value + l * b.value);
        for (int i = 0; i < Count; ++i) out.first[i] = k * a.first[i] + l * b.first[i];
        for (int i = 0; i < kSeconds; ++i) out.second[i] = k * a.second[i] + l * b.second[i];
        return out;
    }

    friend Jet operator+(const Jet &a, const Jet &b) { return combination(1.0, a, 1.0, b); }
    friend Jet operator-(const Jet &a, const Jet &b) { return combination(1.0, a, -1.0, b); }
    friend Jet operator-(const Jet &a) { return scaled(-1.0, a); }
    friend Jet operator*(double k, const Jet &a) { return scaled(k, a); }
    friend Jet operator*(const Jet &a, double k) { return scaled(k, a); }
    friend Jet operator+(const Jet &a, double k) {
        Jet out(a);
        out.value += k;
        return out;
    }
    friend Jet operator+(double k, const Jet &a) { return a + k; }
    friend Jet operator-(const Jet &a, double k) { return a + (-k); }
    friend Jet operator-(double k, const Jet &a) { return -a + k; }

    friend Jet operator*(const Jet &a, const Jet &b) {
        Jet out = combination(b.value, a, a.value, b);
        out.value = a.value * b.value;
        int at = 0;
        for (int i = 0; i < Curved; ++i)
            for (int j = 0; j <= i; ++j)
                out.second[at++] += a.first[i] * b.first[j] + a.first[j] * b.first[i];
        return out;
    }
    friend Jet operator/(const Jet &a, const Jet &b) { return a * inverse_of(b); }
    friend Jet operator/(const Jet &a, double k) { return (1.0 / k) * a; }
    friend Jet operator/(double k, const Jet &b) { return k * inverse_of(b); }

    // f(a) from f and its first two derivatives at the value of a.
    friend Jet composed(const Jet &a, double f, double f1, double f2) {
        Jet out(f);
        for (int i = 0; i < Count; ++i) out.first[i] = f1 * a.first[i];
        int at = 0;
        for (int i = 0; i < Curved; ++i)
            for (int j = 0; j <= i; ++j, ++at)
                out.second[at] = f1 * a.second[at] + f2 * a.first[i] * a.first[j];
        return out;
    }

    // f(a, b) from f and its derivatives at the values of a and b.
    friend Jet composed(const Jet &a, const Jet &b, double f, double fa, double fb, double faa,
                        double fab, double fbb) {
        Jet out = combination(fa, a, fb, b);
        out.value = f;
        int at = 0;
        for (int i = 0; i < Curved; ++i)
            for (int j = 0; j <= i; ++j)
                out.second[at++] += faa * a.first[i] * a.first[j] + fbb * b.first[i] * b.first[j] +
                                    fab * (a.first[i] * b.first[j] + a.first[j] * b.first[i]);
        return out;
    }

    friend Jet inverse_of(const Jet &a) {
        const double f = 1.0 / a.value;
        return composed(a, f, -f * f, 2.0 * f * f * f);
    }
    friend Jet exp_of(const Jet &a) {
        const double f = exponential(a.value);
        return composed(a, f, f, f);
    }
    friend Jet expm1_of(const Jet &a) {
        const double f = exponential(a.value);
        return composed(a, exponential_minus_one(a.value), f, f);
    }
    friend Jet log_of(const Jet &a) {
        const double f1 = 1.0 / a.value;
        return composed(a, std::log(a.value), f1, -f1 * f1);
    }
    friend Jet root_of(const Jet &a) {
        const double f = root(a.value);
        const double f1 = 0.5 / f;
        return composed(a, f, f1, -0.5 * f1 / a.value);
    }
    // A power with a constant exponent.
    friend Jet pow_of(const Jet &a, double k) {
        const double f = std::pow(a.value, k);
        const double f1 = k * f / a.value;
        return composed(a, f, f1, (k - 1.0) * f1 / a.value);
    }
    friend Jet sin_of(const Jet &a) {
        const double f = std::sin(a.value);
        return composed(a, f, std::cos(a.value), -f);
    }
    friend Jet cos_of(const Jet &a) {
        const double f = std::cos(a.value);
        return composed(a, f, -std::sin(a.value), -f);
    }
};

inline double value_of(double a) { return a; }
template <int Count, int Curved>
double value_of(const Jet<Count, Curved> &a) {
    return a.value;
}

inline double inverse_of(double a) { return 1.0 / a; }
inline double exp_of(double a) { return exponential(a); }
inline double expm1_of(double a) { return exponential_minus_one(a); }
inline double log_of(double a) { return std::log(a); }
inline double root_of(double a) { return root(a); }
inline double pow_of(double a, double k) { return std::pow(a, k); }
inline double sin_of(double a) { return std::sin(a); }
inline double cos_of(double a) { return std::cos(a); }

inline double composed(double, double f, double, double) { return f; }
inline double composed(double, double, double f, double, double, double, double, double) {
    return f;
}

// ln(a / b) with full relative accuracy where a is close to b, as log_ratio has.
template <class Number>
Number log_ratio_of(const Number &a, double b) {
    const double inverse = 1.0 / value_of(a);
    return composed(a, log_ratio(value_of(a), b), inverse, -inverse * inverse);
}

// The standard normal density and distribution; the distribution keeps its digits in the lower tail.
inline double capped_deviations(double z) {
    return std::copysign(cap_deviations(magnitude(z)), z);
}
inline double normal_density(double z) {
    return kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * z * z);
}
inline double normal_distribution(double z) {
    const double tail = normal_density(z) * mills(cap_deviations(magnitude(z)));
    return z > 0.0 ? 1.0 - tail : tail;
}
template <class Number>
Number density_of(const Number &z) {
    const double at = capped_deviations(value_of(z));
    const double f = normal_density(at);
    return composed(z, f, -at * f, (at * at - 1.0) * f);
}
template <class Number>
Number distribution_of(const Number &z) {
    const double at = capped_deviations(value_of(z));
    const double f1 = normal_density(at);
    return composed(z, normal_distribution(at), f1, -at * f1);
}

}  // namespace axiom
