#include "axiom/dividends/block.hpp"

#include "axiom/dividends/march.hpp"
#include "axiom/dividends/read_off.hpp"

namespace axiom::dividends {
namespace {

AXIOM_CLONES void march_european(SegmentLanes &s, Lanes *value, const Lanes *growth, int nodes,
                                 int steps, Payoff &payoff) {
    march<false>(s, value, growth, nodes, steps, payoff);
}

AXIOM_CLONES void march_american(SegmentLanes &s, Lanes *value, const Lanes *growth, int nodes,
                                 int steps, Payoff &payoff) {
    march<true>(s, value, growth, nodes, steps, payoff);
}

AXIOM_CLONES void map_values(const SegmentLanes &s, const Lanes *old, const Lanes *old_growth,
                             const DropLanes &drop, const SegmentLanes &after, Lanes *value,
                             const Lanes *growth, int nodes) {
    cross_ex_date(s, old, old_growth, drop, after, value, growth, nodes);
}

AXIOM_CLONES void exercise(const SegmentLanes &s, Lanes *value, const Lanes *growth, int nodes) {
    exercise_at_ex_date(s, value, growth, nodes);
}

AXIOM_CLONES void find_kink(const SegmentLanes &s, const Lanes *value, const Lanes *growth, int nodes,
                            Lanes &offset) {
    kink_offset(s, value, growth, nodes, offset);
}

AXIOM_CLONES void place_nodes(const SegmentLanes &s, Lanes *growth, int nodes) {
    for (int i = 0; i <= nodes; ++i) {
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l)
            growth[i].value[l] = exponential(s.first.value[l] + s.step.value[l] * i);
    }
}

}  // namespace

BlockSolver::BlockSolver(const Problem &problem, const Plan &plan) : problem_(problem), plan_(plan) {
    grid_.resize(plan.nodes);
    old_.resize(plan.nodes);
}

void BlockSolver::operator()(const Lane *lanes, Solution *solutions) {
    lanes_ = lanes;
    Payoff payoff;
    bool begun = false;
    for (int k = plan_.dividends(); k >= 0; --k) {
        const int steps = plan_.steps[static_cast<std::size_t>(k)];
        if (steps == 0) continue;
        SegmentLanes next = segment(k);
        std::swap(grid_, old_);
        Lanes *value = grid_.value.data();
        Lanes *growth = grid_.growth.data();
        place_nodes(next, growth, plan_.nodes);
        if (begun) cross(next, k);
        else begin(next, k);
        begun = true;
        segment_ = next;
        fit_edges(segment_, value, growth, plan_.nodes);
        const auto march_segment = problem_.american ? march_american : march_european;
        march_segment(segment_, value, growth, plan_.nodes, steps, payoff);
    }
    for (int l = 0; l < kLanes; ++l) {
        const double spot = diffusing_spot(problem_, lanes[l]);
        solutions[l] = read_off(segment_, grid_, payoff, spot, lanes[l].expiry, problem_.american, l);
    }
}

double BlockSolver::end_of(int segment, const Lane &lane) const {
    if (segment < 0) return 0.0;
    return segment < plan_.dividends() ? problem_.schedule.time_of(segment) : lane.expiry;
}

// What the dividend does to the lognormal part of the spot.
Drop BlockSolver::jump_of(const Lane &lane, int dividend) const {
    Drop drop = drop_of(problem_.schedule, lane, dividend);
    if (problem_.model != DividendModel::spot) drop.cash = 0.0;
    return drop;
}

// Where the first grid's values have their kink: the strike, seen from before a drop at the expiry.
double BlockSolver::final_strike(const Lane &lane) const {
    const double strike = 1.0 - escrow_at(problem_, lane, lane.expiry, false);
    if (plan_.steps.back() != 0) return strike;
    const Drop drop = jump_of(lane, plan_.dividends() - 1);
    return (strike + drop.cash) / std::max(1.0 - drop.proportion, 1e-8);
}

