// Single barriers watched continuously: Reiner and Rubinstein's eight options, their rebates, touches.
//
// Of the killed law there are two sources, one at the spot and its mirror image in the barrier: an
// option that dies is the first less the second over the part of the payoff on the near side; one that
// comes alive is the first over the part beyond plus the second over the near part. No term is large, and
// those of a knock-in are all of one sign.
#pragma once

#include "first_passage.hpp"
#include "images.hpp"

namespace axiom::closed_forms {

enum class Paid { at_hit, at_expiry };

// The near side of the barrier and what is paid there.
template <class Number>
struct SingleBarrier {
    Motion<Number> motion;
    Number level;  // ln(H / S)
    Range<Number> alive;
    Range<Number> beyond;

    SingleBarrier(const Market<Number> &market, double expiry, double barrier, bool is_up)
        : motion(motion_to(market, time_at<Number>(expiry))), level(log_level(market, barrier)),
          alive(is_up ? below(level) : above(level)), beyond(is_up ? above(level) : below(level)) {}

    Number mass_alive(const Range<Number> &payoff, Measure measure) const {
        const Images<Number> images(motion, measure);
        const Range<Number> range = intersection(payoff, alive);
        return images.mass(range, Number(0.0)) - images.mass(range, 2.0 * level);
    }

    Number mass_hit(const Range<Number> &payoff, Measure measure) const {
        const Images<Number> images(motion, measure);
        return images.mass(intersection(payoff, beyond), Number(0.0)) +
               images.mass(intersection(payoff, alive), 2.0 * level);
    }

    Number hit_probability() const { return mass_hit(everything(), Measure::cash); }
    Number survival_probability() const { return mass_alive(everything(), Measure::cash); }

    static Range<Number> everything() { return {Number(0.0), Number(0.0), false, false}; }
};

inline bool is_hit(double spot, double barrier, bool is_up) {
    return is_up ? spot >= barrier : spot <= barrier;
}

// sign (S exp(-q T) asset - K exp(-r T) cash).
template <class Number>
Number option_value(const Motion<Number> &motion, double strike, bool is_call, const Number &asset,
                    const Number &cash) {
    const Number value = motion.asset_leg * asset - strike * motion.discount * cash;
    return is_call ? value : -value;
}

template <class Number>
Range<Number> exercise_range(const Market<Number> &market, double strike, bool is_call) {
    const Number k = log_level(market, strike);
    return is_call ? above(k) : below(k);
}

template <class Number>
Number vanilla(const Market<Number> &market, double strike, double expiry, bool is_call) {
    const Motion<Number> motion = motion_to(market, time_at<Number>(expiry));
    const Range<Number> payoff = exercise_range(market, strike, is_call);
    const Number source(0.0);
    return option_value(motion, strike, is_call,
                        Images<Number>(motion, Measure::asset).mass(payoff, source),
                        Images<Number>(motion, Measure::cash).mass(payoff, source));
}

struct BarrierContract {
    double strike;
    double barrier;
    double expiry;
    double rebate;
    bool is_call;
    bool is_up;
    bool is_knock_in;
    Paid rebate_paid;
};

template <class Number>
Number barrier_option(const Market<Number> &market, const BarrierContract &c) {
    const Motion<Number> motion = motion_to(market, time_at<Number>(c.expiry));
    if (is_hit(value_of(market.spot), c.barrier, c.is_up)) {
        if (c.is_knock_in) return vanilla(market, c.strike, c.expiry, c.is_call);
        return c.rebate_paid == Paid::at_hit ? Number(c.rebate) : c.rebate * motion.discount;
    }
    const SingleBarrier<Number> law(market, c.expiry, c.barrier, c.is_up);
    const Range<Number> payoff = exercise_range(market, c.strike, c.is_call);
    const auto mass = [&](Measure measure) {
        return c.is_knock_in ? law.mass_hit(payoff, measure) : law.mass_alive(payoff, measure);
    };
    const Number option = option_value(motion, c.strike, c.is_call, mass(Measure::asset), mass(Measure::cash));
    if (c.rebate == 0.0) return option;
    if (c.is_knock_in) return option + c.rebate * motion.discount * law.survival_probability();
    if (c.rebate_paid == Paid::at_hit) return option + c.rebate * paid_at_hit(motion, law.level);
    return option + c.rebate * motion.discount * law.hit_probability();
}

// One unit if the barrier is reached before expiry.
template <class Number>
Number one_touch(const Market<Number> &market, double barrier, double expiry, bool is_up, Paid paid) {
    const bool now = is_hit(value_of(market.spot), barrier, is_up);
    if (now && paid == Paid::at_hit) return Number(1.0);
    const SingleBarrier<Number> law(market, expiry, barrier, is_up);
    if (paid == Paid::at_hit) return paid_at_hit(law.motion, law.level);
    return now ? law.motion.discount : law.motion.discount * law.hit_probability();
}

// One unit at expiry if the barrier is never reached.
template <class Number>
Number no_touch(const Market<Number> &market, double barrier, double expiry, bool is_up) {
    if (is_hit(value_of(market.spot), barrier, is_up)) return Number(0.0);
    const SingleBarrier<Number> law(market, expiry, barrier, is_up);
    return law.motion.discount * law.survival_probability();
}

}  // namespace axiom::closed_forms
