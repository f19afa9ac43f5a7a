#include "axiom/vol_search.hpp"

#include <algorithm>
#include <limits>

namespace axiom {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kIdentified = 1e-6;   // as for European options
constexpr double kFirstTotal = 0.2;     // vol sqrt(expiry) where nothing is known
constexpr double kSmallestTotal = 1e-9;
constexpr double kUnverified = 30.0;  // tolerances from which one more secant need not be priced
constexpr double kShortStep = 0.03;   // of the vol
constexpr int kPatience = 6;          // secants at a level before every other step is a halving

}  // namespace

VolSearch::VolSearch(const VolTarget &target, const VolLevels &levels)
    : target_(target), levels_(levels),
      largest_vol_(target.largest_total / std::sqrt(target.european.expiry)), high_(kInfinity), unsolvable_(kInfinity) {
    const double root_expiry = std::sqrt(target.european.expiry);
    const double first = vol_at(target.price);
    ask(first > 0.0 ? smaller(first, largest_vol_) : kFirstTotal / root_expiry);
}

double VolSearch::european_price(double vol) const {
    OptionTerms terms = target_.european;
    terms.vol = vol;
    return price_one(terms, Model::lognormal);
}

// NaN where no vol gives the price.
double VolSearch::vol_at(double y) const {
    if (!(y > 0.0)) return kNaN;
    const VolResult found = implied_vol_one(target_.european, y, Model::lognormal);
    if (found.status == VolStatus::ok) return found.vol;
    return found.status == VolStatus::not_identified && found.upper < kInfinity
               ? 0.5 * (found.lower + found.upper)
               : kNaN;
}

void VolSearch::ask(double vol) {
    vol_ = vol;
    ++pricings_;
}

void VolSearch::settle(double vol) {
    vol_ = vol;
    done_ = true;
}

void VolSearch::narrow(double error) {
    if (error < 0.0)
        low_ = larger(low_, vol_);
    else
        high_ = smaller(high_, vol_);
}

void VolSearch::learn_slope(const Point &here) {
    if (!has_before_ || here.y == before_.y) return;
    const double slope = (here.error - before_.error) / (here.y - before_.y);
    if (!(slope > 0.0)) return;
    slope_ = smaller(larger(slope, 0.02), 50.0);
    has_slope_ = true;
}

double VolSearch::secant(const Point &here) const { return vol_at(here.y - here.error / slope_); }

// Next to exercise the value over it grows like the square of the vol's distance.
double VolSearch::secant_of_roots(double value) const {
    const double here = std::sqrt(larger(value - target_.exercised, 0.0));
    const double wanted = std::sqrt(larger(target_.price - target_.exercised, 0.0));
    if (!has_before_ || root_before_ <= 0.0 || here <= 0.0 || here == root_before_) return kNaN;
    return vol_ + (wanted - here) * (vol_ - before_.vol) / (here - root_before_);
}

// Whether a secant need not be priced: its slope is known, and it is short.
bool VolSearch::is_sure(double vol) const {
    return has_slope_ && is_inside(vol) && magnitude(vol - vol_) <= kShortStep * vol_;
}

double VolSearch::halved() const {
    if (high_ == kInfinity) return smaller(2.0 * vol_, largest_vol_);
    return low_ > 0.0 ? std::sqrt(low_ * high_) : 0.25 * high_;
}

// Vols without a price are either so small that they make no difference, or too large.
void VolSearch::learn_nothing() {
    const bool large = vol_ * std::sqrt(target_.european.expiry) > 1.0;
    narrow(large ? 1.0 : -1.0);
    if (large) unsolvable_ = smaller(unsolvable_, vol_);
    if (high_ - low_ <= 1e-9 * high_) return settle(kNaN);
    ask(halved());
}

void VolSearch::learn(double value) {
    if (std::isnan(value)) return learn_nothing();
    const Point here{vol_, european_price(vol_), value - target_.price};
    const double tolerance = levels_.tolerance[level_] * target_.scale;
    const bool is_last = level_ + 1 == levels_.count;
    narrow(here.error);
    learn_slope(here);
    if (here.error == 0.0 || (is_last && magnitude(here.error) <= tolerance)) {
        const double better = secant(here);
        return settle(here.error != 0.0 && is_sure(better) ? better : vol_);
    }
    const bool flat = value <= target_.exercised;
    const double straight = flat ? kNaN : secant(here);
    const double curved = secant_of_roots(value);
    double next = pricings_ > 3 && is_inside(curved) ? curved : straight;
    if (!is_last && magnitude(here.error) <= tolerance) return go_on(is_inside(next) ? next : vol_);
    const bool close = is_last && magnitude(here.error) <= kUnverified * tolerance;
    if (close && pricings_ < kPatience && is_sure(straight)) return settle(straight);
    const double least_vol = kSmallestTotal / target_.largest_total * largest_vol_;
    const bool closed = high_ < kInfinity && high_ - low_ <= 4.0 * kUnitRoundoff * high_;
    if (high_ < least_vol || closed) return settle(high_ < unsolvable_ ? high_ : kNaN);
    if (here.error < 0.0 && vol_ >= largest_vol_) {
        above_ = true;
        return settle(kNaN);
    }
    if (high_ == kInfinity) next = smaller(next, smaller(4.0 * vol_, largest_vol_));
    const bool impatient = pricings_ > kPatience && pricings_ % 2 == 1;
    before_ = here;
    has_before_ = true;
    root_before_ = std::sqrt(larger(value - target_.exercised, 0.0));
    ask(is_inside(next) && !impatient ? next : halved());
}

// Prices of the next level differ a little: its bracket starts anew, the slope stays.
void VolSearch::go_on(double vol) {
    ++level_;
    pricings_ = 0;
    low_ = 0.0;
    high_ = kInfinity;
    has_before_ = false;
    ask(vol);
}

VolResult VolSearch::result() const {
    if (above_) return {kNaN, kNaN, kNaN, VolStatus::above_maximum};
    if (std::isnan(vol_)) return {kNaN, kNaN, kNaN, VolStatus::invalid_input};
    OptionTerms terms = target_.european;
    terms.vol = vol_;
    const double vega = slope_ * greeks_one(terms, Model::lognormal).vega;
    const double rounding = kUnitRoundoff * larger(target_.price, target_.least);
    const double half_width = rounding / vega;
    const double lower = larger(vol_ - half_width, 0.0);
    if (half_width <= kIdentified * vol_) return {vol_, lower, vol_ + half_width, VolStatus::ok};
    return {kNaN, lower, vol_ + half_width, VolStatus::not_identified};
}

}  // namespace axiom
