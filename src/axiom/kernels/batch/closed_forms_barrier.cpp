#include "axiom/closed_forms/barrier.hpp"
#include "axiom/closed_forms/families.hpp"

namespace axiom::closed_forms {
namespace {

Paid paid(double at_expiry) { return flag(at_expiry) ? Paid::at_expiry : Paid::at_hit; }

// strike, barrier, expiry, rebate, is_call, is_up, is_knock_in, rebate_at_expiry
template <class Number>
Number barrier_row(const Market<Number> &market, const double *c) {
    return barrier_option(market, {c[0], c[1], c[2], c[3], flag(c[4]), flag(c[5]), flag(c[6]), paid(c[7])});
}

// barrier, expiry, is_up, pays_at_expiry
template <class Number>
Number one_touch_row(const Market<Number> &market, const double *c) {
    return one_touch(market, c[0], c[1], flag(c[2]), paid(c[3]));
}

// barrier, expiry, is_up
template <class Number>
Number no_touch_row(const Market<Number> &market, const double *c) {
    return no_touch(market, c[0], c[1], flag(c[2]));
}

constexpr Family kFamilies[] = {AXIOM_FAMILY("barrier", 8, barrier_row),
                                AXIOM_FAMILY("one_touch", 4, one_touch_row),
                                AXIOM_FAMILY("no_touch", 3, no_touch_row), AXIOM_END_OF_FAMILIES};

}  // namespace

const Family *barrier_families() { return kFamilies; }

}  // namespace axiom::closed_forms
