#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/array.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/live/quotes.hpp"
#include "axiom/live/screen.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using Table = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Codes = nb::ndarray<const std::uint8_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

// Hands a vector to NumPy as a table of puts and calls.
template <typename T>
nb::ndarray<nb::numpy, T, nb::ndim<2>> tabled(std::vector<T> &&values) {
    auto *kept = new std::vector<T>(std::move(values));
    nb::capsule owner(kept, [](void *p) noexcept { delete static_cast<std::vector<T> *>(p); });
    return {kept->data(), {2, kept->size() / 2}, owner};
}

template <typename... Tables>
void check_tables(std::size_t n, const Tables &...tables) {
    for (std::size_t size : {tables.size()...})
        if (size != 2 * n) throw std::invalid_argument("live: tables differ in size");
}

nb::object live_flags(const Table &bid, const Table &ask, const Table &time, const Table &rhythm,
                      double now, double stale_rhythms, double least_rhythm) {
    check_tables(bid.shape(1), bid, ask, time, rhythm);
    std::vector<std::uint8_t> flags(bid.size());
    for (std::size_t i = 0; i < flags.size(); ++i)
        flags[i] = live::flag_of(bid.data()[i], ask.data()[i], time.data()[i], rhythm.data()[i],
                                 {now, stale_rhythms, least_rhythm});
    return nb::cast(tabled(std::move(flags)));
}

nb::tuple columns_of(const std::vector<live::Interval> &intervals) {
    const std::size_t n = intervals.size();
    std::vector<double> low(n), middle(n), high(n);
    std::vector<std::uint8_t> flags(n);
    for (std::size_t i = 0; i < n; ++i) {
        low[i] = intervals[i].low, middle[i] = intervals[i].middle, high[i] = intervals[i].high;
        flags[i] = intervals[i].flag;
    }
    return nb::make_tuple(tabled(std::move(low)), tabled(std::move(middle)), tabled(std::move(high)),
                          tabled(std::move(flags)));
}

nb::tuple live_black(const Input &strike, const Table &bid, const Table &ask, const Codes &flags,
                     double forward, double years, double discount_factor) {
    const std::size_t n = strike.shape(0);
    check_tables(n, bid, ask, flags);
    const live::Inversion empty(forward, years, discount_factor);
    return columns_of(
        live::black_intervals(n, strike.data(), bid.data(), ask.data(), flags.data(), empty));
}

// Vols and their statuses of bid, middle and ask.
nb::tuple live_intervals(const std::array<Table, 3> &vol, const std::array<Codes, 3> &status,
                         const Codes &flags) {
    for (std::size_t s = 0; s < 3; ++s) check_tables(flags.shape(1), flags, vol[s], status[s]);
    std::vector<live::Interval> intervals(flags.size());
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const auto side = [&](std::size_t s) {
            return live::Found{vol[s].data()[i], static_cast<VolStatus>(status[s].data()[i])};
        };
        intervals[i] = live::interval_of(side(0), side(1), side(2),
                                         static_cast<live::Flag>(flags.data()[i]));
    }
    return columns_of(intervals);
}

nb::tuple answer(live::Screening &&found) {
    const std::size_t n = found.rows.size();
    std::vector<double> k(n), low(n), middle(n), high(n), weight(n, 1.0);
    for (std::size_t i = 0; i < n; ++i) {
        const live::Row &row = found.rows[i];
        k[i] = row.log_moneyness, low[i] = row.low, middle[i] = row.middle, high[i] = row.high;
    }
    const nb::tuple columns = nb::make_tuple(owned(std::move(k)), owned(std::move(low)),
                                             owned(std::move(middle)), owned(std::move(high)),
                                             owned(std::move(weight)));
    return nb::make_tuple(columns, tabled(std::move(found.flags)), found.used, found.doubtful,
                          found.jump);
}

nb::tuple live_screen(const Table &low, const Table &middle, const Table &high, const Codes &flags,
                      const Input &log_moneyness, const Table &overdue, const Input &knots,
                      const Input &values, const Input &second, const Input &error, double years,
                      double near_the_money, double outlier_bars, double half_spread_floor,
                      double vol_of_vol, double jump_share, double jump_limit, int min_strikes) {
    const std::size_t n = log_moneyness.shape(0), m = knots.shape(0);
    check_tables(n, low, middle, high, flags, overdue);
    if (m < 2 || values.shape(0) != m || second.shape(0) != m || error.shape(0) != m)
        throw std::invalid_argument("live: columns of the slice differ in size");
    const live::Quotes quotes{n, low.data(), middle.data(), high.data(), flags.data(),
                              log_moneyness.data(), overdue.data()};
    const spline::SliceView slice{static_cast<int>(m), knots.data(), values.data(), second.data()};
    const live::Bars bars{near_the_money, outlier_bars, half_spread_floor, vol_of_vol,
                          jump_share, jump_limit, min_strikes};
    return answer(live::Screen(quotes, {slice, error.data(), years}, bars).run());
}

}  // namespace

void bind_live(nb::module_ &module) {
    using namespace nb::literals;
    module.def("live_flags", &live_flags, "bid"_a, "ask"_a, "time"_a, "rhythm"_a, "now"_a,
               "stale_rhythms"_a, "least_rhythm"_a);
    module.def("live_black", &live_black, "strike"_a, "bid"_a, "ask"_a, "flags"_a, "forward"_a,
               "years"_a, "discount_factor"_a);
    module.def("live_intervals", &live_intervals, "vol"_a, "status"_a, "flags"_a);
    module.def("live_screen", &live_screen, "low"_a, "middle"_a, "high"_a, "flags"_a,
               "log_moneyness"_a, "overdue"_a, "knots"_a, "values"_a, "second"_a, "error"_a,
               "years"_a, "near_the_money"_a, "outlier_bars"_a, "half_spread_floor"_a,
               "vol_of_vol"_a, "jump_share"_a, "jump_limit"_a, "min_strikes"_a);
}

}  // namespace axiom::bindings
