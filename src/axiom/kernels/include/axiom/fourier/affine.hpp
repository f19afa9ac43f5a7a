// Log characteristic function of ln(S_T / F) under Heston with normal jumps in the logarithm
// (Bates), with its derivatives in the parameters. Heston has no jumps; Merton has no vol of vol.
//
// With c = u^2 + i u, xi = kappa - i rho sigma u, d = sqrt(xi^2 + sigma^2 c), E = 1 - exp(-d T):
//   ln phi = v0 B + kappa theta A + lambda T J,
//   B = -c / (xi + H),  H = d (2 - E) / E = d coth(d T / 2),
//   A = -c T / (xi + d) - (2 / sigma^2) ln(1 + w),  w = -sigma^2 c E / (2 d (xi + d)),
//   J = exp(i u m - s^2 u^2 / 2) - 1 - i u (exp(m + s^2 / 2) - 1).
// The root with Re d >= 0 keeps 1 + w off the negative axis (Lord and Kahl 2010), and no term is the
// difference of large ones as sigma, or T, falls to zero.
// Domain: mean_reversion, expiry > 0. Verified by tests/parity/test_heston_parity.py.
#pragma once

#include "axiom/complex.hpp"

namespace axiom::fourier {

struct Affine {
    double initial_variance;
    double mean_reversion;
    double long_variance;
    double vol_of_vol;
    double correlation;
    double jump_intensity;
    double jump_mean;
    double jump_vol;
};

// ln phi and its derivatives.
struct Exponent {
    Complex value;
    Complex expiry;
    Complex initial_variance;
    Complex long_variance;
    Complex jump_intensity, jump_mean, jump_vol;
    Complex mean_reversion, vol_of_vol, correlation;
};

enum class Reach { value, time_and_variance, jumps, all };

struct Roots {
    Complex c, xi, d, d_squared, inverse_d, steady, decay;  // steady = 1 / (xi + d), decay = E
};

AXIOM_FN Roots roots_of(const Affine &p, double expiry, Complex u) {
    Roots r{};
    r.c = u * u + times_i(u);
    r.xi = p.mean_reversion - (p.correlation * p.vol_of_vol) * times_i(u);
    r.d_squared = r.xi * r.xi + (p.vol_of_vol * p.vol_of_vol) * r.c;
    r.d = square_root(r.d_squared);
    r.inverse_d = reciprocal(r.d);
    r.steady = reciprocal(r.xi + r.d);
    r.decay = one_minus_exponential_of_negative(expiry * r.d);
    return r;
}

// ln(1 + w) / sigma^2, through w alone where sigma vanishes.
AXIOM_FN Complex scaled_log(const Affine &p, const Roots &r) {
    const Complex direction = -0.5 * (r.c * r.decay * r.inverse_d * r.steady);
    const double variance = p.vol_of_vol * p.vol_of_vol;
    const Complex logarithm = log_of_one_plus(variance * direction);
    const bool vanishes = variance < 1e-30;
    const double inverse = 1.0 / (vanishes ? 1.0 : variance);
    return {vanishes ? direction.re : inverse * logarithm.re,
            vanishes ? direction.im : inverse * logarithm.im};
}

AXIOM_FN void add_jumps(const Affine &p, double expiry, Complex u, Exponent &e) {
    const double s2 = p.jump_vol * p.jump_vol;
    const Complex iu = times_i(u);
    const Complex jumped = exponential(p.jump_mean * iu - (0.5 * s2) * (u * u));
    const double mean_jump = exponential(p.jump_mean + 0.5 * s2);
    const double less_one = exponential_minus_one(p.jump_mean + 0.5 * s2);
    const Complex each = -1.0 + jumped - less_one * iu;
    const double number = p.jump_intensity * expiry;
    e.value = e.value + number * each;
    e.expiry = e.expiry + p.jump_intensity * each;
    e.jump_intensity = expiry * each;
    e.jump_mean = number * (iu * (jumped - Complex{mean_jump, 0.0}));
    e.jump_vol = (-number * p.jump_vol) * (u * u * jumped + mean_jump * iu);
}

// Derivatives in a parameter p of which xi and d^2 depend: those of xi and of d^2 are given.
struct Responses {
    Complex variance;  // of B
    Complex log_part;  // of ln(cosh(d T / 2) + (xi / d) sinh(d T / 2))
};

AXIOM_FN Responses responses_of(const Roots &r, Complex H, Complex inverse_sum, double expiry,
                                Complex of_xi, Complex of_d_squared) {
    const Complex share = 0.5 * (of_d_squared * r.inverse_d * r.inverse_d);
    const Complex of_H = (H + (0.5 * expiry) * (r.d_squared - H * H)) * share;
    const Complex moved = (of_xi + of_H) * inverse_sum;
    return {r.c * inverse_sum * moved, moved + (-1.0 + (0.5 * expiry) * H) * share};
}

AXIOM_FN void add_dynamics(const Affine &p, double expiry, Complex u, const Roots &r, Complex H,
                           Complex inverse_sum, Complex A, Exponent &e) {
    const double level = p.mean_reversion * p.long_variance;
    const double inverse = 1.0 / larger(p.vol_of_vol * p.vol_of_vol, 1e-300);
    const Complex twice_xi = 2.0 * r.xi;
    const Complex turned = -times_i(u);
    const auto respond = [&](Complex of_xi, Complex of_d_squared, Complex beside) {
        const Responses a = responses_of(r, H, inverse_sum, expiry, of_xi, of_d_squared);
        const Complex of_A = inverse * (expiry * of_xi - 2.0 * a.log_part) + beside;
        return p.initial_variance * a.variance + level * of_A;
    };
    const Complex none{0.0, 0.0};
    e.mean_reversion = respond({1.0, 0.0}, twice_xi, none) + p.long_variance * A;
    const Complex by_correlation = p.vol_of_vol * turned;
    e.correlation = respond(by_correlation, twice_xi * by_correlation, none);
    const Complex by_vol = p.correlation * turned;
    e.vol_of_vol = respond(by_vol, twice_xi * by_vol + (2.0 * p.vol_of_vol) * r.c,
                           (-2.0 / larger(p.vol_of_vol, 1e-150)) * A);
}

template <Reach reach>
AXIOM_FN Exponent exponent_of(const Affine &p, double expiry, Complex u) {
    const Roots r = roots_of(p, expiry, u);
    const Complex H = r.d * (2.0 - r.decay) / r.decay;
    const Complex inverse_sum = reciprocal(r.xi + H);
    const Complex B = -(r.c * inverse_sum);
    const Complex A = -(expiry * (r.c * r.steady)) - 2.0 * scaled_log(p, r);
    const double level = p.mean_reversion * p.long_variance;
    Exponent e{};
    e.value = p.initial_variance * B + level * A;
    if constexpr (reach != Reach::value) {
        const double half_variance = 0.5 * p.vol_of_vol * p.vol_of_vol;
        const Complex B_in_time = half_variance * (B * B) - r.xi * B - 0.5 * r.c;
        e.expiry = p.initial_variance * B_in_time + level * B;
        e.initial_variance = B;
        e.long_variance = p.mean_reversion * A;
    }
    add_jumps(p, expiry, u, e);
    if constexpr (reach == Reach::all) add_dynamics(p, expiry, u, r, H, inverse_sum, A, e);
    return e;
}

}  // namespace axiom::fourier
