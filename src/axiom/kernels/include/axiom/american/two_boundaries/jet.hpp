// Numbers that carry their derivatives: to third order in vol, to first in rate and yield.
//
// A Jet is a polynomial in (t, a, b) at vol + t, rate + a, dividend_yield + b, with the monomials
// 1, t, t^2, t^3, a and b. One template computes with doubles and with jets.
#pragma once

#include "../../mills.hpp"

namespace axiom::american {

struct Jet {
    double value = 0.0;
    double vol1 = 0.0;  // coefficients: a derivative divided by the factorial of its order
    double vol2 = 0.0;
    double vol3 = 0.0;
    double rate = 0.0;
    double yield = 0.0;

    Jet() = default;
    Jet(double number) : value(number) {}
    Jet(double v, double t1, double t2, double t3, double a, double b)
        : value(v), vol1(t1), vol2(t2), vol3(t3), rate(a), yield(b) {}

    Jet &operator+=(const Jet &o) {
        value += o.value;
        vol1 += o.vol1;
        vol2 += o.vol2;
        vol3 += o.vol3;
        rate += o.rate;
        yield += o.yield;
        return *this;
    }
};

inline Jet operator*(double k, const Jet &a) {
    return {k * a.value, k * a.vol1, k * a.vol2, k * a.vol3, k * a.rate, k * a.yield};
}

inline Jet operator*(const Jet &a, double k) { return k * a; }
inline Jet operator-(const Jet &a) { return -1.0 * a; }
inline Jet operator+(Jet a, const Jet &b) { return a += b; }
inline Jet operator-(Jet a, const Jet &b) { return a += -b; }

inline Jet operator*(const Jet &a, const Jet &b) {
    return {a.value * b.value,
            a.value * b.vol1 + a.vol1 * b.value,
            a.value * b.vol2 + a.vol1 * b.vol1 + a.vol2 * b.value,
            a.value * b.vol3 + a.vol1 * b.vol2 + a.vol2 * b.vol1 + a.vol3 * b.value,
            a.value * b.rate + a.rate * b.value,
            a.value * b.yield + a.yield * b.value};
}

inline double value_of(double a) { return a; }
inline double value_of(const Jet &a) { return a.value; }

// f(a) from f and its derivatives at the value of a.
inline Jet composed(const Jet &a, double f, double f1, double f2, double f3) {
    const double half = 0.5 * f2;
    const double square = a.vol1 * a.vol1;
    return {f,
            f1 * a.vol1,
            f1 * a.vol2 + half * square,
            f1 * a.vol3 + f2 * a.vol1 * a.vol2 + f3 * (1.0 / 6) * square * a.vol1,
            f1 * a.rate,
            f1 * a.yield};
}

inline double exp_of(double a) { return exponential(a); }
inline Jet exp_of(const Jet &a) {
    const double f = exponential(a.value);
    return composed(a, f, f, f, f);
}

inline double expm1_of(double a) { return exponential_minus_one(a); }
inline Jet expm1_of(const Jet &a) {
    const double f = exponential(a.value);
    return composed(a, exponential_minus_one(a.value), f, f, f);
}

inline double log_of(double a) { return std::log(a); }
inline Jet log_of(const Jet &a) {
    const double f1 = 1.0 / a.value;
    return composed(a, std::log(a.value), f1, -f1 * f1, 2.0 * f1 * f1 * f1);
}

inline double root_of(double a) { return root(a); }
inline Jet root_of(const Jet &a) {
    const double f = root(a.value);
    const double f1 = 0.5 / f;
    const double f2 = -0.5 * f1 / a.value;
    return composed(a, f, f1, f2, -1.5 * f2 / a.value);
}

inline double inverse_of(double a) { return 1.0 / a; }
inline Jet inverse_of(const Jet &a) {
    const double f = 1.0 / a.value;
    const double f2 = 2.0 * f * f * f;
    return composed(a, f, -f * f, f2, -3.0 * f2 * f);
}

// The standard normal density and distribution.
inline double density_of(double d) {
    return kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d * d);
}
inline Jet density_of(const Jet &d) {
    const double z = d.value;
    const double f = density_of(z);
    return composed(d, f, -z * f, (z * z - 1.0) * f, z * (3.0 - z * z) * f);
}

inline double distribution_of(double d) {
    const double tail = density_of(d) * mills(cap_deviations(magnitude(d)));
    return d > 0.0 ? 1.0 - tail : tail;
}
inline Jet distribution_of(const Jet &d) {
    const double z = d.value;
    const double f1 = density_of(z);
    return composed(d, distribution_of(z), f1, -z * f1, (z * z - 1.0) * f1);
}

}  // namespace axiom::american
