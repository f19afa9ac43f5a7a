// Which quotes of an expiry tell its curve something, which contradict it, and what the used ones
// allow at each strike.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "axiom/live/quotes.hpp"
#include "axiom/spline/slice.hpp"

namespace axiom::live {

struct Bars {
    double near_the_money, outlier_bars, half_spread_floor, vol_of_vol, jump_share, jump_limit;
    int min_strikes;
};

// Vols of the quotes, (2, n); log-moneyness of the strikes, (n,); overdue variance years, (2, n).
struct Quotes {
    std::size_t n;
    const double *low, *middle, *high;
    const std::uint8_t *flags;
    const double *log_moneyness, *overdue;
};

// The curve before, and the error of its vol at the knots.
struct Predicted {
    spline::SliceView slice;
    const double *error;
    double years;
};

struct Row {
    double log_moneyness, low, middle, high;
};

struct Screening {
    std::vector<Row> rows;
    std::vector<std::uint8_t> flags;
    int used = 0, doubtful = 0;
    double jump = 0.0;
};

// Linear between knots, flat outside.
inline double linear(const spline::SliceView &slice, const double *values, double k) {
    const int piece = spline::piece_of(slice, k);
    if (piece == 0 || k <= slice.knots[0]) return values[0];
    if (piece >= slice.n) return values[slice.n - 1];
    const double slope =
        (values[piece] - values[piece - 1]) / (slice.knots[piece] - slice.knots[piece - 1]);
    return slope * (k - slice.knots[piece - 1]) + values[piece - 1];
}

inline double median(std::vector<double> values) {
    const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), half, values.end());
    if (values.size() % 2 == 1) return *half;
    return 0.5 * (*std::max_element(values.begin(), half) + *half);
}

class Screen {
  public:
    Screen(const Quotes &quotes, const Predicted &predicted, const Bars &bars)
        : quotes_(quotes), predicted_(predicted), bars_(bars), vol_(quotes.n), doubt_(quotes.n),
          half_(2 * quotes.n), away_(2 * quotes.n), relevant_(2 * quotes.n), chosen_(2 * quotes.n) {}

    Screening run() {
        found_.flags.assign(quotes_.flags, quotes_.flags + 2 * quotes_.n);
        predict();
        choose();
        reject();
        for (std::size_t j = 0; j < quotes_.n; ++j) put_together(j);
        for (std::size_t i = 0; i < 2 * quotes_.n; ++i) {
            found_.used += chosen_[i];
            found_.doubtful += relevant_[i] && found_.flags[i] >= no_ask && found_.flags[i] <= stale;
        }
        return std::move(found_);
    }

  private:
    void predict() {
        for (std::size_t j = 0; j < quotes_.n; ++j) {
            const double k = quotes_.log_moneyness[j];
            vol_[j] = std::sqrt(spline::jet(predicted_.slice, k).w / predicted_.years);
            doubt_[j] = linear(predicted_.slice, predicted_.error, k);
        }
    }

    void choose() {
        const double deviation = std::sqrt(linear(predicted_.slice, predicted_.slice.values, 0.0));
        const double near = bars_.near_the_money * deviation;
        for (std::size_t i = 0; i < 2 * quotes_.n; ++i) {
            const double k = quotes_.log_moneyness[i % quotes_.n];
            const bool out_of_money = i < quotes_.n ? k <= 0.0 : k >= 0.0;
            relevant_[i] = out_of_money || std::abs(k) < near;
            chosen_[i] = relevant_[i] && found_.flags[i] <= wide_spread;
            if (chosen_[i]) measure(i);
        }
    }

    // Half-spread, and how far the bid-ask lies above (+) or below (-) the prediction.
    void measure(std::size_t i) {
        const double low = quotes_.low[i], high = quotes_.high[i], vol = vol_[i % quotes_.n];
        const double half = low > 0.0 ? 0.5 * (high - low) : high - quotes_.middle[i];
        half_[i] = std::max(half, bars_.half_spread_floor);
        away_[i] = low > vol ? low - vol : high < vol ? high - vol : 0.0;
    }

    // Outliers, or, where the market has moved, the jump.
    void reject() {
        std::vector<std::size_t> far;
        int chosen = 0;
        for (std::size_t i = 0; i < 2 * quotes_.n; ++i) {
            chosen += chosen_[i];
            const double bar = std::max(doubt_[i % quotes_.n], half_[i]);
            if (chosen_[i] && std::abs(away_[i]) > bars_.outlier_bars * bar) far.push_back(i);
        }
        if (far.empty()) return;
        if (together(far, chosen)) {
            std::vector<double> errors;
            for (std::size_t i : far) errors.push_back(std::abs(away_[i]) / doubt_[i % quotes_.n]);
            found_.jump = median(errors);
            return;
        }
        for (std::size_t i : far) {
            found_.flags[i] = outlier;
            chosen_[i] = false;
        }
    }

    // Whether the quotes have moved together: most of them, at enough strikes, all to one side.
    bool together(const std::vector<std::size_t> &far, int chosen) const {
        std::size_t above = 0;
        for (std::size_t i : far) above += away_[i] > 0.0;
        const double side = 2 * above > far.size() ? 1.0 : -1.0;
        std::vector<std::uint8_t> strikes(quotes_.n);
        std::vector<double> shares;
        for (std::size_t i : far) {
            if (side * away_[i] <= 0.0) continue;
            strikes[i % quotes_.n] = 1;
            shares.push_back(std::abs(away_[i]) / vol_[i % quotes_.n]);
        }
        const auto enough = std::count(strikes.begin(), strikes.end(), 1) >= bars_.min_strikes;
        return static_cast<double>(shares.size()) > bars_.jump_share * chosen && enough &&
               median(shares) <= bars_.jump_limit;
    }

    // Both sides of a strike: what both allow, else the middle of the two.
    void put_together(std::size_t j) {
        constexpr double unbounded = std::numeric_limits<double>::infinity();
        double low = 0.0, high = unbounded, least = unbounded, middle = unbounded;
        for (std::size_t i : {j, quotes_.n + j}) {
            if (!chosen_[i]) continue;
            const double half = widened(i);
            if (quotes_.low[i] > 0.0) low = std::max(low, quotes_.middle[i] - half);
            high = std::min(high, quotes_.middle[i] + half);
            least = std::min(least, half);
            middle = std::min(middle, quotes_.middle[i]);
        }
        if (middle == unbounded) return;
        const double centre = low > 0.0 ? 0.5 * (low + high) : middle;
        if (!(high - low > least)) {
            low = low > 0.0 ? std::max(centre - least, 0.0) : low;
            high = centre + least;
        }
        const double years = predicted_.years;
        found_.rows.push_back({quotes_.log_moneyness[j], low * low * years, centre * centre * years,
                               high * high * years});
    }

    // The half-spread of a quote that is overdue grows with the variance time since.
    double widened(std::size_t i) const {
        const double drift = bars_.vol_of_vol * vol_[i % quotes_.n];
        return std::sqrt(half_[i] * half_[i] + drift * drift * quotes_.overdue[i]);
    }

    Quotes quotes_;
    Predicted predicted_;
    Bars bars_;
    std::vector<double> vol_, doubt_, half_, away_;
    std::vector<std::uint8_t> relevant_, chosen_;
    Screening found_;
};

}  // namespace axiom::live
