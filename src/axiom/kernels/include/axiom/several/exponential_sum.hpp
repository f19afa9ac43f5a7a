// Where a sum of exponentials is positive, and the normal expectation of its positive part.
//
//   G(x) = sum over k of c_k exp(b_k x - b_k^2 / 2)
//
// Sorted by exponent, the coefficients change sign at least as often as G has roots (Laguerre's rule of
// signs), and the roots of the derivative of exp(-b_0 x) G(x), a sum with one term less, separate them.
#pragma once

#include "../bivariate_normal.hpp"

namespace axiom::several {

constexpr int kMostTerms = 6;
constexpr double kEdge = 40.0;  // standard deviations beyond which nothing matters

struct ExponentialSum {
    int terms = 0;
    double exponent[kMostTerms] = {};  // ascending
    double coefficient[kMostTerms] = {};
};

struct Roots {
    int count = 0;
    double at[kMostTerms] = {};
};

// The scaled sum exp(-b_0 x) G(x), or its derivative, where the factors exp(-b_k^2 / 2) are part of the
// coefficients; `shift` is b_0.
inline double plain_sum(const ExponentialSum &s, double shift, double x, double &slope) {
    double value = 0.0;
    slope = 0.0;
    for (int k = 0; k < s.terms; ++k) {
        const double b = s.exponent[k] - shift;
        const double term = s.coefficient[k] * exponential(b * x);
        value += term;
        slope += b * term;
    }
    return value;
}

// The root of a plain sum between two points at which its signs differ: Newton's steps, and bisection
// where they leave the bracket or do not halve it.
inline double bracketed_root(const ExponentialSum &s, double shift, double low, double high, double start) {
    double slope;
    const bool rises = plain_sum(s, shift, high, slope) > 0.0;
    double x = start > low && start < high ? start : 0.5 * (low + high);
    for (int step = 0; step < 100; ++step) {
        const double value = plain_sum(s, shift, x, slope);
        if (value == 0.0) return x;
        ((value > 0.0) == rises ? high : low) = x;
        const double newton = x - value / slope;
        const bool inside = slope != 0.0 && newton > low && newton < high && step % 8 != 7;
        const double next = inside ? newton : 0.5 * (low + high);
        if (magnitude(next - x) <= 4e-16 * (1.0 + magnitude(x))) return next;
        x = next;
    }
    return x;
}

inline int sign_changes(const ExponentialSum &s) {
    int changes = 0;
    double before = 0.0;
    for (int k = 0; k < s.terms; ++k) {
        if (s.coefficient[k] == 0.0) continue;
        changes += before * s.coefficient[k] < 0.0 ? 1 : 0;
        before = s.coefficient[k] > 0.0 ? 1.0 : -1.0;
    }
    return changes;
}

// The derivative of exp(-b_0 x) times the sum, without its factor exp((b_0 - ...) x).
inline ExponentialSum reduced(const ExponentialSum &s) {
    ExponentialSum out;
    out.terms = s.terms - 1;
    for (int k = 1; k < s.terms; ++k) {
        out.exponent[k - 1] = s.exponent[k];
        out.coefficient[k - 1] = s.coefficient[k] * (s.exponent[k] - s.exponent[0]);
    }
    return out;
}

// Roots within the edges, ascending; `start` is a guess for a single one.
inline Roots plain_roots(const ExponentialSum &s, double start) {
    Roots out;
    const int changes = sign_changes(s);
    if (changes == 0) return out;
    const Roots turns = changes == 1 ? Roots{} : plain_roots(reduced(s), 0.0);
    const double shift = s.exponent[0];
    double slope, low = -kEdge;
    double before = plain_sum(s, shift, low, slope);
    for (int k = 0; k <= turns.count; ++k) {
        const double high = k < turns.count ? turns.at[k] : kEdge;
        const double after = plain_sum(s, shift, high, slope);
        if (before * after < 0.0) out.at[out.count++] = bracketed_root(s, shift, low, high, start);
        low = high;
        before = after;
    }
    return out;
}

inline ExponentialSum plain(const ExponentialSum &s) {
    ExponentialSum out = s;
    for (int k = 0; k < s.terms; ++k)
        out.coefficient[k] *= exponential_of_nonpositive(-0.5 * s.exponent[k] * s.exponent[k]);
    return out;
}

// E[max(G(X), 0)], its derivatives in the coefficients, and the root nearest to zero.
struct PositivePart {
    double value = 0.0;
    double first[kMostTerms] = {};
    double second[kMostTerms][kMostTerms] = {};
    double root = 0.0;
};

inline void add_root(const ExponentialSum &s, double x, PositivePart &out) {
    double legs[kMostTerms], slope = 0.0;
    for (int k = 0; k < s.terms; ++k) {
        const double b = s.exponent[k];
        legs[k] = exponential(b * x - 0.5 * b * b);
        slope += b * s.coefficient[k] * legs[k];
    }
    if (slope == 0.0) return;
    const double scale = normal_density(x) / magnitude(slope);
    for (int j = 0; j < s.terms; ++j)
        for (int k = 0; k < s.terms; ++k) out.second[j][k] += scale * legs[j] * legs[k];
}

inline PositivePart positive_part(const ExponentialSum &s, double start) {
    PositivePart out;
    const ExponentialSum flat = plain(s);
    const Roots roots = plain_roots(flat, start);
    double slope, low = -kEdge;
    for (int r = 0; r <= roots.count; ++r) {
        const double high = r < roots.count ? roots.at[r] : kEdge;
        const double middle = roots.count == 0 ? 0.0 : 0.5 * (low + high);
        if (plain_sum(flat, flat.exponent[0], middle, slope) > 0.0)
            for (int k = 0; k < s.terms; ++k) {
                const double b = s.exponent[k];
                const double left = low - b, right = high - b;
                out.first[k] += left > 0.0 ? normal_distribution(-left) - normal_distribution(-right)
                                           : normal_distribution(right) - normal_distribution(left);
            }
        low = high;
    }
    for (int r = 0; r < roots.count; ++r) add_root(s, roots.at[r], out);
    for (int k = 0; k < s.terms; ++k) out.value += s.coefficient[k] * out.first[k];
    out.root = roots.count > 0 ? roots.at[0] : 0.0;
    return out;
}

}  // namespace axiom::several
