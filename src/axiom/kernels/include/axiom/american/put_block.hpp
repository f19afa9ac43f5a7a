// Boundary and price of one block of puts with strike 1 by one scheme.
#pragma once

#include "premium.hpp"

namespace axiom::american {

// Filled by the caller: what derive() takes. Left behind: the rest.
struct PutBlock {
    PutLanes put;
    Lanes value;         // price of the put
    Lanes log_boundary;  // ln B(T)
    Lanes last_step;     // largest relative step of the boundary in the last iteration
};

template <class Scheme>
struct Workspace {
    BoundaryScratch<Scheme::nodes, Scheme::points> fine;
    BoundaryScratch<Scheme::coarse_nodes, Scheme::coarse_points> coarse;
};

// Takes a grid's first boundary from a coarser grid.
template <class Coarse, class Fine>
AXIOM_FN void refine(const PutLanes &put, Coarse &coarse, Fine &fine) {
    const auto &from = boundary_nodes<Coarse::nodes, Coarse::points>();
    const auto &to = boundary_nodes<Fine::nodes, Fine::points>();
    BoundarySolver<Coarse::nodes, Coarse::points>(from, put, coarse).square_boundary();
    const BoundarySeries<Coarse::nodes> series(from, coarse.squared);
    for (int j = 0; j < Fine::nodes; ++j) {
        const double z = to.node[j];
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) {
            const double start = put.log_start[lane];
            const double fall = root(larger(start * start + series.at(z, lane), 0.0));
            const double least = kLeastGap * put.total_vol[lane] * z;
            fine.log_boundary[j][lane] = start - larger(start + fall, least);
        }
    }
}

// Solves for the boundary at the scheme's nodes; `block.put` must have been derived.
template <class Scheme>
AXIOM_FN void solve_boundary(PutBlock &block, Workspace<Scheme> &w) {
    constexpr int nodes = Scheme::nodes, points = Scheme::points;
    BoundarySolver<nodes, points> solver(boundary_nodes<nodes, points>(), block.put, w.fine);
    if constexpr (Scheme::coarse_steps == 0) {
        solver.guess();
    } else {
        constexpr int few = Scheme::coarse_nodes, sparse = Scheme::coarse_points;
        BoundarySolver<few, sparse> first(boundary_nodes<few, sparse>(), block.put, w.coarse);
        first.guess();
        for (int step = 0; step < Scheme::coarse_steps; ++step) first.newton_step();
        refine(block.put, w.coarse, w.fine);
    }
    for (int step = 0; step < Scheme::steps; ++step) solver.newton_step();
    solver.square_boundary();
    block.last_step = w.fine.last_step;
    block.log_boundary = w.fine.log_boundary[0];
}

// The price: intrinsic on and below the boundary, and never below it or the European price.
template <class Scheme>
AXIOM_FN void price_puts(PutBlock &block, const Workspace<Scheme> &w) {
    constexpr int nodes = Scheme::nodes, points = Scheme::points;
    const BoundarySeries<nodes> series(boundary_nodes<nodes, points>(), w.fine.squared);
    const PremiumRange range = premium_range(block.put, block.log_boundary, Scheme::reach);
    Lanes european, premium{}, least;
    AXIOM_INDEPENDENT
    for (int lane = 0; lane < kLanes; ++lane)
        least[lane] = kLeastSquare * block.log_boundary[lane] * block.log_boundary[lane];
    european_puts(block.put, european);
    add_premium(block.put, series, premium_rule<Scheme::premium>(), range, least, premium);
    AXIOM_INDEPENDENT
    for (int lane = 0; lane < kLanes; ++lane) {
        const double x = block.put.log_spot[lane];
        const double intrinsic = -exponential_minus_one(x);
        const double held = european[lane] + larger(premium[lane], 0.0);
        const bool exercised = x <= block.log_boundary[lane];
        block.value[lane] = exercised ? intrinsic : larger(held, intrinsic);
    }
}

}  // namespace axiom::american