SegmentLanes BlockSolver::segment(int k) const {
    SegmentLanes s;
    for (int l = 0; l < kLanes; ++l) {
        const Lane &lane = lanes_[l];
        const double end = end_of(k, lane);
        s.sign[l] = lane.is_call ? -1.0 : 1.0;
        s.vol[l] = lane.vol;
        s.rate[l] = lane.rate;
        s.yield[l] = lane.dividend_yield;
        s.drift[l] = drift_of(lane);
        s.begin[l] = lane.expiry - end;
        s.length[l] = end - end_of(k - 1, lane);
        s.escrow[l] = escrow_at(problem_, lane, end, true);
        anchor(s, k, l);
    }
    return s;
}

// Puts a node on the strike, or, in the last segment to be solved, on the spot.
void BlockSolver::anchor(SegmentLanes &s, int k, int l) const {
    const Lane &lane = lanes_[l];
    const Range range = range_at(problem_, lane, k, end_of(k, lane));
    const double h = (range.high - range.low) / plan_.nodes;
    const bool on_spot = k == 0 && plan_.dividends() > 0 && plan_.steps.size() > 1;
    const double node = on_spot ? std::log(diffusing_spot(problem_, lane)) + s.drift[l] * lane.expiry
                                : std::log(final_strike(lane));
    const double low = node + std::round((range.low - node) / h) * h;
    s.step[l] = s.sign[l] * h;
    s.first[l] = lane.is_call ? low + plan_.nodes * h : low;
}

// The payoff on the grid of the last segment, with a little added to the node on its kink: the
// samples of a kink have, seen by a scheme of fourth order, too small a second moment.
void BlockSolver::begin(const SegmentLanes &s, int k) {
    for (int l = 0; l < kLanes; ++l) {
        const Lane &lane = lanes_[l];
        const double strike = 1.0 - escrow_at(problem_, lane, lane.expiry, false);
        const Drop drop = k < plan_.dividends() ? jump_of(lane, k) : Drop{0.0, 0.0, 0.0};
        const double kink = std::log(final_strike(lane));
        const double h = magnitude(s.step[l]);
        for (int i = 0; i <= plan_.nodes; ++i) {
            const auto node = static_cast<std::size_t>(i);
            double value = payoff_after_drop(lane, drop, strike, grid_.growth[node][l]);
            const bool on_kink = magnitude(s.first[l] + s.step[l] * i - kink) < 0.25 * h;
            if (on_kink) value += h / 12.0 * (strike + drop.cash);
            grid_.value[node][l] = value;
        }
    }
    if (k < plan_.dividends() && problem_.american)
        exercise(s, grid_.value.data(), grid_.growth.data(), plan_.nodes);
}

double BlockSolver::payoff_after_drop(const Lane &lane, const Drop &drop, double strike, double spot) const {
    const double dropped = larger(spot * (1.0 - drop.proportion) - drop.cash, 0.0);
    return larger(lane.is_call ? dropped - strike : strike - dropped, 0.0);
}

// The grid is shifted, at first to where exercise begins to pay, so that a node stands on that kink.
void BlockSolver::cross(SegmentLanes &next, int k) {
    DropLanes drop;
    for (int l = 0; l < kLanes; ++l) {
        const Drop jump = jump_of(lanes_[l], k);
        drop.cash[l] = jump.cash;
        drop.kept[l] = 1.0 - jump.proportion;
        const double waiting = problem_.american ? larger(std::exp(next.rate[l] * next.begin[l]), 1.0) : 1.0;
        drop.ruined[l] = lanes_[l].is_call ? 0.0 : waiting;
    }
    Lanes *value = grid_.value.data();
    Lanes *growth = grid_.growth.data();
    const int nodes = plan_.nodes;
    map_values(segment_, old_.value.data(), old_.growth.data(), drop, next, value, growth, nodes);
    if (!problem_.american) return;
    Lanes offset;
    find_kink(next, value, growth, nodes, offset);
    for (int l = 0; l < kLanes; ++l) next.first[l] += offset[l] * next.step[l];
    place_nodes(next, growth, nodes);
    map_values(segment_, old_.value.data(), old_.growth.data(), drop, next, value, growth, nodes);
    exercise(next, value, growth, nodes);
}

}  // namespace axiom::dividends
