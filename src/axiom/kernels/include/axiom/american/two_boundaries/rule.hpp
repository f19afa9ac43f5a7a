// Where the boundary equations are asked, and with what weights their integrals are summed.
//
// Boundaries are polynomials of degree n in z = sqrt(time to expiry / horizon), given at
// z_i = (1 + cos(pi i / n)) / 2 for i = 0 ... n (z_n = 0). The integral up to z_i^2 runs over
// u = z_i^2 sin^2(phi), where the boundary is asked at z_i cos(phi): both square roots are gone.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "../quadrature.hpp"

namespace axiom::american {

// Gauss-Legendre on (0, 1).
struct PanelRule {
    std::vector<double> points;
    std::vector<double> weights;
};

template <int count>
PanelRule panel_rule() {
    const GaussLegendre<count> rule;
    return {{rule.at.begin(), rule.at.end()}, {rule.weight.begin(), rule.weight.end()}};
}

// Values at the nodes to the value at any z in [0, 1]: the barycentric formula.
inline void interpolation_row(int n, const double *nodes, double z, double *row) {
    double sum = 0.0;
    for (int j = 0; j <= n; ++j) {
        const double distance = z - nodes[j];
        if (distance == 0.0) {
            for (int k = 0; k <= n; ++k) row[k] = k == j ? 1.0 : 0.0;
            return;
        }
        const double end = j == 0 || j == n ? 0.5 : 1.0;
        row[j] = (j % 2 == 0 ? end : -end) / distance;
        sum += row[j];
    }
    for (int j = 0; j <= n; ++j) row[j] /= sum;
}

// The points in phi lie on panels of (0, pi / 2), each a quarter of the next.
class CollocationRule {
  public:
    CollocationRule(int degree, const PanelRule &panel, int panels)
        : n(degree), l(static_cast<int>(panel.points.size()) * panels), nodes(degree + 1),
          rows_(static_cast<std::size_t>(n) * l * (n + 1)), columns_(rows_.size()),
          slopes_(static_cast<std::size_t>(n + 1) * (n + 1)) {
        for (int i = 0; i <= n; ++i) nodes[i] = std::pow(std::cos(0.5 * kPi * i / n), 2);
        nodes[n] = 0.0;
        for (int k = 0; k < panels; ++k) place_panel(panel, k == 0, std::pow(0.25, panels - 1 - k));
        for (int i = 0; i < n; ++i)
            for (int k = 0; k < l; ++k) place_row(i, k);
        differentiate();
    }

    // Weights of the n + 1 nodal values for node i's point k.
    const double *row(int i, int k) const { return &rows_[at(i, k)]; }

    // The same for all l points, nodal value by nodal value.
    const double *column(int i, int j) const {
        return &columns_[at(i, 0) + static_cast<std::size_t>(j) * l];
    }

    // The slope in z, at node i, of the polynomial with these nodal values (the last is 0).
    double slope(int i, const double *values) const {
        double sum = 0.0;
        for (int j = 0; j < n; ++j) sum += slopes_[i * (n + 1) + j] * values[j];
        return sum;
    }

    int n;
    int l;
    std::vector<double> nodes;
    std::vector<double> sines;
    std::vector<double> cosines;
    std::vector<double> weights;  // of du / z_i^2

  private:
    std::size_t at(int i, int k) const { return (static_cast<std::size_t>(i) * l + k) * (n + 1); }

    void place_panel(const PanelRule &panel, bool is_first, double share) {
        const double end = 0.5 * kPi * share;
        const double start = is_first ? 0.0 : 0.25 * end;
        for (std::size_t k = 0; k < panel.points.size(); ++k) {
            const double phi = start + (end - start) * panel.points[k];
            sines.push_back(std::sin(phi));
            cosines.push_back(std::cos(phi));
            weights.push_back((end - start) * panel.weights[k] * std::sin(2.0 * phi));
        }
    }

    void place_row(int i, int k) {
        double *row = &rows_[at(i, k)];
        interpolation_row(n, nodes.data(), nodes[i] * cosines[k], row);
        for (int j = 0; j <= n; ++j)
            columns_[at(i, 0) + static_cast<std::size_t>(j) * l + k] = row[j];
    }

    double barycentric(int j) const {
        return (j % 2 == 0 ? 1.0 : -1.0) * (j == 0 || j == n ? 0.5 : 1.0);
    }

    void differentiate() {
        for (int i = 0; i <= n; ++i) {
            double sum = 0.0;
            for (int j = 0; j <= n; ++j) {
                if (j == i) continue;
                const double ratio = barycentric(j) / barycentric(i);
                slopes_[i * (n + 1) + j] = ratio / (nodes[i] - nodes[j]);
                sum += slopes_[i * (n + 1) + j];
            }
            slopes_[i * (n + 1) + i] = -sum;
        }
    }

    std::vector<double> rows_;
    std::vector<double> columns_;
    std::vector<double> slopes_;  // values at the nodes to slopes at the nodes, row by row
};

}  // namespace axiom::american
