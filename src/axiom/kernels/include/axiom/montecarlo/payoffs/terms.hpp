// What a payoff reads: one contract, under one set of market and model parameters, on one grid.
//
// A place is the index of a grid time; kNow stands for the valuation time. Each payoff's header
// says which numbers and places it takes, in order. Results are discounted to now.
#pragma once

#include "../../elementary.hpp"
#include "../path_block.hpp"

namespace axiom::montecarlo {

enum class Payoff {
    asset,
    vanilla,
    cash_or_nothing,
    asset_or_nothing,
    forward_start,
    compound,
    chooser,
    barrier,
    barrier_at_dates,
    corridor,
    corridor_at_dates,
    arithmetic_average,
    geometric_average,
    continuous_arithmetic_average,
    continuous_geometric_average,
    fixed_lookback,
    fixed_lookback_at_dates,
    floating_lookback,
    floating_lookback_at_dates,
    cliquet,
    range_accrual,
    realised_variance,
    realised_vol,
    weighted_sum,
    best_of,
    worst_of,
    autocallable,
};
constexpr int kPayoffs = static_cast<int>(Payoff::autocallable) + 1;

constexpr int kNow = -1;

struct Terms {
    Payoff payoff;
    const double *number;
    int places;
    const int *place;
    const double *discount;  // [times]: of a payment at each grid time
};

// One value a path of the block.
struct Lanes {
    alignas(64) double at[kLanes];
    explicit Lanes(double value = 0.0) {
        for (int l = 0; l < kLanes; ++l) at[l] = value;
    }
};

AXIOM_FN const double *spots(const PathBlock &block, int place, int asset = 0) {
    return block.spots(asset, place);
}
AXIOM_FN const double *variances(const PathBlock &block, int place, int asset = 0) {
    return block.variances(asset, place);
}

// The spots at a place that may be the valuation time; `now` is filled once with the spot now.
AXIOM_FN const double *spots_or_now(const PathBlock &block, int place, const Lanes &now,
                                    int asset = 0) {
    return place == kNow ? now.at : spots(block, place, asset);
}

AXIOM_FN double discount_at(const Terms &t, int place) {
    return place == kNow ? 1.0 : t.discount[place];
}

AXIOM_FN double positive_part(double x) { return x > 0.0 ? x : 0.0; }

}  // namespace axiom::montecarlo
