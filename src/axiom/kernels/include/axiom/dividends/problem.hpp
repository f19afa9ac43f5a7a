// What the engine for discrete dividends solves: one option a lane, all under one schedule.
//
// The engine works in units of each lane's strike.
#pragma once

#include <cstddef>
#include <vector>

namespace axiom::dividends {

constexpr int kLanes = 32;

// One double a lane; the loops over lanes have this constant length.
struct alignas(64) Lanes {
    double value[kLanes];
    double &operator[](int lane) { return value[lane]; }
    double operator[](int lane) const { return value[lane]; }
};

// spot: the spot is lognormal between ex-dates. escrowed: the spot less the value of the dividends
// until the expiry is. forward: the spot less the value of all dividends of the schedule is.
enum class DividendModel { spot, escrowed, forward };

// Sorted dates, one entry a date: at `time` the spot goes to max(spot (1 - proportion) - cash, 0).
struct Schedule {
    std::vector<double> time;
    std::vector<double> cash;
    std::vector<double> proportion;

    int size() const { return static_cast<int>(time.size()); }
    double time_of(int index) const { return time[static_cast<std::size_t>(index)]; }
    int count_until(double expiry) const {
        int count = 0;
        while (count < size() && time_of(count) <= expiry) ++count;
        return count;
    }
};

// How finely options are resolved. `width` counts standard deviations on either side of the median
// path, `nodes` the grid's intervals over them, `steps` the time steps of an option without
// dividends; `extrapolated` adds a solution of half the nodes and steps and removes the error of
// second order.
struct Scheme {
    int nodes;
    int steps;
    double width;
    bool extrapolated;
};

struct Problem {
    Schedule schedule;
    DividendModel model;
    bool american;
    Scheme scheme;
};

// One option. `bump` is added to the cash of dividend number `bumped` (to the proportion where it
// has no cash), -1 for none; all cash is then multiplied by `cash_scale`.
struct Lane {
    double spot;
    double strike;
    double expiry;
    double vol;
    double rate;
    double dividend_yield;
    bool is_call;
    int bumped = -1;
    double bump = 0.0;
    double cash_scale = 1.0;
};

// The price and its first four derivatives in the spot.
struct Solution {
    double value[5];
    bool exercised;
};

inline Solution in_currency(Solution solution, double strike) {
    double scale = strike;
    for (double &value : solution.value) {
        value *= scale;
        scale /= strike;
    }
    return solution;
}

}  // namespace axiom::dividends
