// American options with two exercise boundaries: puts with yield < rate < 0, calls with
// rate < yield < 0. Exercise is worth while only between a lower and an upper spot, up to the time
// to expiry at which the two meet (never for vols up to |sqrt(-2 rate) - sqrt(-2 yield)|).
//
// For options of Regime::two_boundaries inside the formulas' domain (is_regular). Scalar, 0.1 to 15
// ms an option. NaN where no boundaries were found.
#pragma once

#include "../sensitivities.hpp"
#include "scheme.hpp"

namespace axiom::american {

// The spots between which exercise now is optimal; NaN where it is nowhere.
struct ExerciseRegion {
    double lower;
    double upper;
};

struct RegionAndPrice {
    ExerciseRegion region;
    double price;
    bool converged;
};

RegionAndPrice two_boundary_price(const OptionTerms &terms, Accuracy accuracy);
Sensitivities two_boundary_greeks(const OptionTerms &terms, Accuracy accuracy);

// The region alone; the terms' spot does not matter.
RegionAndPrice two_boundary_region(const OptionTerms &terms, Accuracy accuracy);

}  // namespace axiom::american
