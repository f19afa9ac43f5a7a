// Two-sided quotes of a whole chain from the values and Greeks of its rows.
//
// half = max((vega (vol_uncertainty + vol_errors vol_error) + reaction gamma vol^2
//             + per_delta |delta| + half_market) widening, minimum_edge)
// centre = value - (smile_delta risk_delta + vega risk_vega[bucket] + gamma risk_gamma[bucket])
//
// The bid is the highest price of the grid at or below both centre - half and value - minimum_edge,
// raised to intrinsic where the edge allows it; the ask is the lowest at or above both centre + half
// and value + minimum_edge, and above the bid. Neither trades against the market's own quotes. Sizes
// are whole lots within the room of every limit. NaN, or a NaN widening, gives no quote.
#pragma once

#include <cstddef>
#include <cstdint>

#include "price_grid.hpp"

namespace axiom::desk {

// One pointer an input, n rows each; figures[j] is row j of the table of prices and Greeks.
struct ChainRows {
    const double *const *figures;
    const double *smile_delta;
    const double *vol;
    const double *vol_error;
    const double *strike;
    const std::uint8_t *is_call;
    const std::uint8_t *american;
    const double *held;
    const std::int32_t *bucket;
    const double *half_market;
    const double *bid_cap;
    const double *ask_floor;
};

// By expiry; the rows of expiry e are first[e] .. first[e + 1] - 1.
struct ChainExpiries {
    std::ptrdiff_t count;
    const std::int64_t *first;
    const double *forward_leg;
    const double *discount;
    const double *widening;
    const double *vega_up;
    const double *vega_down;
};

// Limits on sums of a Greek: a contract adds scale figure, up and down is the room left.
struct ChainLimits {
    int count;
    const std::int32_t *figure;
    const double *scale;
    const double *up;
    const double *down;
};

struct ChainParameters {
    double spot;
    double minimum_edge;
    double vol_uncertainty;
    double vol_errors;
    double reaction;  // spot^2 time / 2
    double per_delta;
    double risk_delta;
    double size;
    double lot;
    double net_up;
    double net_down;
    double beside;
    double position;
    double vega_scale;
};

constexpr int kChainParameters = sizeof(ChainParameters) / sizeof(double);

struct ChainQuoteRequest {
    ChainRows rows;
    ChainExpiries expiries;
    ChainLimits limits;
    PriceGrid grid;
    ChainParameters parameters;
    const double *risk_vega;
    const double *risk_gamma;
    double *bid;
    double *ask;
    double *bid_size;
    double *ask_size;
};

void quote_chain(const ChainQuoteRequest &request);

}  // namespace axiom::desk
