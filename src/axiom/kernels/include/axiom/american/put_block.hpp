// Boundary and price of one block of puts with strike 1 by one scheme.
#pragma once

#include <type_traits>

#include "premium.hpp"

namespace axiom::american {

// Filled by the caller: what derive() takes. Left behind: the rest.
struct PutBlock {
    PutLanes put;
    Lanes value;         // price of the put
    Lanes log_boundary;  // ln B(T)
    Lanes last_step;     // largest relative step of the boundary in the last iteration
    Lanes mismatch;      // where the scheme is checked: of the price on the boundary and intrinsic
};

template <class Scheme>
struct Workspace {
    BoundaryScratch<Scheme::nodes, Scheme::points> own;
    Workspace<typename Scheme::Coarser> coarser;
};

template <>
struct Workspace<void> {};

// Takes a grid's first boundary from a coarser grid.
template <class Coarse, class Fine>
AXIOM_FN void refine(const PutLanes &put, const Coarse &coarse, Fine &fine) {
    const auto &from = boundary_nodes<Coarse::nodes, Coarse::points>();
    const auto &to = boundary_nodes<Fine::nodes, Fine::points>();
    const BoundarySeries<Coarse::nodes> series(from, coarse.squared);
    for (int j = 0; j < Fine::nodes; ++j) {
        const double z = to.node[j];
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) {
            const double start = put.log_start[lane];
            const double fall = root(larger(start * start + series.at(z, lane), 0.0));
            const double least = kLeastGap * z * (start - coarse.log_boundary[0][lane]);
            fine.log_boundary[j][lane] = start - larger(start + fall, least);
        }
    }
}

// Solves for the boundary at the scheme's nodes, and for those of the coarser grids on the way.
template <class Scheme>
AXIOM_FN void solve_boundary(const PutLanes &put, Workspace<Scheme> &w, double tolerance) {
    using Coarser = typename Scheme::Coarser;
    constexpr int nodes = Scheme::nodes, points = Scheme::points;
    BoundarySolver<nodes, points> solver(boundary_nodes<nodes, points>(), put, w.own);
    if constexpr (std::is_void_v<Coarser>) {
        solver.guess();
    } else {
        solve_boundary<Coarser>(put, w.coarser, Coarser::rough);
        refine(put, w.coarser.own, w.own);
    }
    solver.iterate(Scheme::steps, tolerance);
    solver.square_boundary();
}

// European price and premium at `log_spot`, by the boundary found.
template <class Scheme>
AXIOM_FN void represent(const PutLanes &put, const Workspace<Scheme> &w, Lanes &value) {
    constexpr int nodes = Scheme::nodes, points = Scheme::points;
    const BoundarySeries<nodes> series(boundary_nodes<nodes, points>(), w.own.squared);
    const PremiumRange range = premium_range<Scheme>(put, w.own.log_boundary[0]);
    Lanes premium{}, least;
    AXIOM_INDEPENDENT
    for (int lane = 0; lane < kLanes; ++lane)
        least[lane] = kLeastSquare * w.own.log_boundary[0][lane] * w.own.log_boundary[0][lane];
    european_puts(put, value);
    add_premium(put, series, premium_rule<Scheme::premium>(), range, least, premium);
    AXIOM_INDEPENDENT
    for (int lane = 0; lane < kLanes; ++lane) value[lane] += larger(premium[lane], 0.0);
}

// Smooth pasting was imposed; that the price on the boundary is intrinsic was not.
template <class Scheme>
AXIOM_FN void check_boundary(PutBlock &block, const Workspace<Scheme> &w) {
    PutLanes put = block.put;
    put.log_spot = block.log_boundary;
    represent(put, w, block.mismatch);
    AXIOM_INDEPENDENT
    for (int lane = 0; lane < kLanes; ++lane)
        block.mismatch[lane] = magnitude(block.mismatch[lane] +
                                         exponential_minus_one(block.log_boundary[lane]));
}

// The price: intrinsic on and below the boundary, and never below it or the European price.
template <class Scheme>
AXIOM_FN void price_puts(PutBlock &block, const Workspace<Scheme> &w) {
    block.last_step = w.own.last_step;
    block.log_boundary = w.own.log_boundary[0];
    represent(block.put, w, block.value);
    AXIOM_INDEPENDENT
    for (int lane = 0; lane < kLanes; ++lane) {
        const double x = block.put.log_spot[lane];
        const double intrinsic = -exponential_minus_one(x);
        const bool exercised = x <= block.log_boundary[lane];
        block.value[lane] = exercised ? intrinsic : larger(block.value[lane], intrinsic);
        block.mismatch[lane] = 0.0;
    }
    if constexpr (Scheme::is_checked) check_boundary(block, w);
}

}  // namespace axiom::american
