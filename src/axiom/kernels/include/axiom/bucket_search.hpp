// How many of some ascending nodes lie at or below a value: a table over buckets says how many lie
// in earlier ones, and a bisection of fixed depth, without a branch on the comparison, counts within
// the bucket. It is memory-safe for every double; NaN counts as below all nodes or above them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "axiom/elementary.hpp"
#include "axiom/macros.hpp"

namespace axiom {

// Buckets of equal width.
struct LinearKey {
    double origin, scale, last;

    AXIOM_FN std::int32_t operator()(double x) const {
        const double u = (x - origin) * scale;
        const double above = u > 0.0 ? u : 0.0;
        return static_cast<std::int32_t>(above < last ? above : last);
    }
};

// Buckets of equal relative width from about 2^-20 on, 2^(52 - shift) an octave; for values >= 0.
struct ExponentKey {
    std::int64_t base, last;
    int shift;

    AXIOM_FN std::int32_t operator()(double x) const {
        const std::int64_t u = (bits_of(x) >> shift) - base;
        const std::int64_t above = u > 0 ? u : 0;
        return static_cast<std::int32_t>(above < last ? above : last);
    }
};

// The table as the loops see it.
template <class Key>
struct BucketView {
    Key key;
    std::int32_t first_step;  // half the range of the bisection, a power of two
    const std::int32_t *before;
    const double *nodes;

    AXIOM_FN std::ptrdiff_t count(double x) const { return count(x, key(x)); }

    // The same where the bucket is known.
    AXIOM_FN std::ptrdiff_t count(double x, std::int32_t bucket) const {
        std::ptrdiff_t j = before[bucket];
        for (std::int32_t step = first_step; step > 1; step /= 2)
            j += nodes[j + step - 1] <= x ? step : 0;
        return j + (nodes[j] <= x ? 1 : 0);
    }
};

template <class Key>
struct BucketTable {
    Key key{};
    std::int32_t first_step = 1;
    std::vector<std::int32_t> before;
    std::vector<double> nodes;  // padded with NaN, which is at or below nothing

    BucketView<Key> view() const { return {key, first_step, before.data(), nodes.data()}; }

    // Fills the table for a key; returns how many nodes the fullest bucket holds.
    std::int32_t fill(const Key &chosen, const std::vector<double> &ascending) {
        key = chosen;
        std::vector<std::int32_t> held(static_cast<std::size_t>(key.last) + 1, 0);
        for (double x : ascending) ++held[static_cast<std::size_t>(key(x))];
        before.assign(held.size(), 0);
        std::int32_t sum = 0, most = 0;
        for (std::size_t b = 0; b < held.size(); ++b) {
            before[b] = sum;
            sum += held[b];
            most = held[b] > most ? held[b] : most;
        }
        for (first_step = 1; 2 * first_step - 1 < most;) first_step *= 2;
        nodes = ascending;
        nodes.resize(ascending.size() + 2 * static_cast<std::size_t>(first_step),
                     std::numeric_limits<double>::quiet_NaN());
        return most;
    }
};

// Equal buckets, four a node, and up to sixteen until none holds two nodes: one comparison then does.
inline BucketTable<LinearKey> linear_table(const std::vector<double> &nodes) {
    const double range = nodes.back() - nodes.front(), n = static_cast<double>(nodes.size());
    BucketTable<LinearKey> table;
    for (double many = 4.0 * n; many <= 16.0 * n; many *= 2.0) {
        const double scale = range > 0.0 ? many / range : 0.0;
        if (table.fill({nodes.front(), scale, many - 1.0}, nodes) <= 1) break;
    }
    return table;
}

// Buckets of equal relative width, finer until none holds more than three nodes (two comparisons).
inline BucketTable<ExponentKey> exponent_table(const std::vector<double> &nodes) {
    constexpr double least = 1.0 / (1 << 20);
    const double top = nodes.empty() || nodes.back() < least ? least : nodes.back();
    BucketTable<ExponentKey> table;
    for (int shift = 48; shift >= 40; --shift) {
        const std::int64_t base = bits_of(least) >> shift, last = (bits_of(top) >> shift) - base + 1;
        if (table.fill({base, last, shift}, nodes) <= 3) break;
        if (last > 8 * static_cast<std::int64_t>(nodes.size())) break;
    }
    return table;
}

}  // namespace axiom
