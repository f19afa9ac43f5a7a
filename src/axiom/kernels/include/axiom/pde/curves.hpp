// Rates, yields and variances in time, and the local vol in time and log-moneyness.
//
// Three quantities whose integrals from now are piecewise linear in time, so that their averages over
// a step are exact. One set a variant: the same market or model with one input bumped.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace axiom::pde {

// Averages over a stretch of time. Under the average of an asset (see operator.hpp) `rate` and `yield`
// hold the variance times the holding and times its square.
struct Averages {
    double variance;
    double rate;
    double yield;
};

class Curves {
  public:
    // `times` ascend from 0; each integral has one row a variant, as long as `times`.
    Curves(std::vector<double> times, std::vector<double> variance, std::vector<double> rate,
           std::vector<double> yield)
        : times_(std::move(times)), integrals_{std::move(variance), std::move(rate), std::move(yield)} {}

    int variants() const { return static_cast<int>(integrals_[0].size() / times_.size()); }

    bool is_one_stretch(double from, double to) const { return stretch(from) == last_stretch(to); }

    Averages averages(int variant, double from, double to) const {
        Averages out;
        double *fields[3] = {&out.variance, &out.rate, &out.yield};
        const std::size_t k = stretch(from);
        for (int j = 0; j < 3; ++j)
            *fields[j] = k == last_stretch(to) || !(to > from)
                             ? slope(j, variant, k)
                             : (integral(j, variant, to) - integral(j, variant, from)) / (to - from);
        return out;
    }

    double rate_integral(int variant, double time) const { return integral(1, variant, time); }
    double yield_integral(int variant, double time) const { return integral(2, variant, time); }

  private:
    // The stretch that begins at a time or holds it.
    std::size_t stretch(double time) const {
        const auto after = std::upper_bound(times_.begin() + 1, times_.end() - 1, time * (1.0 + 1e-14));
        return static_cast<std::size_t>(after - times_.begin()) - 1;
    }

    // The stretch that ends at a time or holds it.
    std::size_t last_stretch(double time) const {
        const auto after = std::lower_bound(times_.begin() + 1, times_.end() - 1, time * (1.0 - 1e-14));
        return static_cast<std::size_t>(after - times_.begin()) - 1;
    }

    double at(int which, int variant, std::size_t k) const {
        return integrals_[which][static_cast<std::size_t>(variant) * times_.size() + k];
    }
    double slope(int which, int variant, std::size_t k) const {
        return (at(which, variant, k + 1) - at(which, variant, k)) / (times_[k + 1] - times_[k]);
    }
    double integral(int which, int variant, double time) const {
        const std::size_t k = stretch(time);
        return at(which, variant, k) + slope(which, variant, k) * (time - times_[k]);
    }

    std::vector<double> times_;
    std::vector<double> integrals_[3];
};

// Local vols on a grid, bilinear inside and flat outside, one table a variant.
class LocalVols {
  public:
    LocalVols(std::vector<double> times, std::vector<double> moneyness, std::vector<double> vols,
              std::vector<double> shifts, double log_spot)
        : times_(std::move(times)), moneyness_(std::move(moneyness)), vols_(std::move(vols)),
          shifts_(std::move(shifts)), log_spot_(log_spot) {}

    bool given() const { return !times_.empty(); }
    std::size_t columns() const { return moneyness_.size(); }

    // ln of the price at which the first column stands, less that column's moneyness.
    double log_forward(const Curves &curves, int variant, double time) const {
        return log_spot_ + curves.rate_integral(variant, time) - curves.yield_integral(variant, time) +
               shifts_[static_cast<std::size_t>(variant)];
    }

    // Vols at a time, one a column.
    void row(int variant, double time, double *vols) const {
        const auto after = std::upper_bound(times_.begin(), times_.end(), time) - times_.begin();
        const std::size_t last = times_.size() - 1;
        const std::size_t late = std::min(static_cast<std::size_t>(after), last);
        const std::size_t early = after == 0 ? 0 : static_cast<std::size_t>(after) - 1;
        const double length = times_[late] - times_[early];
        const double share = length > 0.0 ? (time - times_[early]) / length : 0.0;
        const double *table = vols_.data() + static_cast<std::size_t>(variant) * times_.size() * columns();
        for (std::size_t j = 0; j < columns(); ++j)
            vols[j] = (1.0 - share) * table[early * columns() + j] + share * table[late * columns() + j];
    }

    // Interpolates a row; `place` is where the last search ended.
    double at(const double *vols, double moneyness, std::size_t &place) const {
        const std::size_t last = columns() - 2;
        while (place < last && moneyness > moneyness_[place + 1]) ++place;
        while (place > 0 && moneyness < moneyness_[place]) --place;
        const double length = moneyness_[place + 1] - moneyness_[place];
        const double share = std::min(std::max((moneyness - moneyness_[place]) / length, 0.0), 1.0);
        return (1.0 - share) * vols[place] + share * vols[place + 1];
    }

  private:
    std::vector<double> times_, moneyness_, vols_, shifts_;
    double log_spot_;
};

}  // namespace axiom::pde
