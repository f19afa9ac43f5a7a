// The slow, sturdy way to a put with strike 1: the boundary panel after panel from expiry on.
//
// It serves the options on which the spectral grids do not converge: drifts that overwhelm the vol within
// days, boundaries that fall by orders of magnitude. The unknown is (ln B(0+) - l) / sqrt(tau), a
// polynomial in ln tau on panels that shrink geometrically towards expiry; smooth pasting as in
// boundary.hpp is imposed at each panel's Chebyshev points, with everything earlier known. The
// double-exponential rule takes the integrals. Plain scalar code: tens of milliseconds an option.
#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "quadrature.hpp"

namespace axiom::american {

// x and 1 - x of the double-exponential rule on (0, 1), and its weights.
struct DoubleExponential {
    std::vector<double> at, rest, weight;

    explicit DoubleExponential(double step) {
        const int half = static_cast<int>(std::lround(3.9 / step));
        for (int k = -half; k <= half; ++k) {
            const double argument = kPi * std::sinh(step * k);
            at.push_back(1.0 / (1.0 + std::exp(-argument)));
            rest.push_back(1.0 / (1.0 + std::exp(argument)));
            weight.push_back(step * kPi * std::cosh(step * k) * at.back() * rest.back());
        }
    }
};

constexpr int kPanels = 14;
constexpr int kPanelNodes = 14;
constexpr double kPanelRatio = 4.0;  // of the times at a panel's ends
using PanelRow = std::array<double, kPanelNodes>;

// A place in ln tau: its panel, and the weights of the panel's nodes there.
struct PanelPlace {
    int panel;
    PanelRow row;
};

// `position` counts panels from the earliest one's start; before it the earliest value is held.
PanelPlace place_in_panels(double position);

class PanelBoundary {
  public:
    PanelBoundary(double expiry, double vol, double rate, double dividend_yield);

    // Whether every panel has converged.
    bool solve();

    double log_boundary(double tau) const;
    double log_boundary() const { return log_boundary(expiry_); }

    // The put's price in the continuation region.
    double price(double log_spot) const;

  private:
    struct Sums {
        double left, right, left_own, right_own;
        PanelRow left_turn, right_turn;
    };

    bool solve_panel(int panel);
    double first_value() const;
    double node_time(int panel, int i) const;
    double value_at(double position, PanelPlace &place) const;
    void residual(int panel, int i, double &value, PanelRow &jacobian) const;
    void add_point(int panel, double tau, double gap, std::size_t k, Sums &sums) const;

    double expiry_, vol_, rate_, yield_, log_start_;
    std::array<PanelRow, kPanels> values_;
};

}  // namespace axiom::american
