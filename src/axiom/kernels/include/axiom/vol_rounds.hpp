// Searches for many vols side by side: each round prices all options that still search.
#pragma once

#include <vector>

#include "vol_search.hpp"

namespace axiom {

struct VolItem {
    std::ptrdiff_t index;
    OptionTerms terms;  // the vol is the search's
    VolSearch search;
};

// `price(active, values)` prices the options of `active` at their searches' vols.
template <class Price>
void run_searches(std::vector<VolItem> &items, const Price &price) {
    std::vector<VolItem *> active;
    for (VolItem &item : items)
        if (!item.search.is_done()) active.push_back(&item);
    std::vector<double> values;
    while (!active.empty()) {
        values.resize(active.size());
        price(active, values);
        std::size_t left = 0;
        for (std::size_t k = 0; k < active.size(); ++k) {
            active[k]->search.learn(values[k]);
            if (!active[k]->search.is_done()) active[left++] = active[k];
        }
        active.resize(left);
    }
}

// What can be said of a price without a search: it is wrong, or it is that of zero vol (then `status`
// is not_identified and the interval begins at 0). False where a search has to be made.
inline bool is_settled_early(const OptionTerms &terms, double price, double least, double greatest,
                             VolResult &result) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double slack = 2.0 * kUnitRoundoff * larger(least, 1.0 / kHuge);
    const bool fixed = terms.expiry < kNegligible || terms.spot == 0.0;
    const bool at_least = price <= least + slack;
    result = {nan, nan, nan, VolStatus::below_intrinsic};
    if (!(price >= least - slack) || price < 0.0) return true;
    result.status = VolStatus::above_maximum;
    if (price >= greatest || (fixed && !at_least)) return true;
    result = {nan, 0.0, infinity, VolStatus::not_identified};
    return at_least;
}

inline bool is_invalid(OptionTerms terms, double price) {
    terms.vol = 1.0;
    return has_nan(terms) || is_outside_domain(terms, Model::lognormal) || !std::isfinite(price);
}

inline void write_result(const ImpliedVolRequest &request, std::ptrdiff_t index,
                         const VolResult &result) {
    request.vol[index] = result.vol;
    request.status[index] = static_cast<std::uint8_t>(result.status);
    if (request.lower != nullptr) request.lower[index] = result.lower;
    if (request.upper != nullptr) request.upper[index] = result.upper;
}

}  // namespace axiom
