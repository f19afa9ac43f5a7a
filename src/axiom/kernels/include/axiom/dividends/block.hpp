// Solves a block of options of one plan, from their expiries back to now.
#pragma once

#include "ex_date.hpp"
#include "plan.hpp"

namespace axiom::dividends {

// Keeps its grids from block to block.
class BlockSolver {
  public:
    BlockSolver(const Problem &problem, const Plan &plan);

    // `lanes` and `solutions` have kLanes entries.
    void operator()(const Lane *lanes, Solution *solutions);

  private:
    // A kink of the price in y, smoothed by a normal density.
    struct SmoothedKink {
        double y;
        double deviation;
        double slope;
    };

    double end_of(int segment, const Lane &lane) const;
    double final_strike(const Lane &lane) const;
    Drop jump_of(const Lane &lane, int dividend) const;
    SegmentLanes segment(int k) const;
    void anchor(SegmentLanes &s, int k, int l) const;
    SmoothedKink smoothed_kink(const Lane &lane, int k) const;
    void mend_smoothed_kink(const SegmentLanes &s, int k);
    void begin(const SegmentLanes &s, int k);
    double payoff_after_drop(const Lane &lane, const Drop &drop, double strike, double spot) const;
    DropLanes drop_lanes(const SegmentLanes &next, int k) const;
    Payoff floor_after_drop(const SegmentLanes &next) const;
    void cross(SegmentLanes &next, int k);

    const Problem &problem_;
    Plan plan_;
    const Lane *lanes_ = nullptr;
    SegmentLanes segment_;
    Grid grid_, old_;
};

}  // namespace axiom::dividends
