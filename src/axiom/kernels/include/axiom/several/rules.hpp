// Gauss-Legendre rules on (0, 1) and Gauss-Hermite rules for the standard normal weight, with a number
// of points chosen at run time; each is computed once, when first used.
#pragma once

#include <vector>

namespace axiom::several {

struct Rule {
    std::vector<double> at;
    std::vector<double> weight;
    int size() const { return static_cast<int>(at.size()); }
};

constexpr int kMostPoints = 96;

// 1 <= points <= kMostPoints. The weights of both add up to 1.
const Rule &legendre_rule(int points);
const Rule &hermite_rule(int points);

}  // namespace axiom::several
