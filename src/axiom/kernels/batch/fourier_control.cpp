#include "axiom/fourier/strip.hpp"
#include "axiom/lognormal.hpp"

#include <vector>

namespace axiom::fourier {
namespace {

struct Controlled {
    double value, in_forward, twice_in_forward;
};

// Undiscounted Black-Scholes at total vol s.
AXIOM_FN Controlled black_scholes(Payoff payoff, double forward, double strike, double s, double is_call) {
    const OptionTerms terms{forward, strike, 1.0, s, 0.0, 0.0, is_call, 0.0};
    const LognormalTerms t = lognormal_terms<true>(terms);
    const LognormalCore core = lognormal_core<true>(t, is_call);
    const double sign = 2.0 * is_call - 1.0, density = core.scaled_density;
    const double d1 = t.x * t.inverse_s + 0.5 * s, d2 = d1 - s;
    const double per_forward = t.inverse_spot * t.inverse_s, per_strike = t.inverse_strike * t.inverse_s;
    if (payoff == Payoff::vanilla)
        return {core.price, sign * core.n1, density * t.inverse_spot * per_forward};
    if (payoff == Payoff::cash)
        return {core.n2, sign * density * t.inverse_spot * per_strike,
                -sign * density * d1 * per_forward * t.inverse_spot * per_strike};
    const double slope = density * per_forward;
    return {forward * core.n1, core.n1 + sign * slope, -sign * slope * d2 * per_forward};
}

AXIOM_CLONES void formula_values(Payoff payoff, double deviation, const Strip &strip, const double *is_call,
                                 double *const *out) {
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < strip.size; ++i) {
        const Controlled c = black_scholes(payoff, strip.forward, strip.strike[i], deviation, is_call[i]);
        out[0][i] = c.value, out[1][i] = c.in_forward, out[2][i] = c.twice_in_forward;
    }
}

// What is paid for certain; at the kink, half of what is paid to either side.
Controlled certain(Payoff payoff, double forward, double strike, double sign) {
    const double above = forward > strike ? 1.0 : forward < strike ? 0.0 : 0.5;
    const double paid = sign > 0.0 ? above : 1.0 - above;
    if (payoff == Payoff::cash) return {paid, 0.0, 0.0};
    if (payoff == Payoff::asset) return {paid * forward, paid, 0.0};
    return {paid * sign * (forward - strike), sign * paid, 0.0};
}

}  // namespace

void control_values(Payoff payoff, double deviation, Reach reach, const Strip &strip) {
    const auto n = static_cast<std::size_t>(strip.size);
    std::vector<double> flags(n), spare(2 * n);
    for (std::size_t i = 0; i < n; ++i) flags[i] = strip.is_call[i] ? 1.0 : 0.0;
    const bool only_value = reach == Reach::value;
    double *out[kControlled] = {strip.values, only_value ? spare.data() : strip.values + strip.stride,
                                only_value ? spare.data() + n : strip.values + 2 * strip.stride};
    if (deviation > 0.0) return formula_values(payoff, deviation, strip, flags.data(), out);
    for (std::size_t i = 0; i < n; ++i) {
        const Controlled c = certain(payoff, strip.forward, strip.strike[i], 2.0 * flags[i] - 1.0);
        out[0][i] = c.value, out[1][i] = c.in_forward, out[2][i] = c.twice_in_forward;
    }
}

}  // namespace axiom::fourier
