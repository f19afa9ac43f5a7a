// Held quotes of one expiry: flags that each earns by itself, and the vols of its bid, middle and ask.
//
// Tables are (2, n), puts first: the put at strike j is row j, the call row n + j.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "axiom/implied_vol_batch.hpp"

namespace axiom::live {

// In the order of QuoteFlag in Python; those up to wide_spread are used.
enum Flag : std::uint8_t {
    ok, no_bid, locked, wide_spread, missing, no_ask, crossed, invalid, bounds, outlier, stale
};

struct Pace {
    double now, stale_rhythms, least_rhythm;
};

inline Flag flag_of(double bid, double ask, double time, double rhythm, const Pace &pace) {
    const bool without_ask = std::isnan(ask) || ask == 0.0;
    const bool without_bid = std::isnan(bid) || bid == 0.0;
    if (!std::isfinite(time) || (without_ask && without_bid)) return missing;
    if (std::isinf(bid) || std::isinf(ask) || bid < 0.0 || ask < 0.0) return invalid;
    if (without_ask) return no_ask;
    if (bid > ask) return crossed;
    const double own = rhythm > pace.least_rhythm ? rhythm : pace.least_rhythm;
    if (pace.now - time > pace.stale_rhythms * own) return stale;
    if (without_bid) return no_bid;
    if (bid == ask) return locked;
    return ask - bid > 0.5 * (ask + bid) ? wide_spread : ok;
}

// A vol and why there is none.
struct Found {
    double vol;
    VolStatus status;
};

struct Interval {
    double low, middle, high;
    Flag flag;
};

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// The bid's vol as a bound: 0 where the bid tells nothing, NaN where it contradicts the model.
inline double lower_bound(const Found &bid) {
    if (bid.status == VolStatus::ok) return bid.vol;
    const bool silent =
        bid.status == VolStatus::below_intrinsic || bid.status == VolStatus::not_identified;
    return silent ? 0.0 : kNone;
}

inline Interval interval_of(const Found &bid, const Found &middle, const Found &ask, Flag flag) {
    const double high = ask.status == VolStatus::ok ? ask.vol : kNone, low = lower_bound(bid);
    double between = 0.75 * high;
    if (low > 0.0)
        between = 0.5 * (low + high);
    else if (middle.status == VolStatus::ok && middle.vol > low)
        between = middle.vol;
    const bool fine = std::isfinite(high) && std::isfinite(low) && high > 0.0 && high >= low;
    return {low, between, high, flag <= wide_spread && !fine ? bounds : flag};
}

// Prices of European options of one expiry, and the rows that they belong to.
class Inversion {
  public:
    Inversion(double forward, double years, double discount_factor)
        : forward_(forward), years_(years), discount_factor_(discount_factor) {}

    void add(double price, double strike, bool is_call) {
        price_.push_back(price / discount_factor_);
        strike_.push_back(strike);
        is_call_.push_back(is_call);
    }

    std::vector<Found> solve() const {
        const double zero = 0.0;
        const std::size_t n = price_.size();
        std::vector<double> vol(n);
        std::vector<std::uint8_t> status(n);
        ImpliedVolRequest request{};
        request.columns = {{{&forward_, 0}, {strike_.data(), 1}, {&years_, 0}, {price_.data(), 1},
                            {&zero, 0}, {&zero, 0}},
                           is_call_.data(), 1, 0.0, static_cast<std::ptrdiff_t>(n)};
        request.model = Model::lognormal;
        request.vol = vol.data();
        request.status = status.data();
        request.threads = 1;
        if (n > 0) implied_vol_batch(request);
        std::vector<Found> found(n);
        for (std::size_t i = 0; i < n; ++i) found[i] = {vol[i], static_cast<VolStatus>(status[i])};
        return found;
    }

  private:
    double forward_, years_, discount_factor_;
    std::vector<double> price_, strike_;
    std::vector<std::uint8_t> is_call_;
};

constexpr Found kUnknown{kNone, VolStatus::invalid_input};

// Intervals of the quotes whose flags let them be used. The middle has a vol of its own only where
// the bid is no bound.
inline std::vector<Interval> black_intervals(std::size_t n, const double *strike, const double *bid,
                                             const double *ask, const std::uint8_t *flags,
                                             const Inversion &empty) {
    Inversion sides = empty, middles = empty;
    std::vector<std::size_t> used, silent;
    for (std::size_t i = 0; i < 2 * n; ++i) {
        if (flags[i] > wide_spread) continue;
        used.push_back(i);
        sides.add(std::isnan(bid[i]) ? 0.0 : bid[i], strike[i % n], i >= n);
        sides.add(ask[i], strike[i % n], i >= n);
    }
    const std::vector<Found> found = sides.solve();
    for (std::size_t j = 0; j < used.size(); ++j) {
        if (lower_bound(found[2 * j]) != 0.0) continue;
        const std::size_t i = used[j];
        silent.push_back(j);
        middles.add(0.5 * ((std::isnan(bid[i]) ? 0.0 : bid[i]) + ask[i]), strike[i % n], i >= n);
    }
    std::vector<Found> middle(used.size(), kUnknown);
    const std::vector<Found> between = middles.solve();
    for (std::size_t j = 0; j < silent.size(); ++j) middle[silent[j]] = between[j];
    std::vector<Interval> intervals(2 * n);
    for (std::size_t i = 0; i < 2 * n; ++i)
        intervals[i] = {kNone, kNone, kNone, static_cast<Flag>(flags[i])};
    for (std::size_t j = 0; j < used.size(); ++j) {
        const auto flag = static_cast<Flag>(flags[used[j]]);
        intervals[used[j]] = interval_of(found[2 * j], middle[j], found[2 * j + 1], flag);
    }
    return intervals;
}

}  // namespace axiom::live
