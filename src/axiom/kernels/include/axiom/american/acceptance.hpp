// How a put enters a block, which puts a scheme takes on, and which of its results it vouches for.
#pragma once

#include <algorithm>
#include <cmath>

#include "put_block.hpp"
#include "regime.hpp"

namespace axiom::american {

inline void load_put(PutLanes &lanes, int lane, const Put &put) {
    lanes.log_spot[lane] = log_ratio(put.spot, put.strike);
    lanes.expiry[lane] = put.expiry;
    lanes.vol[lane] = put.vol;
    lanes.rate[lane] = put.rate;
    lanes.dividend_yield[lane] = put.dividend_yield;
}

template <class Scheme>
bool serves(const Put &put) {
    const double total_vol = put.vol * std::sqrt(put.expiry);
    const double pull = std::max(std::fabs(put.rate), std::fabs(put.dividend_yield));
    return total_vol <= Scheme::most_total_vol && pull * put.expiry <= Scheme::most_drift * total_vol;
}

template <class Scheme>
bool is_solved(const PutBlock &block, int lane) {
    return block.last_step[lane] <= Scheme::tolerance &&
           block.mismatch[lane] <= Scheme::most_mismatch;
}

}  // namespace axiom::american
