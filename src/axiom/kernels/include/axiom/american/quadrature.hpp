// Gauss-Legendre rules and Chebyshev interpolation, computed once when first used.
#pragma once

#include <array>
#include <cmath>

namespace axiom::american {

constexpr double kPi = 3.14159265358979323846;

// Points and weights on (0, 1).
template <int points>
struct GaussLegendre {
    std::array<double, points> at;
    std::array<double, points> weight;

    GaussLegendre() {
        for (int k = 0; k < points; ++k) {
            double x = std::cos(kPi * (k + 0.75) / (points + 0.5));
            double slope = 0.0;
            for (int step = 0; step < 6; ++step) x -= legendre(x, slope) / slope;
            legendre(x, slope);
            at[static_cast<std::size_t>(k)] = 0.5 * (1.0 + x);
            weight[static_cast<std::size_t>(k)] = 1.0 / ((1.0 - x * x) * slope * slope);
        }
    }

  private:
    // The Legendre polynomial of degree `points` and its derivative.
    static double legendre(double x, double &slope) {
        double before = 1.0;
        double value = x;
        for (int m = 2; m <= points; ++m) {
            const double next = ((2 * m - 1) * x * value - (m - 1) * before) / m;
            before = value;
            value = next;
        }
        slope = points * (x * value - before) / (x * x - 1.0);
        return value;
    }
};

// z_j = cos^2(pi j / (2 n)), j = 0 … n: Chebyshev points of the second kind from 1 down to 0.
template <int nodes>
double chebyshev_node(int j) {
    const double c = std::cos(0.5 * kPi * j / nodes);
    return j == nodes ? 0.0 : c * c;
}

// Value at z of the polynomial of degree n that is 1 at node j and 0 at the others.
template <int nodes>
double cardinal(int j, double z) {
    double sum = 0.0;
    double own = 0.0;
    for (int m = 0; m <= nodes; ++m) {
        const double gap = z - chebyshev_node<nodes>(m);
        if (gap == 0.0) return m == j ? 1.0 : 0.0;
        const double end = m == 0 || m == nodes ? 0.5 : 1.0;
        const double term = (m % 2 == 0 ? end : -end) / gap;
        sum += term;
        if (m == j) own = term;
    }
    return own / sum;
}

}  // namespace axiom::american
