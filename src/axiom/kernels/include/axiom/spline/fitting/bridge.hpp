// Slices that contradict their neighbours, replaced by what the surface is there without them.
// Of two natural splines a mean with positive weights is a natural spline on the knots of both, and
// lies where the gap between them is proved; so do multiples below 1 of the first slice, and the
// last one lifted.
#pragma once

#include <algorithm>
#include <vector>

#include "axiom/spline/fitting/proof.hpp"

namespace axiom::spline::fitting {

// wa a + wb b, on the knots of both; knots closer than a millionth count as one.
inline Published mean_of(const Published &a, double wa, const Published &b, double wb) {
    constexpr double kOne = 1e-6;
    std::vector<double> all(a.knots), x, w;
    all.insert(all.end(), b.knots.begin(), b.knots.end());
    std::sort(all.begin(), all.end());
    for (double k : all)
        if (x.empty() || k - x.back() > kOne) x.push_back(k);
    for (double k : x) w.push_back(wa * total_variance(a.view(), k) + wb * total_variance(b.view(), k));
    return {x, w};
}

// The slices, of those still standing, whose checks find most.
inline std::size_t most_contradicted(const Proof &proof) {
    std::vector<int> found(proof.slice.size(), 0);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!proof.slice[i].empty()) found[i] += 3;
        if (i + 1 < found.size() && !proof.gap[i].empty()) ++found[i], ++found[i + 1];
    }
    if (!proof.after.empty()) found.back() += 3;
    return static_cast<std::size_t>(std::max_element(found.begin(), found.end()) - found.begin());
}

// Indices of slices that are proved together; the others were taken out one by one.
inline std::vector<std::size_t> proved_together(const std::vector<Published> &slices) {
    std::vector<std::size_t> standing(slices.size());
    for (std::size_t i = 0; i < standing.size(); ++i) standing[i] = i;
    while (!standing.empty()) {
        std::vector<Published> chosen;
        for (std::size_t i : standing) chosen.push_back(slices[i]);
        Proof proof(chosen.size());
        if (proof.update(chosen, std::vector<char>(chosen.size(), 1))) break;
        standing.erase(standing.begin() + static_cast<std::ptrdiff_t>(most_contradicted(proof)));
    }
    return standing;
}

// Slice i, which does not stand, between (or beyond) those that do; levels rise strictly.
inline Published bridge(const std::vector<Published> &slices, const std::vector<double> &levels,
                        const std::vector<std::size_t> &standing, std::size_t i) {
    const auto later = std::upper_bound(standing.begin(), standing.end(), i);
    if (later == standing.begin()) {
        const Published &first = slices[*later];
        return mean_of(first, levels[i] / levels[*later], first, 0.0);
    }
    const std::size_t a = *(later - 1);
    if (later == standing.end()) {
        Published lifted = slices[a];
        for (double &w : lifted.values) w += levels[i] - levels[a];
        return lifted;
    }
    const double share = (levels[i] - levels[a]) / (levels[*later] - levels[a]);
    return mean_of(slices[a], 1.0 - share, slices[*later], share);
}

}  // namespace axiom::spline::fitting
