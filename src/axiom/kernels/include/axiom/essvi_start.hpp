// Where the fit of a surface starts: an SSVI surface with one rho, strictly free of arbitrage.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "axiom/essvi_barrier.hpp"

namespace axiom::essvi {

inline double near_the_money_variance(const Quotes &q) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < q.size; ++i)
        if (std::fabs(q.k[i]) < std::fabs(q.k[best])) best = i;
    return q.vol[best] * q.vol[best] * q.years;
}

// SSVI with one rho and psi = curve sqrt(theta): strictly free of arbitrage when theta rises.
inline std::vector<Point> ssvi(const std::vector<double> &theta, double rho, double curve) {
    std::vector<Point> x;
    const double steep = curve * std::sqrt(theta.back()) * (1.0 + std::fabs(rho));
    const double scale = curve * std::min(1.0, 0.9 * kWingLimit / steep);
    for (double t : theta) {
        const double psi = scale * std::sqrt(t);
        x.push_back({t, psi * (1.0 + rho), psi * (1.0 - rho)});
    }
    return x;
}

inline std::vector<double> rising_variance(const std::vector<Quotes> &quotes) {
    std::vector<double> theta;
    for (const Quotes &q : quotes) {
        const double t = near_the_money_variance(q);
        theta.push_back(theta.empty() ? t : std::max(t, theta.back() * (1.0 + 1e-4)));
    }
    return theta;
}

// The cheapest of a grid of SSVI surfaces.
inline std::vector<Point> starting_points(const std::vector<Quotes> &quotes, const Loss &loss) {
    const std::vector<double> theta = rising_variance(quotes);
    std::vector<Point> best;
    double least = std::numeric_limits<double>::infinity();
    for (double rho : {-0.6, -0.2, 0.2}) {
        for (double curve : {0.4, 0.8, 1.3}) {
            const std::vector<Point> x = ssvi(theta, rho, curve);
            double total = 0.0;
            for (std::size_t i = 0; i < x.size(); ++i)
                total += cost(quotes[i], loss, Prior{x[i], 0.0}, x[i]);
            if (total < least || best.empty()) least = total, best = x;
        }
    }
    return best;
}

}  // namespace axiom::essvi
