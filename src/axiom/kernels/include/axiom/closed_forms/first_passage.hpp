// One unit paid when a level is first reached, if that is before expiry.
//
// E[exp(-r t); t < T] = exp(m h / v) (exp(-l p) N(l - p) + exp(l p) N(-l - p)) with h = ln(H / S), p = |h| / s and
// l^2 = m^2 / v + 2 r T, which rates below zero can make negative. It is even in l:
// 2 exp(m h / v - l^2 / 2) times the integral over t > 0 of n(p + t) cosh(l t), used near l = 0 and below.
#pragma once

#include "motion.hpp"
#include "weighted.hpp"

namespace axiom::closed_forms {

constexpr double kNearlyEven = 1e-3;  // l^2 below it: the two terms' derivatives would cancel
constexpr double kOutOfReach = 39.0;  // standard deviations

// The moments of the normal tail, integral over t > 0 of t^k n(p + t), from the first two on.
template <class Number>
struct TailMoments {
    Number p;
    Number previous;
    Number current;
    double order = 0.0;

    explicit TailMoments(const Number &at)
        : p(at), previous(density_of(at)), current(distribution_of(-at)) {}

    void step() {
        const Number next = (order > 0.0 ? order * previous : previous) - p * current;
        previous = current;
        current = next;
        order += 1.0;
    }
};

// The integral of n(p + t) cosh(sqrt(x) t) for small x of either sign: its series in x.
template <class Number>
Number even_tail_series(const Number &p, const Number &x) {
    TailMoments<Number> moments(p);
    Number sum = moments.current;
    Number power = x;
    double factorial = 2.0;
    for (int k = 1; k <= 5; ++k) {
        moments.step();
        moments.step();
        sum += power * moments.current / factorial;
        power *= x;
        factorial *= (2.0 * k + 1.0) * (2.0 * k + 2.0);
    }
    return sum;
}

// The same for x < 0, where the hyperbolic cosine is a cosine: double-exponential quadrature.
template <class Number>
Number even_tail_quadrature(const Number &p, const Number &x) {
    const double at = value_of(p), frequency = root(-value_of(x));
    const double scale = 1.0 / (1.0 + magnitude(at));
    double f = 0, fp = 0, fpp = 0, fx = 0, fpx = 0, fxx = 0;
    constexpr double step = 1.0 / 16;
    for (int j = -56; j <= 80; ++j) {
        const double u = step * j, shrink = std::exp(-u);
        const double t = scale * std::exp(u - shrink);
        const double weight = step * t * (1.0 + shrink) * normal_density(at + t);
        const double sine = std::sin(frequency * t) / frequency, cosine = std::cos(frequency * t);
        const double slope = 0.5 * t * sine;  // of cos(sqrt(-x) t) in x
        const double curvature = 0.25 * t * (sine - t * cosine) / (frequency * frequency);
        f += weight * cosine;
        fp -= weight * (at + t) * cosine;
        fpp += weight * ((at + t) * (at + t) - 1.0) * cosine;
        fx += weight * slope;
        fpx -= weight * (at + t) * slope;
        fxx += weight * curvature;
    }
    return composed(p, x, f, fp, fx, fpp, fpx, fxx);
}

// One unit when h = ln(H / S) is first reached; with distance > |h|, the image of that payment whose
// source lies so far from the barrier.
template <class Number>
class FirstPassage {
  public:
    FirstPassage(const Motion<Number> &motion, const Number &level)
        : motion_(motion), level_(level), inverse_vol_(inverse_of(motion.total_vol)),
          square_(motion.drift * motion.drift / motion.variance + 2.0 * motion.decay) {}

    Number value(const Number &distance) const {
        if (value_of(square_) > kNearlyEven) return direct(distance);
        const Number p = distance * inverse_vol_;
        if (value_of(p) > kOutOfReach) return Number(0.0);
        const Number tilt = motion_.drift * level_ / motion_.variance - 0.5 * square_;
        const Number integral = value_of(square_) < -kNearlyEven ? even_tail_quadrature(p, square_)
                                                                 : even_tail_series(p, square_);
        return 2.0 * exp_of(tilt) * integral;
    }

    Number square() const { return square_; }

    // m h / v - l |h| / s and m h / v + l |h| / s for l^2 > 0, the one that cancels from the
    // difference of the squares. The first is the value's logarithm if there is no expiry.
    struct Exponents {
        Number rising;
        Number falling;
    };
    Exponents exponents() const {
        const double side = value_of(level_) < 0.0 ? -1.0 : 1.0;
        const Number near = side * level_;
        const Number toward = side * motion_.drift;  // drift towards the barrier
        const bool approaches = value_of(toward) > 0.0;
        const Number sum = (approaches ? toward : -toward) + root_of(square_) * motion_.total_vol;
        const Number small = 2.0 * motion_.decay * near / sum;
        const Number large = near * sum / motion_.variance;
        return approaches ? Exponents{-small, large} : Exponents{-large, small};
    }

  private:
    Number direct(const Number &distance) const {
        const Number l = root_of(square_);
        const Number spread = l * motion_.total_vol;
        const Number near = value_of(level_) < 0.0 ? -level_ : level_;
        const Number extra = l * inverse_vol_ * (distance - near);
        const Exponents nearest = exponents();
        const Number rising = nearest.rising - extra;
        const Number falling = nearest.falling + extra;
        const double exponent = exponent_at(distance);
        return weighted_below(rising, {(spread - distance) * inverse_vol_, exponent}) +
               weighted_below(falling, {-(spread + distance) * inverse_vol_, exponent});
    }

    double exponent_at(const Number &distance) const {
        const double h = value_of(level_), d = value_of(distance), m = value_of(motion_.drift);
        const double inverse = value_of(inverse_vol_);
        const double deviations = (h - m) * inverse;
        return -0.5 * (deviations * deviations + (d - h) * (d + h) * inverse * inverse) -
               value_of(motion_.decay);
    }

    const Motion<Number> &motion_;
    Number level_;
    Number inverse_vol_;
    Number square_;  // l^2
};

template <class Number>
Number paid_at_hit(const Motion<Number> &motion, const Number &level) {
    const double side = value_of(level) < 0.0 ? -1.0 : 1.0;
    return FirstPassage<Number>(motion, level).value(side * level);
}

}  // namespace axiom::closed_forms
