#include <math.h>

#include <array>
#include <mutex>

#include "axiom/american/quadrature.hpp"
#include "axiom/several/rules.hpp"

namespace axiom::several {
namespace {

// Legendre's polynomial and its derivative.
double legendre(int degree, double x, double &slope) {
    double before = 1.0, value = x;
    for (int m = 2; m <= degree; ++m) {
        const double next = ((2 * m - 1) * x * value - (m - 1) * before) / m;
        before = value;
        value = next;
    }
    slope = degree * (x * value - before) / (x * x - 1.0);
    return value;
}

Rule make_legendre(int points) {
    Rule rule;
    for (int k = points - 1; k >= 0; --k) {
        double x = cos(american::kPi * (k + 0.75) / (points + 0.5)), slope = 1.0;
        if (points > 1)
            for (int step = 0; step < 8; ++step) x -= legendre(points, x, slope) / slope;
        if (points == 1) x = 0.0;
        rule.at.push_back(0.5 * (1.0 + x));
        rule.weight.push_back(points == 1 ? 1.0 : 1.0 / ((1.0 - x * x) * slope * slope));
    }
    return rule;
}

// Hermite's polynomial, orthonormal under the standard normal density, and the one before it; its
// derivative is sqrt(degree) times the latter.
double hermite(int degree, double x, double &before) {
    double value = 1.0;
    before = 0.0;
    for (int m = 1; m <= degree; ++m) {
        const double next = (x * value - sqrt(m - 1.0) * before) / sqrt(static_cast<double>(m));
        before = value;
        value = next;
    }
    return value;
}

// How many roots lie below x: the negative pivots of the polynomial's tridiagonal matrix less x.
int roots_below(int degree, double x) {
    int count = 0;
    double pivot = -x;
    for (int m = 1;; ++m) {
        count += pivot < 0.0 ? 1 : 0;
        if (m == degree) return count;
        pivot = -x - m / (pivot == 0.0 ? 1e-300 : pivot);
    }
}

double hermite_root(int degree, int index) {
    double low = -2.0 * sqrt(degree + 1.0), high = -low;
    for (int step = 0; step < 40; ++step) {
        const double middle = 0.5 * (low + high);
        (roots_below(degree, middle) > index ? high : low) = middle;
    }
    double x = 0.5 * (low + high), before;
    for (int step = 0; step < 2; ++step) {
        const double value = hermite(degree, x, before);
        x -= value / (sqrt(static_cast<double>(degree)) * before);
    }
    return x;
}

Rule make_hermite(int points) {
    Rule rule;
    for (int k = 0; k < points; ++k) {
        const double x = hermite_root(points, k);
        double before;
        hermite(points, x, before);
        rule.at.push_back(x);
        rule.weight.push_back(1.0 / (points * before * before));
    }
    return rule;
}

// Rules by their number of points, each made when first asked for.
template <Rule (*make)(int)>
const Rule &kept(int points) {
    static std::array<Rule, kMostPoints + 1> rules;
    static std::array<std::once_flag, kMostPoints + 1> made;
    const auto at = static_cast<std::size_t>(points);
    std::call_once(made[at], [&] { rules[at] = make(points); });
    return rules[at];
}

}  // namespace

const Rule &legendre_rule(int points) { return kept<make_legendre>(points); }

const Rule &hermite_rule(int points) { return kept<make_hermite>(points); }

}  // namespace axiom::several
