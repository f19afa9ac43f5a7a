// Two barriers watched continuously: what survives between them, and what is paid at the first exit.
//
// The killed law is a sum of images, quick for corridors wide beside the total vol s, and a sine
// series (Hui 1996; Ikeda and Kunitomo 1992 for the images), quick for narrow ones. They meet at a width
// of 2.5 s: there each needs few terms, and the factor exp(m x / v) of the series is at most exp(3), so that
// no digits are lost.
#pragma once

#include "barrier.hpp"

namespace axiom::closed_forms {

constexpr double kPi = 3.14159265358979323846;
constexpr double kFaint = 45.0;
constexpr double kWide = 2.5;     // widths in total vols
constexpr double kVeryOdd = -2.0;  // (l w / s)^2 below it: the series' denominators come near zero

// sin and cos of n times an angle, one n after the other.
template <class Number>
struct Rotation {
    Number sine;
    Number cosine;
    Number step_sine;
    Number step_cosine;

    explicit Rotation(const Number &angle)
        : sine(sin_of(angle)), cosine(cos_of(angle)), step_sine(sine), step_cosine(cosine) {}

    void step() {
        const Number next = sine * step_cosine + cosine * step_sine;
        cosine = cosine * step_cosine - sine * step_sine;
        sine = next;
    }
};

template <class Number>
struct Corridor {
    Motion<Number> motion;
    Number lower;  // ln(L / S) < 0
    Number upper;  // ln(U / S) > 0
    Number width;
    bool is_wide;

    Corridor(const Market<Number> &market, double expiry, double low, double high)
        : motion(motion_to(market, time_at<Number>(expiry))), lower(log_level(market, low)),
          upper(log_level(market, high)), width(log_ratio(high, low)),
          is_wide(value_of(width) > kWide * value_of(motion.total_vol)) {}

    // The mass alive inside the range.
    Number mass(const Range<Number> &range, Measure measure) const {
        const Range<Number> inside = intersection(range, {lower, upper, true, true});
        if (inside.is_empty()) return Number(0.0);
        return is_wide ? mass_by_images(inside, measure) : mass_by_sines(inside, measure);
    }

    // One unit at the first exit, by whichever side.
    Number paid_at_exit() const { return paid_at(upper, -lower) + paid_at(lower, upper); }

  private:
    Number mass_by_images(const Range<Number> &inside, Measure measure) const {
        const Images<Number> images(motion, measure);
        Number sum(0.0);
        for (int n = -3; n <= 4; ++n) {
            const Number image = (2.0 * n) * width, mirrored = 2.0 * lower + image;
            if (counts(image)) sum += images.mass(inside, image);
            if (counts(mirrored)) sum -= images.mass(inside, mirrored);
        }
        return sum;
    }

    // Whether a source contributes more than exp(-kFaint) of what the spot itself does.
    bool counts(const Number &source) const {
        const double y = value_of(source), s = value_of(motion.total_vol);
        const double nearest = y > 0.0 ? value_of(upper) : value_of(lower);
        return y * (y - 2.0 * nearest) < 2.0 * kFaint * s * s;
    }

    int sine_terms() const {
        return static_cast<int>(2.9 * value_of(width) / value_of(motion.total_vol)) + 2;
    }

    Number mass_by_sines(const Range<Number> &inside, Measure measure) const {
        const Number pull = motion.drift / motion.variance;
        const Number tilt = measure == Measure::asset ? pull + 1.0 : pull;
        const Number unit = kPi / width;
        Rotation<Number> source(-lower * unit);
        Rotation<Number> from((inside.from - lower) * unit), to((inside.to - lower) * unit);
        Number exponent = -0.5 * motion.drift * pull;
        if (measure == Measure::asset) exponent -= motion.growth;
        const Number weight_from = exp_of(exponent + tilt * inside.from);
        const Number weight_to = exp_of(exponent + tilt * inside.to);
        const Number rate = -0.5 * unit * unit * motion.variance;
        const int terms = sine_terms();
        Number sum(0.0);
        for (int n = 1; n <= terms; ++n) {
            const Number wave = double(n) * unit;
            const Number integral = weight_to * (tilt * to.sine - wave * to.cosine) -
                                    weight_from * (tilt * from.sine - wave * from.cosine);
            sum += exp_of(double(n * n) * rate) * source.sine * integral / (tilt * tilt + wave * wave);
            source.step(), from.step(), to.step();
        }
        return 2.0 / width * sum;
    }

