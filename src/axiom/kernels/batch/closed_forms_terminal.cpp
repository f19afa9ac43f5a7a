#include "axiom/closed_forms/families.hpp"
#include "axiom/closed_forms/terminal.hpp"

namespace axiom::closed_forms {
namespace {

// strike, expiry, is_call
template <class Number>
Number cash_digital_row(const Market<Number> &market, const double *c) {
    return digital(market, c[0], c[1], flag(c[2]), Measure::cash);
}

template <class Number>
Number asset_digital_row(const Market<Number> &market, const double *c) {
    return digital(market, c[0], c[1], flag(c[2]), Measure::asset);
}

// lower, upper, fixing, payment
template <class Number>
Number range_digital_row(const Market<Number> &market, const double *c) {
    return range_digital(market, c[0], c[1], c[2], c[3]);
}

// moneyness, start, expiry, is_call
template <class Number>
Number forward_start_row(const Market<Number> &market, const double *c) {
    return forward_start(market, c[0], c[1], c[2], flag(c[3]));
}

// start, end, payment, previous, floor, cap
template <class Number>
Number clipped_return_row(const Market<Number> &market, const double *c) {
    return clipped_return(market, {c[0], c[1], c[2], c[3], c[4], c[5]});
}

constexpr Family kFamilies[] = {AXIOM_FAMILY("cash_digital", 3, cash_digital_row),
                                AXIOM_FAMILY("asset_digital", 3, asset_digital_row),
                                AXIOM_FAMILY("range_digital", 4, range_digital_row),
                                AXIOM_FAMILY("forward_start", 4, forward_start_row),
                                AXIOM_FAMILY("clipped_return", 6, clipped_return_row),
                                AXIOM_END_OF_FAMILIES};

}  // namespace

const Family *terminal_families() { return kFamilies; }

}  // namespace axiom::closed_forms
