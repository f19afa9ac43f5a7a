#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/two_dates/compound.hpp"
#include "axiom/two_dates/partial_barrier.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using two_dates::DateTerms;
using two_dates::SpotVolRate;

// Price, delta, gamma, vega and rho, then what multiplies rounding errors; one row a contract.
constexpr std::size_t kResults = 6;

void store(const SpotVolRate &price, double amplification, double *row) {
    row[0] = price.value;
    row[1] = price.first[0];
    row[2] = price.second_at(0, 0);
    row[3] = price.first[1];
    row[4] = price.first[2];
    row[5] = amplification;
}

DateTerms date_at(const double *c) { return {c[0], c[1], c[2], c[3], c[4]}; }

template <class Formula>
Output by_row(const Input &table, std::size_t columns, Formula formula) {
    if (table.shape(0) % columns != 0) throw std::invalid_argument("two dates: lengths disagree");
    const std::size_t size = table.shape(0) / columns;
    std::vector<double> out(size * kResults);
    for (std::size_t i = 0; i < size; ++i) formula(table.data() + i * columns, out.data() + i * kResults);
    return owned(std::move(out));
}

// spot, strike, underlying strike, sign, underlying sign, then time, rate, yield, vol and response of
// both dates.
Output compounds(const Input &table) {
    return by_row(table, 15, [](const double *c, double *row) {
        const two_dates::CompoundTerms t{c[0], date_at(c + 5), date_at(c + 10), c[1], c[2], c[3], c[4]};
        store(two_dates::compound(t, SpotVolRate::variable(c[0], 0)), 1.0, row);
    });
}

// spot, call strike, put strike, then the three dates.
Output choosers(const Input &table) {
    return by_row(table, 18, [](const double *c, double *row) {
        const two_dates::ChooserTerms t{c[0], date_at(c + 3), date_at(c + 8), date_at(c + 13), c[1], c[2]};
        store(two_dates::chooser(t, SpotVolRate::variable(c[0], 0)), 1.0, row);
    });
}

// spot, strike, barrier, start, end, expiry, vol, rate, yield, sign, side: the knock-out.
Output partial_barriers(const Input &table) {
    return by_row(table, 11, [](const double *c, double *row) {
        const two_dates::PartialBarrierTerms t{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10]};
        const SpotVolRate spot = SpotVolRate::variable(t.spot, 0);
        const SpotVolRate vol = SpotVolRate::variable(t.vol, 1), rate = SpotVolRate::variable(t.rate, 2);
        const double weight = two_dates::reflection_weight(t, std::log(t.spot), t.vol, t.rate);
        store(two_dates::partial_knock_out(t, spot, vol, rate), 1.0 + weight, row);
    });
}

}  // namespace

void bind_two_dates(nb::module_ &module) {
    using namespace nb::literals;
    module.def("compounds", &compounds, "table"_a);
    module.def("choosers", &choosers, "table"_a);
    module.def("partial_barriers", &partial_barriers, "table"_a);
}

}  // namespace axiom::bindings
