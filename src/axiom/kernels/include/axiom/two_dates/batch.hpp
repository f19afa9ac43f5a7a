// Rows of contracts with two dates: a row of numbers each, and a row of results.
#pragma once

#include <cstddef>

namespace axiom::two_dates {

// Price, delta, gamma, vega and rho, then what multiplies rounding errors.
constexpr std::size_t kResults = 6;

// spot, strike, underlying strike, sign, underlying sign, then time, rate, yield, vol and response of
// both dates.
constexpr std::size_t kCompound = 15;
void compounds(const double *table, std::size_t size, double *out);

// spot, call strike, put strike, then the three dates.
constexpr std::size_t kChooser = 18;
void choosers(const double *table, std::size_t size, double *out);

// spot, strike, barrier, start, end, expiry, vol, rate, yield, sign, side: the knock-out.
constexpr std::size_t kPartialBarrier = 11;
void partial_barriers(const double *table, std::size_t size, double *out);

}  // namespace axiom::two_dates
