// exp(a) N(z) where exp(a) alone may overflow and N(z) alone underflow.
//
// Reflected densities are exp(a - z^2 / 2) with a and z^2 / 2 both of the order of drift^2 / variance;
// the difference, which is never large, comes with each edge in a form without cancellation.
#pragma once

#include "../jet.hpp"

namespace axiom::closed_forms {

// A point of the standard normal line, and a - z^2 / 2 there.
template <class Number>
struct Edge {
    Number z;
    double exponent;
};

template <class Number>
Edge<Number> opposite(const Edge<Number> &edge) {
    return {-edge.z, edge.exponent};
}

// exp(a) N(z) for z <= 0.
template <class Number>
Number weighted_tail(const Number &a, const Edge<Number> &edge) {
    if (edge.exponent < kMinExponent) return Number(0.0);
    const double z = value_of(edge.z);
    const double density = kInvSqrt2Pi * exponential(edge.exponent);
    const double value = density * mills(cap_deviations(-z));
    return composed(a, edge.z, value, value, density, value, density, -z * density);
}

// exp(a) N(z).
template <class Number>
Number weighted_below(const Number &a, const Edge<Number> &edge) {
    if (value_of(edge.z) <= 0.0) return weighted_tail(a, edge);
    return exp_of(a) - weighted_tail(a, opposite(edge));
}

// exp(a) (N(to) - N(from)), from <= to.
template <class Number>
Number weighted_between(const Number &a, const Edge<Number> &from, const Edge<Number> &to) {
    if (value_of(to.z) <= 0.0) return weighted_tail(a, to) - weighted_tail(a, from);
    if (value_of(from.z) >= 0.0)
        return weighted_tail(a, opposite(from)) - weighted_tail(a, opposite(to));
    return exp_of(a) - weighted_tail(a, from) - weighted_tail(a, opposite(to));
}

}  // namespace axiom::closed_forms
