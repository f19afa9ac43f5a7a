// Prices and Greeks where the formulas divide by zero: zero vol, zero expiry, a spot of zero, NaN.
//
// Away from the kink (forward equal to strike) the option is worth its discounted intrinsic value
// for sure. At the kink each Greek is its one-sided limit as vol or expiry falls to zero, which
// may be infinite. Plain scalar code: few elements come here.
#pragma once

#include <limits>

#include "lognormal.hpp"
#include "normal.hpp"

namespace axiom {

enum class Model { lognormal, normal };

constexpr double kNegligible = 1e-15;  // a vol or an expiry below it is zero
constexpr double kEndless = 1e10;      // a vol or an expiry above it has reached its limit
constexpr double kHuge = 1e100;        // prices stay below it and above its inverse

inline double *fields(Sensitivities &g) { return reinterpret_cast<double *>(&g); }

inline Sensitivities undefined_sensitivities() {
    Sensitivities g;
    for (int j = 0; j < kOutputs; ++j) fields(g)[j] = std::numeric_limits<double>::quiet_NaN();
    return g;
}

inline bool has_nan(const OptionTerms &o) {
    return std::isnan(o.spot + o.strike + o.expiry + o.vol + o.rate + o.dividend_yield);
}

inline bool is_outside_domain(const OptionTerms &o, Model model) {
    const bool infinite = std::isinf(o.expiry) || std::isinf(o.vol);
    const bool huge = std::fabs(o.spot) > kHuge || std::fabs(o.strike) > kHuge ||
                      std::fabs(o.rate) > kHuge || std::fabs(o.dividend_yield) > kHuge;
    const bool outside_lognormal =
        model == Model::lognormal &&
        (o.strike < 1.0 / kHuge || o.spot < 0.0 || (o.spot > 0.0 && o.spot < 1.0 / kHuge));
    return infinite || huge || outside_lognormal || o.vol < 0.0 || o.expiry < 0.0;
}

// Normal vols are in units of the underlying, so their bounds are wider.
inline double smallest_vol(Model model) {
    return model == Model::lognormal ? kNegligible : kNegligible * kNegligible;
}
inline double largest_vol(Model model) { return model == Model::lognormal ? kEndless : kHuge; }

inline bool vanishes(const OptionTerms &o, Model model) {
    return o.vol < smallest_vol(model) || o.expiry < kNegligible;
}

inline bool needs_limit(const OptionTerms &o, Model model) {
    return vanishes(o, model) || o.vol > largest_vol(model) || o.expiry > kEndless ||
           (model == Model::lognormal && o.spot == 0.0);
}

// Inside the domain of the formulas themselves.
inline bool is_regular(const OptionTerms &o, Model model) {
    return !has_nan(o) && !is_outside_domain(o, model) && !needs_limit(o, model);
}

inline Sensitivities formula(const OptionTerms &o, Model model) {
    return model == Model::lognormal ? lognormal<Detail::all>(o) : normal<Detail::all>(o);
}

// The option's payoff is certain: in the money (n = 1) or out of it (n = 0).
inline Sensitivities certain_payoff(const OptionTerms &o, bool forward_above) {
    const double sign = 2.0 * o.is_call - 1.0;
    const double n = (forward_above == (o.is_call > 0.5)) ? 1.0 : 0.0;
    const double discount = std::exp(-o.rate * o.expiry);
    const double dividend_discount = std::exp(-o.dividend_yield * o.expiry);
    const double forward_leg = n * sign * o.spot * dividend_discount;
    const double strike_leg = n * sign * o.strike * discount;
    Sensitivities g{};
    g.price = forward_leg - strike_leg;
    g.delta = n * sign * dividend_discount;
    g.theta = o.dividend_yield * forward_leg - o.rate * strike_leg;
    g.rho = o.expiry * (o.carries > 0.5 ? strike_leg : -g.price);
    g.psi = o.carries > 0.5 ? -o.expiry * forward_leg : 0.0;
    g.dual_delta = -n * sign * discount;
    g.charm = o.dividend_yield * g.delta;
    return g;
}

// Vol or expiry is zero and the forward equals the strike: the formulas at a vanishing vol or
// expiry, with what diverges set to infinity and what vanishes set to zero.
inline Sensitivities at_the_kink(OptionTerms o, Model model) {
    o.vol = o.vol < smallest_vol(model) ? 1e-100 : o.vol;
    o.expiry = o.expiry < kNegligible ? 1e-200 : o.expiry;
    Sensitivities g = formula(o, model);
    for (int j = 0; j < kOutputs; ++j) {
        double &value = fields(g)[j];
        if (std::fabs(value) < 1e-60) value = 0.0;
        if (std::fabs(value) > 1e60)
            value = std::copysign(std::numeric_limits<double>::infinity(), value);
    }
    return g;
}

// Vol or expiry is so large that the option has reached its limit.
inline Sensitivities at_the_far_end(OptionTerms o, Model model) {
    o.vol = smaller(o.vol, largest_vol(model));
    o.expiry = smaller(o.expiry, kEndless);
    return formula(o, model);
}

inline Sensitivities limit_sensitivities(const OptionTerms &o, Model model) {
    if (has_nan(o)) return undefined_sensitivities();
    if (model == Model::lognormal && o.spot == 0.0) return certain_payoff(o, false);
    if (!vanishes(o, model)) return at_the_far_end(o, model);
    const double moneyness = model == Model::lognormal ? log_moneyness_of(o) : moneyness_of(o);
    if (moneyness == 0.0) return at_the_kink(o, model);
    return certain_payoff(o, moneyness > 0.0);
}

}  // namespace axiom
