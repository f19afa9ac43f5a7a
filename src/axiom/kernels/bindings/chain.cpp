#include <array>
#include <cstring>
#include <stdexcept>

#include "arrays.hpp"
#include "axiom/desk/chain_quotes.hpp"
#include "columns.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using Indices = nb::ndarray<const std::int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Places = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Sheet = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Quotes = nb::ndarray<double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

constexpr std::size_t kFigures = 17;

void check(bool holds, const char *what) {
    if (!holds) throw std::invalid_argument(what);
}

template <class... Arrays>
void check_sizes(std::size_t size, const char *what, const Arrays &...arrays) {
    check(((arrays.shape(0) == size) && ...), what);
}

desk::ChainParameters parameters_of(const Input &values) {
    check(values.shape(0) == desk::kChainParameters, "chain: parameters have another number");
    desk::ChainParameters parameters;
    std::memcpy(&parameters, values.data(), sizeof(parameters));
    return parameters;
}

// Rows that lie outside the table or a bucket that there is none of would read foreign memory.
void check_indices(const Places &first, std::size_t rows, const Indices &bucket,
                   std::size_t buckets, const Indices &limit) {
    check(first.shape(0) > 0 && first(0) == 0 &&
              first(first.shape(0) - 1) == static_cast<std::int64_t>(rows),
          "chain: the expiries do not cover the rows");
    for (std::size_t e = 1; e < first.shape(0); ++e)
        check(first(e - 1) <= first(e), "chain: the expiries do not ascend");
    for (std::size_t j = 0; j < limit.shape(0); ++j)
        check(limit(j) >= 0 && static_cast<std::size_t>(limit(j)) < kFigures,
              "chain: a limit names no figure");
    std::int32_t least = 0, most = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        least = bucket.data()[i] < least ? bucket.data()[i] : least;
        most = bucket.data()[i] > most ? bucket.data()[i] : most;
    }
    check(least >= 0 && static_cast<std::size_t>(most) < buckets, "chain: there is no such bucket");
}

void chain_quotes(const Sheet &figures, const Input &smile_delta, const Input &vol,
                  const Input &vol_error, const Input &strike, const ByteArray &is_call,
                  const ByteArray &american, const Input &held, const Indices &bucket,
                  const Input &half_market, const Input &bid_cap, const Input &ask_floor,
                  const Places &first, const Input &forward_leg, const Input &discount,
                  const Input &widening, const Input &vega_up, const Input &vega_down,
                  const Input &risk_vega, const Input &risk_gamma, const Indices &limit_figure,
                  const Input &limit_scale, const Input &limit_up, const Input &limit_down,
                  const Input &grid_start, const Input &grid_tick, const Input &grid_times,
                  const Input &grid_over, const Input &parameters, const Quotes &quotes) {
    const std::size_t n = strike.shape(0), expiries = first.shape(0) - 1;
    check(figures.shape(0) == kFigures && figures.shape(1) == n && quotes.shape(0) == 4 &&
              quotes.shape(1) == n,
          "chain: the tables differ in size from the rows");
    check_sizes(n, "chain: columns differ in size", smile_delta, vol, vol_error, is_call, american,
                held, bucket, half_market, bid_cap, ask_floor);
    check_sizes(expiries, "chain: expiries differ in size", forward_leg, discount, widening,
                vega_up, vega_down);
    check_sizes(risk_vega.shape(0), "chain: buckets differ in size", risk_gamma);
    check_sizes(limit_figure.shape(0), "chain: limits differ in size", limit_scale, limit_up,
                limit_down);
    check_sizes(grid_start.shape(0), "chain: bands differ in size", grid_tick, grid_times,
                grid_over);
    check_indices(first, n, bucket, risk_vega.shape(0), limit_figure);
    std::array<const double *, kFigures> rows;
    for (std::size_t j = 0; j < kFigures; ++j) rows[j] = figures.data() + j * n;
    const desk::ChainQuoteRequest request{
        {rows.data(), smile_delta.data(), vol.data(), vol_error.data(), strike.data(),
         is_call.data(), american.data(), held.data(), bucket.data(), half_market.data(),
         bid_cap.data(), ask_floor.data()},
        {static_cast<std::ptrdiff_t>(expiries), first.data(), forward_leg.data(), discount.data(),
         widening.data(), vega_up.data(), vega_down.data()},
        {static_cast<int>(limit_figure.shape(0)), limit_figure.data(), limit_scale.data(),
         limit_up.data(), limit_down.data()},
        {grid_start.data(), grid_tick.data(), grid_times.data(), grid_over.data(),
         static_cast<int>(grid_start.shape(0))},
        parameters_of(parameters), risk_vega.data(), risk_gamma.data(), quotes.data(),
        quotes.data() + n, quotes.data() + 2 * n, quotes.data() + 3 * n};
    nb::gil_scoped_release release;
    desk::quote_chain(request);
}

}  // namespace

void bind_chain(nb::module_ &module) {
    using namespace nb::literals;
    module.def("chain_quotes", &chain_quotes, "figures"_a, "smile_delta"_a, "vol"_a, "vol_error"_a,
               "strike"_a, "is_call"_a, "american"_a, "held"_a, "bucket"_a, "half_market"_a,
               "bid_cap"_a, "ask_floor"_a, "first"_a, "forward_leg"_a, "discount"_a, "widening"_a,
               "vega_up"_a, "vega_down"_a, "risk_vega"_a, "risk_gamma"_a, "limit_figure"_a,
               "limit_scale"_a, "limit_up"_a, "limit_down"_a, "grid_start"_a, "grid_tick"_a,
               "grid_times"_a, "grid_over"_a, "parameters"_a, "quotes"_a);
}

}  // namespace axiom::bindings
