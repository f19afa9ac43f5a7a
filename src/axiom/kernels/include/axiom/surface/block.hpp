// A block of points on its way through a surface, each stage a loop of its own.
//
// Blocks are padded to whole vectors, so that a value does not depend on its place in the array. The
// points of a block share their expiry (kStep = 0: only element 0 of the columns in time is set) or
// have one each (kStep = 1).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "axiom/elementary.hpp"
#include "axiom/surface/time_grid.hpp"

namespace axiom::surface {

constexpr std::ptrdiff_t kWidth = 64;
constexpr std::ptrdiff_t kLanes = 8;

AXIOM_FN std::ptrdiff_t padded(std::ptrdiff_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

struct Block {
    alignas(64) double x[kWidth];  // strike or log-moneyness, as given
    alignas(64) double log_x[kWidth];
    alignas(64) double k[kWidth];
    alignas(64) double log_strike[kWidth];
    alignas(64) double years[kWidth];
    alignas(64) double log_forward[kWidth];
    alignas(64) double weight[kWidth];  // of the slice after `slice`; the rest is that slice's
    alignas(64) double weight_rate[kWidth];
    alignas(64) double divisor[kWidth];  // total variance to variance per year
    alignas(64) std::int64_t slice[kWidth];
    alignas(64) std::int64_t first[kWidth];  // 1 in the stretch that starts at expiry 0
    std::ptrdiff_t lanes;
};

struct Jets {
    alignas(64) double w[kWidth];
    alignas(64) double dk[kWidth];
    alignas(64) double dkk[kWidth];
    alignas(64) double dt[kWidth];
};

// ln x for finite x > 0, subnormal or huge ones included; NaN for NaN, some double elsewhere.
AXIOM_FN double logarithm(double x) {
    const double scale = x < 0x1p-960 ? 0x1p64 : (x > 0x1p960 ? 0x1p-64 : 1.0);
    const double octaves = x < 0x1p-960 ? -64.0 : (x > 0x1p960 ? 64.0 : 0.0);
    const LogRatioParts parts = log_ratio_parts(x * scale, 1.0);
    const double value = log_from_parts(parts.exponent + octaves, parts.numerator / parts.denominator);
    return x == x ? value : x;
}

AXIOM_FN void take_logarithms(Block &b) {
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < b.lanes; ++i) b.log_x[i] = logarithm(b.x[i]);
}

// Whether a point is outside the domain. NaN is not: it passes through, and excuses its point.
template <int kStep>
AXIOM_FN bool outside_domain(const Block &b, bool is_strike) {
    const double least = is_strike ? 0.0 : -HUGE_VAL;
    double bad = 0.0;
    for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
        const double x = b.x[i], t = b.years[i * kStep];
        const bool inside = (x > least) & (x < HUGE_VAL) & (t >= 0.0) & (t < HUGE_VAL);
        const bool number = (x == x) & (t == t);
        bad = larger(bad, !inside & number ? 1.0 : 0.0);
    }
    return bad > 0.0;
}

// Brackets the expiries; `per_year` sets the weights for variance per year, which below the first
// node is a constant, down to expiry 0.
AXIOM_FN void locate(const TimeGrid &grid, bool per_year, std::ptrdiff_t count, Block &b) {
    const BucketView<ExponentKey> search = grid.search();
    const Stretch *stretches = grid.stretches();
    alignas(64) std::int32_t bucket[kWidth];
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < count; ++i) bucket[i] = search.key(b.years[i]);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const double t = b.years[i];
        const std::ptrdiff_t j = search.count(t, bucket[i]);
        const Stretch &s = stretches[j];
        const double passed = t - s.anchor;
        const bool constant = per_year & (j == 0);
        b.log_forward[i] = s.log_forward + passed * s.carry;
        b.weight[i] = constant ? s.weight_rate + 0.0 * t : s.weight + passed * s.weight_rate;
        b.weight_rate[i] = s.weight_rate;
        b.divisor[i] = constant ? 1.0 : t;
        b.slice[i] = s.slice;
        b.first[i] = j == 0;
    }
}

template <int kStep>
AXIOM_FN void place(Block &b, bool is_strike) {
    if (is_strike) {
        AXIOM_INDEPENDENT
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            b.k[i] = b.log_x[i] - b.log_forward[i * kStep];
            b.log_strike[i] = b.log_x[i];
        }
    } else {
        AXIOM_INDEPENDENT
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            b.k[i] = b.x[i];
            b.log_strike[i] = b.x[i] + b.log_forward[i * kStep];
        }
    }
}

}  // namespace axiom::surface
