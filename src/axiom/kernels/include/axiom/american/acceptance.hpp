// Which options a scheme takes on, and which of its results it vouches for.
#pragma once

#include <algorithm>
#include <cmath>

#include "put_block.hpp"
#include "regime.hpp"

namespace axiom::american {

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
