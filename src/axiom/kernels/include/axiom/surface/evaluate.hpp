// Evaluates a surface of any family at arrays of points.
//
// A family offers, for a block whose points are placed,
//   const TimeGrid &grid() const
//   template <int kStep> void total_variance(const Block &, double *w) const
//   template <int kStep> void jets(const Block &, Jets &) const
// and a spline also vol_error; total_variance reads the block's weights, which may be per year.
#pragma once

#include <cstddef>
#include <cstring>

#include "axiom/smile.hpp"
#include "axiom/surface/block.hpp"

namespace axiom::surface {

enum class Quantity { vol, total_variance, density, derivatives, vol_error };

// rows x columns points; a stride of 0 repeats a value along that direction. Derivatives fill four
// arrays one after the other.
struct Points {
    const double *x, *years;
    std::ptrdiff_t rows, columns, x_row, x_column, years_row, years_column;
    bool is_strike;
    double *out;
};

template <int kStep, class Family>
AXIOM_FN void vols(const Family &family, const Block &b, double *out) {
    alignas(64) double w[kWidth];
    family.template total_variance<kStep>(b, w);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < b.lanes; ++i) out[i] = root(w[i] / b.divisor[i * kStep]);
}

template <int kStep, class Family>
AXIOM_FN void densities(const Family &family, const Block &b, double *out) {
    Jets j;
    family.template jets<kStep>(b, j);
    for (std::ptrdiff_t i = 0; i < b.lanes; ++i)
        out[i] = smile::density(b.k[i], b.log_strike[i], {j.w[i], j.dk[i], j.dkk[i]});
}

// Values of one block, `stride` apart where there are four.
template <Quantity kWhat, int kStep, class Family>
AXIOM_FN void finish(const Family &family, const Block &b, std::ptrdiff_t count, double *out,
                     std::ptrdiff_t stride) {
    Jets values;
    if constexpr (kWhat == Quantity::vol) vols<kStep>(family, b, values.w);
    if constexpr (kWhat == Quantity::total_variance) family.template total_variance<kStep>(b, values.w);
    if constexpr (kWhat == Quantity::density) densities<kStep>(family, b, values.w);
    if constexpr (kWhat == Quantity::vol_error) family.template vol_error<kStep>(b, values.w);
    const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(double);
    if constexpr (kWhat == Quantity::derivatives) {
        family.template jets<kStep>(b, values);
        std::memcpy(out + stride, values.dk, bytes);
        std::memcpy(out + 2 * stride, values.dkk, bytes);
        std::memcpy(out + 3 * stride, values.dt, bytes);
    }
    std::memcpy(out, values.w, bytes);
}

AXIOM_FN std::ptrdiff_t block_size(std::ptrdiff_t left) { return left < kWidth ? left : kWidth; }

// Points that share their expiry along a row: it is bracketed once a row and block of columns.
template <Quantity kWhat, class Family>
AXIOM_FN bool evaluate_rows(const Family &family, const Points &p) {
    bool bad = false;
    Block b;
    const bool shared = p.x_row == 0;
    for (std::ptrdiff_t start = 0; start < p.columns; start += kWidth) {
        const std::ptrdiff_t count = block_size(p.columns - start);
        b.lanes = padded(count);
        for (std::ptrdiff_t row = 0; row < p.rows; ++row) {
            if (row == 0 || !shared) {
                const double *x = p.x + row * p.x_row + start * p.x_column;
                for (std::ptrdiff_t i = 0; i < b.lanes; ++i) b.x[i] = x[(i < count ? i : 0) * p.x_column];
                if (p.is_strike) take_logarithms(b);
            }
            b.years[0] = p.years[row * p.years_row];
            bad |= outside_domain<0>(b, p.is_strike);
            locate(family.grid(), kWhat == Quantity::vol, 1, b);
            place<0>(b, p.is_strike);
            finish<kWhat, 0>(family, b, count, p.out + row * p.columns + start, p.rows * p.columns);
        }
    }
    return bad;
}

// Points that each have their own expiry, in one row.
template <Quantity kWhat, class Family>
AXIOM_FN bool evaluate_pairs(const Family &family, const Points &p) {
    bool bad = false;
    Block b;
    for (std::ptrdiff_t start = 0; start < p.columns; start += kWidth) {
        const std::ptrdiff_t count = block_size(p.columns - start);
        b.lanes = padded(count);
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            const std::ptrdiff_t at = start + (i < count ? i : 0);
            b.x[i] = p.x[at * p.x_column];
            b.years[i] = p.years[at * p.years_column];
        }
        if (p.is_strike) take_logarithms(b);
        bad |= outside_domain<1>(b, p.is_strike);
        locate(family.grid(), kWhat == Quantity::vol, b.lanes, b);
        place<1>(b, p.is_strike);
        finish<kWhat, 1>(family, b, count, p.out + start, p.columns);
    }
    return bad;
}

// Returns whether a point is outside its domain.
template <Quantity kWhat, class Family>
AXIOM_FN bool evaluate(const Family &family, const Points &p) {
    if (p.years_column == 0) return evaluate_rows<kWhat>(family, p);
    return evaluate_pairs<kWhat>(family, p);
}

}  // namespace axiom::surface
