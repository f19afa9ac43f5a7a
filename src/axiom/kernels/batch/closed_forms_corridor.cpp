#include "axiom/closed_forms/corridor.hpp"
#include "axiom/closed_forms/families.hpp"

namespace axiom::closed_forms {
namespace {

// strike, lower, upper, expiry, rebate, is_call, is_knock_in
template <class Number>
Number double_barrier_row(const Market<Number> &market, const double *c) {
    return double_barrier_option(market, {c[0], c[1], c[2], c[3], c[4], flag(c[5]), flag(c[6])});
}

// lower, upper, expiry
template <class Number>
Number double_no_touch_row(const Market<Number> &market, const double *c) {
    return double_no_touch(market, c[0], c[1], c[2]);
}

constexpr Family kFamilies[] = {AXIOM_FAMILY("double_barrier", 7, double_barrier_row),
                                AXIOM_FAMILY("double_no_touch", 3, double_no_touch_row),
                                AXIOM_END_OF_FAMILIES};

}  // namespace

const Family *corridor_families() { return kFamilies; }

}  // namespace axiom::closed_forms
