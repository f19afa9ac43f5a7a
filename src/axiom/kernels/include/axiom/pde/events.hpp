// What happens to the values of one problem at a date.
#pragma once

#include <vector>

#include "problem.hpp"

namespace axiom::pde {

// One lane's column of nodes and values.
struct Column {
    std::vector<double> x, u;

    std::size_t size() const { return x.size(); }
};

// Outside (low, high) the value is `value`; nodes on the limits take the average over their cells.
inline void knock_out(Column &column, double low, double high, double value, double tolerance) {
    for (std::size_t i = 0; i < column.size(); ++i) {
        const double x = column.x[i];
        const double before = i > 0 ? std::fabs(x - column.x[i - 1]) : 0.0;
        const double after = i + 1 < column.size() ? std::fabs(column.x[i + 1] - x) : 0.0;
        const bool ascending = column.x.back() > column.x.front();
        const bool on_low = std::fabs(x - low) < tolerance, on_high = std::fabs(x - high) < tolerance;
        if (on_low || on_high) {
            const double outside = (on_low == ascending ? before : after) / (before + after);
            column.u[i] += outside * (value - column.u[i]);
        } else if (x < low || x > high) {
            column.u[i] = value;
        }
    }
}

// max(u, floor) node by node, less what sampling a kink between two nodes adds to its integral over
// that of a kink on a node: slope h t (1 - t) / 2 for a kink at share t.
inline void take_larger_smoothly(Column &column, const std::vector<double> &floor) {
    double carried = 0.0;
    for (std::size_t i = 0; i < column.size(); ++i) {
        const double gain = column.u[i] - floor[i];
        double kept = (gain > 0.0 ? gain : 0.0) - carried;
        carried = 0.0;
        if (i + 1 < column.size()) {
            const double next = column.u[i + 1] - floor[i + 1];
            if (gain * next < 0.0) {
                const double share = gain / (gain - next);
                const double excess = 0.5 * std::fabs(gain - next) * share * (1.0 - share);
                kept -= excess * (1.0 - share);
                carried = excess * share;
            }
        }
        column.u[i] = floor[i] + kept;
    }
}

inline void compound(Column &column, double strike, double sign) {
    for (double &value : column.u) value = sign * (value - strike);
    take_larger_smoothly(column, std::vector<double>(column.size(), 0.0));
}

// Beyond `at` the value is the one at `at`, which a node is on.
inline void clamp(Column &column, double at, double side, double tolerance) {
    double value = 0.0;
    for (std::size_t i = 0; i < column.size(); ++i)
        if (std::fabs(column.x[i] - at) < tolerance) value = column.u[i];
    for (std::size_t i = 0; i < column.size(); ++i)
        if (side * (column.x[i] - at) > 0.0) column.u[i] = value;
}

// The cubic through the four nodes around a place.
inline double interpolated(const Column &column, double x) {
    const bool ascending = column.x.back() > column.x.front();
    std::size_t low = 0, high = column.size() - 1;
    while (high - low > 1) {
        const std::size_t middle = (low + high) / 2;
        (ascending == (column.x[middle] <= x) ? low : high) = middle;
    }
    const std::size_t from = std::min(low > 0 ? low - 1 : 0, column.size() - 4);
    double sum = 0.0;
    for (std::size_t i = from; i < from + 4; ++i) {
        double weight = 1.0;
        for (std::size_t j = from; j < from + 4; ++j)
            if (j != i) weight *= (x - column.x[j]) / (column.x[i] - column.x[j]);
        sum += weight * column.u[i];
    }
    return sum;
}

// The price drops to max(S (1 - proportion) - cash, 0); beyond the nodes the value is linear in it.
inline void pay_dividend(Column &column, double cash, double proportion, const double *level,
                         const double *slope) {
    const bool ascending = column.x.back() > column.x.front();
    const double low = ascending ? column.x.front() : column.x.back();
    const double high = ascending ? column.x.back() : column.x.front();
    std::vector<double> dropped(column.size());
    for (std::size_t i = 0; i < column.size(); ++i) {
        const double price = std::max(std::exp(column.x[i]) * (1.0 - proportion) - cash, 0.0);
        const double x = price > 0.0 ? std::log(price) : -1e300;
        const int beyond = x < low ? (ascending ? 0 : 1) : x > high ? (ascending ? 1 : 0) : -1;
        dropped[i] = beyond >= 0 ? level[beyond] + slope[beyond] * price : interpolated(column, x);
    }
    column.u = dropped;
}

}  // namespace axiom::pde
