#include "axiom/closed_forms/families.hpp"
#include "axiom/closed_forms/geometric_asian.hpp"
#include "axiom/closed_forms/lookback.hpp"

namespace axiom::closed_forms {
namespace {

// strike, expiry, extreme, is_call
template <class Number>
Number fixed_lookback_row(const Market<Number> &market, const double *c) {
    return fixed_lookback(market, c[0], c[1], c[2], flag(c[3]));
}

// expiry, extreme, is_call
template <class Number>
Number floating_lookback_row(const Market<Number> &market, const double *c) {
    return floating_lookback(market, c[0], c[1], flag(c[2]));
}

// past, weight, mean_time, spread_time, and their slopes in time
GeometricAverage average_of(const double *c) {
    return {{c[0], c[4]}, {c[1], c[5]}, {c[2], c[6]}, {c[3], c[7]}};
}

// strike, expiry, the average, is_call
template <class Number>
Number geometric_price_row(const Market<Number> &market, const double *c) {
    return geometric_price(market, average_of(c + 2), c[0], c[1], flag(c[10]));
}

// expiry, the average, is_call
template <class Number>
Number geometric_strike_row(const Market<Number> &market, const double *c) {
    return geometric_strike(market, average_of(c + 1), c[0], flag(c[9]));
}

constexpr Family kFamilies[] = {AXIOM_FAMILY("fixed_lookback", 4, fixed_lookback_row),
                                AXIOM_FAMILY("floating_lookback", 3, floating_lookback_row),
                                AXIOM_FAMILY("geometric_price", 11, geometric_price_row),
                                AXIOM_FAMILY("geometric_strike", 10, geometric_strike_row),
                                AXIOM_END_OF_FAMILIES};

}  // namespace

const Family *lookback_families() { return kFamilies; }

}  // namespace axiom::closed_forms
