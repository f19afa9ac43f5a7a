// Where the boundary is collocated, and the constant matrices between those places.
//
// The boundary's logarithm l(tau) of a put with strike 1 is known at the nodes tau_i = T z_i^2 by its
// square: l^2 is a polynomial in z = sqrt(tau / T) of degree `nodes` with the known value
// (ln B(0+))^2 at z = 0. (Andersen, Lake and Offengenden interpolate (l - ln B(0+))^2; where B(0+) lies
// below the strike, that square has a kink where it is small, and l^2 has none.)
// Integrals over u in (0, tau_i) run in phi with u = tau_i sin^2 phi, tau_i - u = tau_i cos^2 phi.
#pragma once

#include "quadrature.hpp"

namespace axiom::american {

template <int nodes, int points>
struct BoundaryNodes {
    double node[nodes];           // z_i, from 1 down; z = 0 is not among them
    double sine[points];          // sin phi_k
    double weight[points];        // du / tau_i = 2 sin phi cos phi dphi
    double age[nodes][points];    // u / T = (z_i sin phi_k)^2
    double deviation[nodes][points];          // sqrt(u / T)
    double inverse_deviation[nodes][points];  // its reciprocal
    // Weights of l_j^2 - l(0)^2 in l(tau_i - u_k)^2 - l(0)^2.
    double interpolation[nodes][points][nodes];
    // Weights of the same in the coefficients of Chebyshev's polynomials in 2 z - 1.
    double coefficients[nodes + 1][nodes];

    BoundaryNodes() {
        const GaussLegendre<points> rule;
        for (int i = 0; i < nodes; ++i) node[i] = chebyshev_node<nodes>(i);
        for (int k = 0; k < points; ++k) {
            const auto at = static_cast<std::size_t>(k);
            const double phi = 0.5 * kPi * rule.at[at];
            sine[k] = std::sin(phi);
            weight[k] = 0.5 * kPi * rule.weight[at] * std::sin(2.0 * phi);
            for (int i = 0; i < nodes; ++i) fill_point(i, k, std::cos(phi));
        }
        for (int m = 0; m <= nodes; ++m)
            for (int j = 0; j < nodes; ++j) coefficients[m][j] = coefficient(m, j);
    }

  private:
    void fill_point(int i, int k, double cosine) {
        deviation[i][k] = node[i] * sine[k];
        inverse_deviation[i][k] = 1.0 / deviation[i][k];
        age[i][k] = deviation[i][k] * deviation[i][k];
        for (int j = 0; j < nodes; ++j)
            interpolation[i][k][j] = cardinal<nodes>(j, node[i] * cosine);
    }

    static double coefficient(int m, int j) {
        const double halves = (m == 0 || m == nodes ? 0.5 : 1.0) * (j == 0 ? 0.5 : 1.0);
        return 2.0 / nodes * halves * std::cos(kPi * m * j / nodes);
    }
};

template <int nodes, int points>
const BoundaryNodes<nodes, points> &boundary_nodes() {
    static const BoundaryNodes<nodes, points> table;
    return table;
}

}  // namespace axiom::american
