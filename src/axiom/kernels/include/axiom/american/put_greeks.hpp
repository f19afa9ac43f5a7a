// Derivatives of a block of American puts with strike 1, given their boundaries.
//
// Verified by tests/parity/test_american_greeks_parity.py.
#pragma once

#include "put_derivatives.hpp"
#include "tangents.hpp"

namespace axiom::american {

template <class Scheme>
struct GreeksTables {
    const BoundaryNodes<Scheme::nodes, Scheme::points> &boundary;
    StartWeights<Scheme::nodes, Scheme::points> start;
    PremiumTable<Scheme::nodes, Scheme::premium> premium;

    GreeksTables()
        : boundary(boundary_nodes<Scheme::nodes, Scheme::points>()), start(boundary),
          premium(boundary, Scheme::reach) {}
};

template <class Scheme>
const GreeksTables<Scheme> &greeks_tables() {
    static const GreeksTables<Scheme> tables;
    return tables;
}

template <class Scheme>
struct GreeksWorkspace {
    TangentScratch<Scheme::nodes, Scheme::points> scratch;
    BoundaryTangents<Scheme::nodes> tangents;
};

struct PutDerivativesLanes {
    Lanes slope, bend, slope_in_time, bend_in_x, bend_in_time, in_rate, in_yield, in_vol,
        slope_in_vol, bend_in_vol, second_in_vol, third_in_vol;

    AXIOM_FN void put(int lane, const PutDerivatives &d) {
        slope[lane] = d.slope;
        bend[lane] = d.bend;
        slope_in_time[lane] = d.slope_in_time;
        bend_in_x[lane] = d.bend_in_x;
        bend_in_time[lane] = d.bend_in_time;
        in_rate[lane] = d.in_rate;
        in_yield[lane] = d.in_yield;
        in_vol[lane] = d.in_vol;
        slope_in_vol[lane] = d.slope_in_vol;
        bend_in_vol[lane] = d.bend_in_vol;
        second_in_vol[lane] = d.second_in_vol;
        third_in_vol[lane] = d.third_in_vol;
    }

    AXIOM_FN PutDerivatives at(int lane) const {
        return {slope[lane],        bend[lane],     slope_in_time[lane], bend_in_x[lane],
                bend_in_time[lane], in_rate[lane],  in_yield[lane],      in_vol[lane],
                slope_in_vol[lane], bend_in_vol[lane], second_in_vol[lane], third_in_vol[lane]};
    }
};

// Where the sums are taken, and which part of the way from the boundary to there the spot has gone.
struct SpotLanes {
    Lanes log_spot;
    Lanes fraction;
    Lanes distance;
};

AXIOM_FN void place_spots(const PutLanes &put, const Lanes &log_boundary, SpotLanes &at) {
    AXIOM_EACH_LANE
    for (int lane = 0; lane < kLanes; ++lane) {
        const double start = log_boundary[lane];
        const double total = put.total_vol[lane];
        const double p = (put.log_spot[lane] - start) * put.inverse_total_vol[lane];
        const bool near = p < kNearest;
        at.fraction[lane] = near ? larger(p, 0.0) * (1.0 / kNearest) : 1.0;
        at.distance[lane] = near ? kNearest : p;
        at.log_spot[lane] = near ? start + kNearest * total : put.log_spot[lane];
    }
}

AXIOM_FN PutTerms terms_at(const PutLanes &put, const Lanes &log_spot, int lane) {
    return {log_spot[lane],           put.expiry[lane],    put.vol[lane], put.rate[lane],
            put.dividend_yield[lane], put.total_vol[lane], put.carry[lane]};
}

// European part, premium and limits together; one loop each, as in the formulas for arrays.
template <bool all>
AXIOM_FN void assemble(const PutLanes &put, const SpotLanes &spots, const BoundaryLanes &now,
                       const PremiumSums &sums, PutDerivativesLanes &out) {
    PutDerivativesLanes premium, limits;
    AXIOM_EACH_LANE
    for (int lane = 0; lane < kLanes; ++lane)
        out.put(lane, european_put(terms_at(put, spots.log_spot, lane)));
    AXIOM_EACH_LANE
    for (int lane = 0; lane < kLanes; ++lane)
        premium.put(lane, premium_derivatives<all>(terms_at(put, spots.log_spot, lane), now, sums,
                                                   lane));
    AXIOM_EACH_LANE
    for (int lane = 0; lane < kLanes; ++lane)
        limits.put(lane, boundary_limits<all>(terms_at(put, spots.log_spot, lane), now, lane));
    AXIOM_EACH_LANE
    for (int lane = 0; lane < kLanes; ++lane)
        out.put(lane, combine(out.at(lane), premium.at(lane), limits.at(lane),
                              spots.fraction[lane]));
}

// Without `all`, only what the boundary's tangents do not enter: see PutDerivatives.
template <class Scheme, bool all>
AXIOM_FN void differentiate(const PutLanes &put, const Lanes *log_boundary,
                            GreeksWorkspace<Scheme> &w, PutDerivativesLanes &out) {
    constexpr int nodes = Scheme::nodes, points = Scheme::points;
    const GreeksTables<Scheme> &tables = greeks_tables<Scheme>();
    if constexpr (all)
        TangentSolver<nodes, points>(tables.boundary, tables.start, put, log_boundary, w.scratch,
                                     w.tangents)
            .run();
    PremiumPoints<nodes, points, Scheme::premium> premium(tables.boundary, tables.premium);
    premium.template fill_series<all>(put, log_boundary, w.tangents);

    Lanes one;
    AXIOM_EACH_LANE
    for (int lane = 0; lane < kLanes; ++lane) one[lane] = 1.0;
    BoundaryLanes now;
    premium.template find_boundary<all>(put, one, now);
    SpotLanes spots;
    place_spots(put, now.log, spots);
    premium.set_range(put, now.log, spots.distance);

    PremiumSums sums{};
    PremiumPoint point;
    for (int k = 0; k < Scheme::premium; ++k) {
        premium.template evaluate<all>(k, put, spots.log_spot, point);
        add_plain(put, now, point, sums);
        if constexpr (all) add_tangents(put, now, point, sums);
    }
    assemble<all>(put, spots, now, sums, out);
}

}  // namespace axiom::american
