// From quotes, knots and priors of every expiry to certified slices with standard errors.
#pragma once

#include "axiom/spline/fitting/errors.hpp"
#include "axiom/spline/fitting/secure.hpp"

namespace axiom::spline::fitting {

struct Order {
    std::vector<double> knots;
    QuoteArrays quotes;
    PriorArrays prior;
    double level;  // total variance near the forward
};

struct FittedSlice {
    Published slice;
    std::vector<double> errors;  // of total variance, at the knots
};

struct SurfaceFit {
    std::vector<FittedSlice> slices;
    int rounds = 0;
    double bridged = 0.0;
    FitCounts counts;
};

inline SurfaceFit fit_surface(const std::vector<Order> &orders, Shape shape,
                              const FitSettings &settings) {
    JointProblem p;
    SurfaceFit out;
    std::vector<double> levels;
    bool inside = true;
    for (const Order &o : orders) {
        shape.scale = std::sqrt(o.level);
        p.slices.emplace_back(o.knots, o.quotes, o.prior, shape);
        inside = set_inside(p.slices.back(), o.level) && inside;
        levels.push_back(o.level);
    }
    Secured found{{}, kRounds, 1.0};
    if (inside) {
        out.counts = fit(p, settings);
        found = secure(p, settings, levels, out.counts);
    } else {
        found.slices = last_resort(rising(levels));
    }
    out.rounds = found.rounds, out.bridged = found.bridged;
    for (std::size_t i = 0; i < orders.size(); ++i)
        out.slices.push_back({found.slices[i], knot_errors(p.slices[i], found.slices[i].knots,
                                                           shape.noise)});
    return out;
}

}  // namespace axiom::spline::fitting
