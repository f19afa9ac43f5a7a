// Price increments by price: the highest price of the grid at or below a price, and the next one.
//
// A band begins at start[b] and has the increment tick[b]; whole ticks n are the price
// n times[b] / over[b], which is free of binary dust where 1 / tick is whole (times = 1). Bands meet
// on both their grids, and a price at which a band begins belongs to it.
#pragma once

#include <cmath>
#include <cstddef>

#include "../macros.hpp"

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

// Whole ticks whose price is the highest that does not exceed `price`.
AXIOM_FN double steps_below(double price, const Increment &by) {
    const double near = std::floor(price * by.inverse);
    const double up = price_of(near + 1.0, by) <= price ? near + 1.0 : near;
    return price_of(up, by) > price ? up - 1.0 : up;
}

// The lowest price of the grid at or above a price, with the increment that holds around it.
AXIOM_FN double ceiling(double price, const Increment &by) {
    return -price_of(steps_below(-price, by), by);
}

}  // namespace axiom::desk
