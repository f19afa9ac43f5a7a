// Nodes of a non-uniform grid: pieces between pins, each a cubic whose spacing is continuous.
//
// Cutting every interval of the coarsest grid into the same number of parts keeps pins on nodes and
// leaves errors expansions in even powers of the spacing.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "problem.hpp"

namespace axiom::pde {

// Pins inside a domain, between its ends, ascending.
inline std::vector<double> pins_of(const Contract &contract) {
    const double low = contract.edges[0].x, high = contract.edges[1].x;
    const double least = 1e-9 * (high - low);
    std::vector<double> pins = {low, high};
    for (double pin : {contract.payoff.kink, contract.pins[0], contract.pins[1], contract.pins[2], contract.pins[3]})
        if (pin > low + least && pin < high - least) pins.push_back(pin);
    std::sort(pins.begin(), pins.end());
    const auto same = [least](double a, double b) { return b - a < least; };
    pins.erase(std::unique(pins.begin(), pins.end(), same), pins.end());
    return pins;
}

// Density of nodes, relative to that far from pins: 1 + strength / (1 + ((x - pin) / width)^2).
struct Density {
    const std::vector<double> &pins;
    double strength;
    double width;

    double at(double x) const {
        double sum = 1.0;
        for (double pin : pins) sum += strength / (1.0 + (x - pin) * (x - pin) / (width * width));
        return sum;
    }
    double up_to(double x) const {
        double sum = x;
        for (double pin : pins) sum += strength * width * std::atan((x - pin) / width);
        return sum;
    }
};

// Shares `total` intervals among pieces by weight, at least two each.
inline std::vector<int> shared_out(const std::vector<double> &weights, int total) {
    std::vector<int> counts(weights.size());
    double sum = 0.0;
    for (double weight : weights) sum += weight;
    int given = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        counts[i] = std::max(2, static_cast<int>(weights[i] / sum * total + 0.5));
        given += counts[i];
    }
    while (given != total) {
        const auto most = std::max_element(counts.begin(), counts.end());
        *most += given < total ? 1 : -1;
        given += given < total ? 1 : -1;
    }
    return counts;
}

// One piece: x(s) with ends and slopes given, s in [0, 1].
struct Piece {
    double from, to, slope_from, slope_to;

    double at(double s) const {
        const double length = to - from;
        const double curve = 3.0 * length - 2.0 * slope_from - slope_to;
        const double twist = slope_from + slope_to - 2.0 * length;
        return from + s * (slope_from + s * (curve + s * twist));
    }
};

// Intervals a coarsest grid of `nodes` has in each piece, and the spacing at each pin.
struct Layout {
    std::vector<double> pins;
    std::vector<int> counts;
    std::vector<double> spacing;
};

inline Layout layout_of(const Contract &contract, int nodes, double strength) {
    Layout layout;
    layout.pins = pins_of(contract);
    const std::size_t pieces = layout.pins.size() - 1;
    std::vector<double> concentrated(layout.pins.begin() + 1, layout.pins.end() - 1);
    if (contract.edges[0].kind != EdgeKind::line) concentrated.push_back(layout.pins.front());
    if (contract.edges[1].kind != EdgeKind::line) concentrated.push_back(layout.pins.back());
    const Density density{concentrated, strength, 0.08 * (layout.pins.back() - layout.pins.front())};
    std::vector<double> weights(pieces);
    for (std::size_t i = 0; i < pieces; ++i)
        weights[i] = density.up_to(layout.pins[i + 1]) - density.up_to(layout.pins[i]);
    layout.counts = shared_out(weights, nodes);
    const double unit = (density.up_to(layout.pins.back()) - density.up_to(layout.pins.front())) / nodes;
    for (std::size_t i = 0; i <= pieces; ++i) {
        double spacing = unit / density.at(layout.pins[i]);
        if (i > 0)
            spacing = std::min(spacing, 1.8 * (layout.pins[i] - layout.pins[i - 1]) / layout.counts[i - 1]);
        if (i < pieces) spacing = std::min(spacing, 1.8 * (layout.pins[i + 1] - layout.pins[i]) / layout.counts[i]);
        layout.spacing.push_back(spacing);
    }
    return layout;
}

// Nodes in ascending order, `nodes * refinement + 1` of them.
inline std::vector<double> place_nodes(const Contract &contract, int nodes, int refinement, double strength) {
    const Layout layout = layout_of(contract, nodes, strength);
    std::vector<double> x;
    x.reserve(static_cast<std::size_t>(nodes * refinement) + 1);
    for (std::size_t i = 0; i < layout.counts.size(); ++i) {
        const int count = layout.counts[i];
        const Piece piece{layout.pins[i], layout.pins[i + 1], layout.spacing[i] * count,
                          layout.spacing[i + 1] * count};
        for (int k = 0; k < count * refinement; ++k)
            x.push_back(k == 0 ? piece.from : piece.at(k / static_cast<double>(count * refinement)));
    }
    x.push_back(layout.pins.back());
    return x;
}

}  // namespace axiom::pde
