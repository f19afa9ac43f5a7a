#include "axiom/american/two_boundaries.hpp"

#include <limits>

#include "axiom/american/two_boundaries/problem.hpp"

namespace axiom::american {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kWideDrift = 3.0;  // deviations from which the integrands live near phi = 0
constexpr double kGreatestDrift = 1000.0;  // that the valuation's panels resolve
constexpr double kLargeGrowth = 3.0;      // of the yield: beyond it, reference alone suffices
constexpr double kGreatestGrowth = 16.0;  // beyond it, rounding is
constexpr double kSettling = 6.5;  // boundaries settle like exp(-kSettling^2 / 2)

// The rules that are solved one after the other, and the valuation's points a panel.
struct Scheme {
    std::vector<const CollocationRule *> rules;
    PanelRule panel;
};

const Scheme &plain_scheme(Accuracy accuracy) {
    static const CollocationRule coarse(6, panel_rule<12>(), 1);
    static const CollocationRule fine(12, panel_rule<24>(), 1);
    static const CollocationRule finer(16, panel_rule<36>(), 1);
    static const CollocationRule middle(20, panel_rule<40>(), 1);
    static const CollocationRule finest(40, panel_rule<80>(), 1);
    static const Scheme schemes[] = {{{&coarse, &fine}, panel_rule<10>()},
                                     {{&coarse, &finer}, panel_rule<14>()},
                                     {{&coarse, &middle, &finest}, panel_rule<20>()}};
    return schemes[static_cast<int>(accuracy)];
}

const Scheme &wide_scheme(Accuracy accuracy) {
    static const CollocationRule coarse(12, panel_rule<10>(), 5);
    static const CollocationRule middle(24, panel_rule<14>(), 5);
    static const CollocationRule fine(40, panel_rule<24>(), 5);
    static const Scheme schemes[] = {{{&coarse, &middle}, panel_rule<12>()},
                                     {{&coarse, &middle}, panel_rule<16>()},
                                     {{&coarse, &middle, &fine}, panel_rule<20>()}};
    return schemes[static_cast<int>(accuracy)];
}

double lower_log_boundary(const BoundaryPair &pair) {
    return std::log(pair.market.rate / pair.market.yield) + pair.lower.y[0];
}

Place place_of(const BoundaryPair &pair, double x) {
    if (pair.meets) return Place::outside;
    if (x > -pair.upper.y[0]) return Place::above;
    return x < lower_log_boundary(pair) ? Place::below : Place::exercised;
}

std::vector<double> valuation_ends(const UnitPut &put, const BoundaryPair &pair, double drift) {
    const double x = put.log_spot;
    const double from_upper = std::fabs(x + pair.upper.y[0]);
    const double away = smaller(from_upper, std::fabs(x - lower_log_boundary(pair)));
    const double waiting = pair.meets ? (put.expiry - pair.horizon) / put.expiry : 0.0;
    const double start = std::asin(std::sqrt(larger(0.0, waiting)));
    return panel_ends(start, away / (pair.market.vol * std::sqrt(put.expiry)), drift);
}

// The time to expiry from which on the boundaries are those of an endless option, or the expiry.
double settling_time(const PutMarket<double> &m, double expiry) {
    const double drift = (m.rate - m.yield) / m.vol - 0.5 * m.vol;
    const double speed = drift * drift + 2.0 * m.rate;
    if (!never_meet(m) || !(speed * expiry > kSettling * kSettling)) return expiry;
    return kSettling * kSettling / speed;
}

RegionAndPrice without_price(const OptionTerms &terms, const SolvedPut &solved) {
    const BoundaryPair &pair = solved.pair;
    if (!pair.converged) return {{kNaN, kNaN}, kNaN, false};
    if (pair.meets) return {{kNaN, kNaN}, kNaN, true};
    const double lower = std::exp(lower_log_boundary(pair));
    const double upper = std::exp(-pair.upper.y[0]);
    if (solved.put.swapped)
        return {{terms.strike / upper, terms.strike / lower}, kNaN, true};
    return {{terms.strike * lower, terms.strike * upper}, kNaN, true};
}

}  // namespace

std::vector<double> panel_ends(double start, double layer, double drift) {
    constexpr double last = 0.5 * kPi;
    std::vector<double> rough{start};
    for (double sine = larger(0.25 * layer, 1e-9); sine < 0.6; sine *= 2.5)
        if (std::asin(sine) > start + 1e-12) rough.push_back(std::asin(sine));
    if (last - rough.back() > 0.9) rough.push_back(0.5 * (last + rough.back()));
    rough.push_back(last);
    std::vector<double> ends{start};
    for (std::size_t k = 0; k + 1 < rough.size(); ++k) {
        const double width = rough[k + 1] - rough[k];
        const int parts = 1 + static_cast<int>(smaller(width * drift / 6.0, 200.0));
        for (int part = 1; part <= parts; ++part) ends.push_back(rough[k] + width * part / parts);
    }
    return ends;
}

SolvedPut solve_put(const UnitPut &put, Accuracy accuracy) {
    const PutMarket<double> &market = put.market;
    const double carry = (market.rate - market.yield) / market.vol;
    const double horizon = settling_time(market, put.expiry);
    const bool wide = carry * std::sqrt(horizon) > kWideDrift;
    const double growth = -market.yield * put.expiry;
    const Accuracy wanted = growth > kLargeGrowth ? Accuracy::reference : accuracy;
    const Scheme &scheme = wide ? wide_scheme(wanted) : plain_scheme(wanted);
    SolvedPut solved{put, solve_boundaries(scheme.rules, market, horizon), Place::outside, {},
                     &scheme.panel};
    const double drift = carry * std::sqrt(put.expiry);
    if (drift > kGreatestDrift || growth > kGreatestGrowth) solved.pair.converged = false;
    if (!solved.pair.converged) return solved;
    solved.place = place_of(solved.pair, put.log_spot);
    solved.ends = valuation_ends(put, solved.pair, drift);
    return solved;
}

RegionAndPrice two_boundary_region(const OptionTerms &terms, Accuracy accuracy) {
    return without_price(terms, solve_put(unit_put(terms), accuracy));
}

RegionAndPrice two_boundary_price(const OptionTerms &terms, Accuracy accuracy) {
    const SolvedPut solved = solve_put(unit_put(terms), accuracy);
    RegionAndPrice found = without_price(terms, solved);
    if (!found.converged) return found;
    found.price = exercise_value(terms);
    if (solved.place == Place::exercised) return found;
    const BoundaryPair &pair = solved.pair;
    const auto valuation =
        valuation_of<double>(solved, pair.market, pair.upper.y, pair.lower.y, pair.horizon);
    const double value = value_at<0>(valuation, solved.place, solved.put.log_spot, solved.ends,
                                     *solved.panel).d[0];
    found.price = larger(solved.put.strike * value, found.price);
    return found;
}

}  // namespace axiom::american
