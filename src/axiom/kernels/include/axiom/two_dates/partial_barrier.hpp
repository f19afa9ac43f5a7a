// Barriers that are watched from t1 to t2 only (Heynen, Kat, Partial barrier options, J. Financial
// Engineering 3, 1994, 253-274).
//
// By reflection after t1, and with e = 1 for a barrier below, -1 for one above, what survives is
//   V(S; e S_t1 > e H, e S_t2 > e H) - (H / S)^(2 m) V(H^2 / S; e S_t1 < e H, e S_t2 > e H),
// m = (r - q) / vol^2 - 1/2, with V the vanilla payoff's value on the event. Three dates are integrated
// over the middle one, two and one have closed forms.
#pragma once

#include "dates.hpp"

namespace axiom::two_dates {

struct PartialBarrierTerms {
    double spot, strike, barrier, start, end, expiry;
    double vol, rate, dividend_yield;
    double sign;  // 1 for a call, -1 for a put
    double side;  // 1 for a barrier below, -1 for one above
};

// Brownian motion with drift, watched at one date: the number of deviations above a level.
template <class Number>
struct Drifting {
    Number log_start;
    Number drift;
    Number vol;

    Number above(double time, double log_level) const {
        return (log_start + drift * time - log_level) / (vol * root(time));
    }
};

// P(e1 (X_t1 - h) > 0, e2 (X_t2 - h) > 0, e3 (X_T - k) > 0) for t1 < t2 < T, over the middle date.
template <class Number>
Number three_date_probability(const Number &d1, const Number &d2, const Number &d3, double r12, double r23) {
    constexpr int panels = 4, points = 24;
    static const american::GaussLegendre<points> rule;
    const double width = 9.5 + larger(0.0, smaller(value_of(d2), 9.5));
    const double left1 = root((1.0 - r12) * (1.0 + r12)), left3 = root((1.0 - r23) * (1.0 + r23));
    Number sum(0.0);
    for (int panel = 0; panel < panels; ++panel)
        for (std::size_t k = 0; k < points; ++k) {
            const Number z = d2 - width * (panel + rule.at[k]) / panels;
            sum += (rule.weight[k] * width / panels) * (density_of(z) * distribution_of((d1 - r12 * z) / left1) *
                                                        distribution_of((d3 - r23 * z) / left3));
        }
    return sum;
}

// P(e1 (X_start - h) > 0, e2 (X_end - h) > 0, e3 (X_expiry - k) > 0), dates that coincide included.
template <class Number>
Number window_probability(const Drifting<Number> &x, const PartialBarrierTerms &t, double e1, double e2,
                          double e3, double k) {
    const double h = std::log(t.barrier);
    if (t.start >= t.end && e1 != e2) return Number(0.0);
    const bool starts = t.start > 0.0 && t.start < t.end;
    if (!starts && t.start <= 0.0 && e1 * (value_of(x.log_start) - h) <= 0.0) return Number(0.0);
    if (t.end >= t.expiry) {
        const bool implied = e2 == e3 ? e2 * (k - h) >= 0.0 : false;
        if (e2 != e3 && e2 * (k - h) <= 0.0) return Number(0.0);
        const Number far = e3 * x.above(t.expiry, implied || e2 != e3 ? k : h);
        const auto up_to = [&](const Number &d, double e) {
            if (!starts) return distribution_of(d);
            const Number first = e1 * x.above(t.start, h);
            return bivariate_distribution_of(first, d, Number(e1 * e * root(t.start / t.expiry)));
        };
        if (e2 == e3) return up_to(far, e3);
        return up_to(e2 * x.above(t.expiry, h), e2) - up_to(e2 * x.above(t.expiry, k), e2);
    }
    const Number d2 = e2 * x.above(t.end, h), d3 = e3 * x.above(t.expiry, k);
    const double r23 = root(t.end / t.expiry) * e2 * e3;
    if (!starts && t.end <= 0.0) return distribution_of(d3);
    if (!starts) return bivariate_distribution_of(d2, d3, Number(r23));
    const Number d1 = e1 * x.above(t.start, h);
    return three_date_probability(d1, d2, d3, root(t.start / t.end) * e1 * e2, r23);
}

// The discounted payoff on the event that the asset, started at exp(log_start), is beyond or short of
// the barrier at the start of the window, and beyond it at its end.
template <class Number>
Number on_event(const PartialBarrierTerms &t, const Number &log_start, double at_start, const Number &vol,
                const Number &rate) {
    const Number carry = rate - t.dividend_yield, variance = vol * vol;
    const double k = std::log(larger(t.strike, 1e-60 * t.spot));
    const Drifting<Number> cash{log_start, carry - 0.5 * variance, vol};
    const Drifting<Number> asset{log_start, carry + 0.5 * variance, vol};
    const Number of_cash = window_probability(cash, t, at_start, t.side, t.sign, k);
    const Number of_asset = window_probability(asset, t, at_start, t.side, t.sign, k);
    const Number forward = exp_of(log_start + carry * t.expiry);
    return exp_of(-t.expiry * rate) * (t.sign * (forward * of_asset - t.strike * of_cash));
}

// (H / S)^(2 m): what the reflected value is multiplied by, and its rounding errors with it.
template <class Number>
Number reflection_weight(const PartialBarrierTerms &t, const Number &log_spot, const Number &vol,
                         const Number &rate) {
    const Number twice = 2.0 * (rate - t.dividend_yield) / (vol * vol) - 1.0;
    return exp_of(twice * (std::log(t.barrier) - log_spot));
}

template <class Number>
Number partial_knock_out(const PartialBarrierTerms &t, const Number &spot, const Number &vol, const Number &rate) {
    const Number log_spot = log_of(spot);
    const bool is_watched_now = t.start <= 0.0;
    if (is_watched_now && t.side * (t.spot - t.barrier) <= 0.0) return 0.0 * spot;
    const Number direct = on_event(t, log_spot, t.side, vol, rate);
    if (t.end <= t.start) return direct;
    const Number reflected = on_event(t, 2.0 * std::log(t.barrier) - log_spot, -t.side, vol, rate);
    return direct - reflection_weight(t, log_spot, vol, rate) * reflected;
}

}  // namespace axiom::two_dates