    // One unit at the barrier `level` if it is reached before the other, which lies `across` beyond the
    // spot.
    Number paid_at(const Number &level, const Number &across) const {
        const FirstPassage<Number> passage(motion, level);
        const Number near = width - across;
        const Number odd = passage.square() * width * width / motion.variance;
        if (is_wide || value_of(odd) < kVeryOdd) return exit_by_images(passage, near);
        return exit_by_sines(passage, level, across, odd);
    }

    Number exit_by_images(const FirstPassage<Number> &passage, const Number &near) const {
        const double size = value_of(motion.total_vol);
        const double growing = root(larger(value_of(passage.square()), 0.0));
        const int rounds = static_cast<int>((growing + 9.0) * size / (2.0 * value_of(width))) + 2;
        Number sum(0.0);
        for (int n = 0; n < rounds; ++n)
            sum += passage.value(near + (2.0 * n) * width) -
                   passage.value((2.0 * n + 2.0) * width - near);
        return sum;
    }

    // The value if there were no expiry less what would be paid after it; odd = (l w / s)^2.
    Number exit_by_sines(const FirstPassage<Number> &passage, const Number &level,
                         const Number &across, const Number &odd) const {
        const Number share = across / width;
        const Number tilt = motion.drift * level / motion.variance;
        const Number decay = 0.5 * motion.variance / (width * width);
        Rotation<Number> source(kPi * share);
        Number late(0.0);
        const int terms = sine_terms();
        double sign = 1.0;
        for (int n = 1; n <= terms; ++n) {
            const Number both = odd + n * n * kPi * kPi;
            late += (sign * 2.0 * kPi * n) * source.sine * exp_of(tilt - decay * both) / both;
            source.step();
            sign = -sign;
        }
        if (value_of(odd) < 1.0)
            return exp_of(tilt) * share * sinh_over(share * share * odd) / sinh_over(odd) - late;
        const Number x = root_of(odd);
        const Number ratio = expm1_of(-2.0 * share * x) / expm1_of(-2.0 * x);
        return exp_of(passage.exponents().rising) * ratio - late;
    }

    // sinh(x) / x as a series in x^2, for |x^2| <= 2.
    static Number sinh_over(const Number &square) {
        Number sum(1.0);
        for (int k = 12; k >= 1; --k) sum = 1.0 + square * sum / (2.0 * k * (2.0 * k + 1.0));
        return sum;
    }
};

inline bool has_left(double spot, double low, double high) { return spot <= low || spot >= high; }

struct DoubleBarrierContract {
    double strike;
    double lower;
    double upper;
    double expiry;
    double rebate;  // of a knock-out at the first exit, of a knock-in at expiry if there was none
    bool is_call;
    bool is_knock_in;
};

template <class Number>
Number double_barrier_option(const Market<Number> &market, const DoubleBarrierContract &c) {
    if (has_left(value_of(market.spot), c.lower, c.upper))
        return c.is_knock_in ? vanilla(market, c.strike, c.expiry, c.is_call) : Number(c.rebate);
    const Corridor<Number> corridor(market, c.expiry, c.lower, c.upper);
    const Range<Number> payoff = exercise_range(market, c.strike, c.is_call);
    const Number alive = option_value(corridor.motion, c.strike, c.is_call,
                                      corridor.mass(payoff, Measure::asset),
                                      corridor.mass(payoff, Measure::cash));
    const Number option =
        c.is_knock_in ? vanilla(market, c.strike, c.expiry, c.is_call) - alive : alive;
    if (c.rebate == 0.0) return option;
    if (!c.is_knock_in) return option + c.rebate * corridor.paid_at_exit();
    const Range<Number> everything = SingleBarrier<Number>::everything();
    return option + c.rebate * corridor.motion.discount * corridor.mass(everything, Measure::cash);
}

// One unit at expiry if neither barrier is ever reached.
template <class Number>
Number double_no_touch(const Market<Number> &market, double lower, double upper, double expiry) {
    if (has_left(value_of(market.spot), lower, upper)) return Number(0.0);
    const Corridor<Number> corridor(market, expiry, lower, upper);
    return corridor.motion.discount *
           corridor.mass(SingleBarrier<Number>::everything(), Measure::cash);
}

}  // namespace axiom::closed_forms
