// The masses of a normal law and of its mirror images: what absorbing barriers are made of.
//
// ln(S_T / S), killed at barriers, has the density of a sum of images: a source at y contributes
// exp(m y / v) n((x - y - m) / s) / s, m being the drift and v = s^2 the variance. With m + v instead of m the
// same masses are those under the measure of the asset.
#pragma once

#include "motion.hpp"
#include "weighted.hpp"

namespace axiom::closed_forms {

enum class Measure { cash, asset };

// An interval of ln(S_T / S); an end that is not `bounded` is infinite.
template <class Number>
struct Range {
    Number from;
    Number to;
    bool bounded_below;
    bool bounded_above;

    bool is_empty() const {
        return bounded_below && bounded_above && !(value_of(from) < value_of(to));
    }
};

template <class Number>
Range<Number> above(const Number &from) {
    return {from, Number(0.0), true, false};
}

template <class Number>
Range<Number> below(const Number &to) {
    return {Number(0.0), to, false, true};
}

template <class Number>
Range<Number> intersection(const Range<Number> &a, const Range<Number> &b) {
    Range<Number> out = a;
    if (b.bounded_below && (!a.bounded_below || value_of(b.from) > value_of(a.from)))
        out.from = b.from;
    if (b.bounded_above && (!a.bounded_above || value_of(b.to) < value_of(a.to))) out.to = b.to;
    out.bounded_below = a.bounded_below || b.bounded_below;
    out.bounded_above = a.bounded_above || b.bounded_above;
    return out;
}

// The law of one measure, ready for many images.
template <class Number>
struct Images {
    Number drift;
    Number pull;  // drift / variance
    Number inverse_vol;

    Images(const Motion<Number> &motion, Measure measure)
        : drift(measure == Measure::asset ? motion.drift + motion.variance : motion.drift),
          pull(drift / motion.variance), inverse_vol(inverse_of(motion.total_vol)) {}

    Edge<Number> edge(const Number &at, const Number &source) const {
        const double k = value_of(at), y = value_of(source), m = value_of(drift);
        const double deviations = (k - m) * value_of(inverse_vol);
        const double reflected = y * (y - 2.0 * k) * value_of(inverse_vol) * value_of(inverse_vol);
        return {(at - source - drift) * inverse_vol,
                -0.5 * (deviations * deviations + reflected)};
    }

    // The mass inside the range that a source at `source` contributes.
    Number mass(const Range<Number> &range, const Number &source) const {
        const Number a = pull * source;
        if (range.is_empty()) return Number(0.0);
        if (!range.bounded_below && !range.bounded_above) return exp_of(a);
        if (!range.bounded_below) return weighted_below(a, edge(range.to, source));
        const Edge<Number> from = edge(range.from, source);
        if (!range.bounded_above) return weighted_below(a, opposite(from));
        return weighted_between(a, from, edge(range.to, source));
    }
};

}  // namespace axiom::closed_forms
