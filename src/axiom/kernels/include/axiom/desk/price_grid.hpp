// Price increments by price: the highest price of the grid at or below a price, and the next one.
//
// A band begins at start[b] and has the increment tick[b]; whole ticks n are the price
// n times[b] / over[b], which is free of binary dust where 1 / tick is whole (times = 1). Bands meet
// on both their grids, and a price at which a band begins belongs to it.
#pragma once

#include <cmath>
#include <cstddef>

#include "../elementary.hpp"

namespace axiom::desk {

struct PriceGrid {
    const double *start;
    const double *tick;
    const double *times;
    const double *over;
    int bands;
};

// The increment that holds around a price.
struct Increment {
    double inverse;
    double times;
    double over;
};

constexpr std::ptrdiff_t kRows = 64;

// The increments of a block of prices: one pass a band, so that each is a plain loop.
struct Increments {
    alignas(64) double inverse[kRows];
    alignas(64) double times[kRows];
    alignas(64) double over[kRows];

    AXIOM_FN Increment at(std::ptrdiff_t i) const { return {inverse[i], times[i], over[i]}; }

    AXIOM_FN void find(const PriceGrid &grid, const double *AXIOM_RESTRICT price,
                       std::ptrdiff_t count) {
        fill(1.0 / grid.tick[0], grid.times[0], grid.over[0], count);
        for (int b = 1; b < grid.bands; ++b) {
            const double start = grid.start[b], of_tick = 1.0 / grid.tick[b];
            const double by = grid.times[b], under = grid.over[b];
            AXIOM_INDEPENDENT
            for (std::ptrdiff_t i = 0; i < count; ++i) {
                const bool beyond = price[i] >= start;
                inverse[i] = beyond ? of_tick : inverse[i];
                times[i] = beyond ? by : times[i];
                over[i] = beyond ? under : over[i];
            }
        }
    }

  private:
    AXIOM_FN void fill(double of_tick, double by, double under, std::ptrdiff_t count) {
        for (std::ptrdiff_t i = 0; i < count; ++i) {
            inverse[i] = of_tick;
            times[i] = by;
            over[i] = under;
        }
    }
};

AXIOM_FN double price_of(double steps, const Increment &by) { return steps * by.times / by.over; }

// More than the rounding of price * inverse and of a price of the grid together.
constexpr double kSlack = 1e-15;

// The highest price of the grid that does not exceed a price, in whole ticks and as a price.
struct GridPrice {
    double steps;
    double price;
};

AXIOM_FN GridPrice floor_price(double price, const Increment &by) {
    const double ticks = price * by.inverse;
    const double high = std::floor(ticks + magnitude(ticks) * kSlack);
    const double at_high = price_of(high, by), at_low = price_of(high - 1.0, by);
    return at_high > price ? GridPrice{high - 1.0, at_low} : GridPrice{high, at_high};
}

// The lowest price of the grid at or above a price, with the increment that holds around it.
AXIOM_FN double ceiling(double price, const Increment &by) {
    return -floor_price(-price, by).price;
}

}  // namespace axiom::desk
