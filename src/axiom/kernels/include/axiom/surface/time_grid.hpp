// Where an expiry lies: its forward, and its place between slices in variance time.
//
// The nodes of the forward curve (piecewise linear in its logarithm), of the clock (piecewise linear,
// with jumps) and the slices' expiries are merged into one list of stretches, in each of which all of
// them are linear in calendar time. Slices are numbered 1 .. n; slice 0 is the slice 1 scaled to
// nothing, and slice n + 1 the slice n raised by its growth over one variance year, so that total
// variance is always far * weight + near * (1 - weight) for two neighbours.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "axiom/bucket_search.hpp"
#include "axiom/piecewise.hpp"

namespace axiom::surface {

// Variance time; at a jump the value is the one before it. Beyond the last node: the average rate.
// Without nodes it is calendar time.
struct Clock {
    std::vector<double> years, variance;

    double average_rate() const { return years.empty() ? 1.0 : variance.back() / years.back(); }

    // Index of the first node at or above t; the size where there is none.
    std::size_t at_or_above(double t) const {
        return static_cast<std::size_t>(std::lower_bound(years.begin(), years.end(), t) - years.begin());
    }

    double before(double t) const {
        if (years.empty()) return t;
        if (t > years.back()) return variance.back() + (t - years.back()) * average_rate();
        const std::size_t j = at_or_above(t);
        if (years[j] == t) return variance[j];
        return variance[j - 1] +
               (t - years[j - 1]) / (years[j] - years[j - 1]) * (variance[j] - variance[j - 1]);
    }

    // Just after t: beyond a jump at t.
    double after(double t) const {
        const std::size_t j = last_at(t);
        return j < years.size() ? variance[j] : before(t);
    }

    // Right derivative, jumps left out.
    double rate(double t) const {
        const std::size_t j = static_cast<std::size_t>(
            std::upper_bound(years.begin(), years.end(), t) - years.begin());
        if (j == years.size()) return average_rate();
        return (variance[j] - variance[j - 1]) / (years[j] - years[j - 1]);
    }

    bool jumps(double t) const {
        const std::size_t j = last_at(t);
        return j < years.size() && j > 0 && years[j - 1] == t;
    }

  private:
    std::size_t last_at(double t) const {
        const std::size_t j = static_cast<std::size_t>(
            std::upper_bound(years.begin(), years.end(), t) - years.begin());
        return j > 0 && years[j - 1] == t ? j - 1 : years.size();
    }
};

// One stretch; the values hold at `anchor` and change linearly from there.
struct Stretch {
    double anchor, log_forward, carry, weight, weight_rate;
    std::int64_t slice;  // the nearer one; the farther one is the next
};

class TimeGrid {
  public:
    TimeGrid(std::vector<double> slice_years, const Piecewise &log_forward, const Clock &clock)
        : years_(std::move(slice_years)) {
        for (double t : years_) variance_years_.push_back(clock.before(t));
        double previous = 0.0;
        for (double v : variance_years_) {
            if (!(v > previous)) throw std::invalid_argument("slices: no variance time between expiries");
            previous = v;
        }
        std::vector<double> starts;
        for (double t : merged(log_forward, clock)) append(t, log_forward, clock, starts);
        starts.erase(starts.begin());  // the first stretch starts at 0, below every expiry
        table_ = exponent_table(starts);
    }

    BucketView<ExponentKey> search() const { return table_.view(); }
    const Stretch *stretches() const { return stretches_.data(); }
    const std::vector<double> &variance_years() const { return variance_years_; }

    // Growth of a level per variance year over the last factor of two in expiry, never below zero; at
    // a constant ratio to variance time where no slice is that much earlier.
    double growth_after(const std::vector<double> &levels) const {
        const std::size_t last = years_.size() - 1;
        for (std::size_t i = last; i-- > 0;) {
            if (years_[i] > 0.5 * years_[last]) continue;
            const double rise = levels[last] - levels[i];
            return rise > 0.0 ? rise / (variance_years_[last] - variance_years_[i]) : 0.0;
        }
        return levels[last] / variance_years_[last];
    }

  private:
    std::vector<double> merged(const Piecewise &log_forward, const Clock &clock) const {
        std::vector<double> all{0.0};
        all.insert(all.end(), years_.begin(), years_.end());
        all.insert(all.end(), log_forward.x.begin(), log_forward.x.end());
        all.insert(all.end(), clock.years.begin(), clock.years.end());
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

    // At a jump one stretch holds the instant itself and the next starts an ulp later.
    void append(double t, const Piecewise &log_forward, const Clock &clock, std::vector<double> &starts) {
        starts.push_back(t);
        stretches_.push_back(stretch(t, clock.before(t), log_forward, clock));
        if (!clock.jumps(t)) return;
        starts.push_back(std::nextafter(t, std::numeric_limits<double>::infinity()));
        stretches_.push_back(stretch(t, clock.after(t), log_forward, clock));
    }

    Stretch stretch(double t, double variance, const Piecewise &log_forward, const Clock &clock) const {
        const std::size_t n = years_.size();
        const std::size_t i = static_cast<std::size_t>(
            std::upper_bound(years_.begin(), years_.end(), t) - years_.begin());
        const double near = i > 0 ? variance_years_[i - 1] : 0.0;
        const double unit = i < n ? variance_years_[i] - near : 1.0;
        return {t,
                log_forward(t),
                log_forward.slope(t),
                (variance - near) / unit,
                clock.rate(t) / unit,
                static_cast<std::int64_t>(i)};
    }

    std::vector<double> years_, variance_years_;
    std::vector<Stretch> stretches_;
    BucketTable<ExponentKey> table_;
};

}  // namespace axiom::surface
