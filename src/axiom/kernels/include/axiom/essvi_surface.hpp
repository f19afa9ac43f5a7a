// An eSSVI surface in time: (theta, psi, chi) linear between slices (Corbetta et al. 2019, section 4),
// proportional to time before the first, theta alone growing after the last.
#pragma once

#include <cmath>
#include <vector>

#include "axiom/essvi.hpp"
#include "axiom/piecewise.hpp"

namespace axiom::essvi {

struct Located {
    Slice at, rate;  // parameters at the expiry and their derivative in it
};

struct Surface {
    std::vector<double> years;
    std::vector<Slice> slices;
    double theta_slope_after;
    Piecewise log_forward;

    Located locate(double t) const {
        if (t < years.front()) {
            const Slice &a = slices.front();
            const double c = 1.0 / years.front();
            return {{a.theta * t * c, a.psi * t * c, a.chi * t * c}, {a.theta * c, a.psi * c, a.chi * c}};
        }
        if (t >= years.back()) {
            Slice a = slices.back();
            a.theta += theta_slope_after * (t - years.back());
            return {a, {theta_slope_after, 0.0, 0.0}};
        }
        const std::size_t j = segment(years, t);
        const Slice &a = slices[j], &b = slices[j + 1];
        const double c = 1.0 / (years[j + 1] - years[j]);
        return {blend(a, b, (t - years[j]) * c),
                {(b.theta - a.theta) * c, (b.psi - a.psi) * c, (b.chi - a.chi) * c}};
    }
    // Before the first slice the vol does not depend on the expiry, down to its limit at zero.
    double vol(double k, double t) const {
        if (t < years.front()) return sqrt(total_variance(slices.front(), k) / years.front());
        return sqrt(total_variance(locate(t).at, k) / t);
    }
};

}  // namespace axiom::essvi
