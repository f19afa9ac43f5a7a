#include "axiom/dividends/block.hpp"

#include "axiom/dividends/march.hpp"
#include "axiom/dividends/read_off.hpp"

namespace axiom::dividends {
namespace {

#define AXIOM_MARCH(name, american, two_sided)                                                       \
    AXIOM_CLONES void name(SegmentLanes &s, Lanes *value, const Lanes *growth, Lanes *spare, int nodes, \
                           int steps, Payoff &payoff) {                                                \
        march<american, two_sided>(s, value, growth, spare, nodes, steps, payoff);                     \
    }
AXIOM_MARCH(march_european, false, false)
AXIOM_MARCH(march_american, true, false)
AXIOM_MARCH(march_american_both_ways, true, true)
#undef AXIOM_MARCH

AXIOM_CLONES void map_values(const SegmentLanes &s, const Lanes *old, const Lanes *old_growth,
                             const DropLanes &drop, const Payoff &floor, const SegmentLanes &after,
                             Lanes *value, const Lanes *growth, int nodes) {
    cross_ex_date(s, old, old_growth, drop, floor, after, value, growth, nodes);
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
    const auto march_segment = !problem_.american ? march_european
                               : plan_.two_sided  ? march_american_both_ways
                                                  : march_american;
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
        march_segment(segment_, value, growth, old_.value.data(), plan_.nodes, steps, payoff);
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

// Where the first grid's values have their kink: the strike, seen from before a drop at the expiry;
// but calls are exercised before it.
double BlockSolver::final_strike(const Lane &lane) const {
    const bool before_drop = plan_.steps.back() == 0 && problem_.american && lane.is_call;
    const double strike = 1.0 - escrow_at(problem_, lane, lane.expiry, before_drop);
    if (plan_.steps.back() != 0 || before_drop) return strike;
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

// Puts a node on the kink of the values where the segment begins, if there is one, or on the spot.
void BlockSolver::anchor(SegmentLanes &s, int k, int l) const {
    const Lane &lane = lanes_[l];
    Range range = range_at(problem_, lane, k, end_of(k, lane));
    const double strike = final_strike(lane);
    const bool short_end = k == plan_.dividends() && is_short_end(end_of(k - 1, lane), lane.expiry);
    if (short_end && strike > 0.0) {
        const double reach = problem_.scheme.width * lane.vol * std::sqrt(s.length[l]);
        range = {std::log(strike) - reach, std::log(strike) + reach};
    }
    const double h = (range.high - range.low) / plan_.nodes;
    const SmoothedKink kink = smoothed_kink(lane, k);
    double node = std::log(diffusing_spot(problem_, lane)) + s.drift[l] * lane.expiry;
    if (kink.deviation < 2.0 * h) node = kink.y;
    else if ((k > 0 || plan_.steps.size() == 1 || plan_.steps.back() == 0) && strike > 0.0) node = std::log(strike);
    const double low = node + std::round((range.low - node) / h) * h;
    s.step[l] = s.sign[l] * h;
    s.first[l] = lane.is_call ? low + plan_.nodes * h : low;
}

// What the last segment to expire leaves of the payoff's kink, just before the ex-date that begins
// segment k; infinitely smooth where others lie between.
BlockSolver::SmoothedKink BlockSolver::smoothed_kink(const Lane &lane, int k) const {
    constexpr SmoothedKink none{0.0, 1e300, 0.0};
    const double strike = final_strike(lane);
    if (k != plan_.dividends() - 1 || plan_.steps.back() == 0 || !(strike > 0.0)) return none;
    const Drop drop = jump_of(lane, k);
    const double length = lane.expiry - drop.time;
    const double drift = drift_of(lane) * length;
    const double dropped = strike * std::exp(-drift);
    const double stretch = (dropped + drop.cash) / dropped;
    const double spot = (dropped + drop.cash) / std::max(1.0 - drop.proportion, 1e-8);
    return {std::log(spot) + drift, lane.vol * std::sqrt(length) / stretch, strike * stretch};
}

// Adds to the node on the smoothed kink what its sample lacks.
void BlockSolver::mend_smoothed_kink(const SegmentLanes &s, int k) {
    for (int l = 0; l < kLanes; ++l) {
        const SmoothedKink kink = smoothed_kink(lanes_[l], k);
        const double h = magnitude(s.step[l]);
        const double position = (kink.y - s.first[l]) / s.step[l];
        const double node = std::round(position);
        const bool on_node = std::fabs(position - node) < 0.01 && node > 0.0 && node < plan_.nodes;
        if (kink.deviation > 2.0 * h || !on_node) continue;
        grid_.value[static_cast<std::size_t>(node)][l] += kink.slope * h * smoothed_kink_deficit(kink.deviation / h);
    }
}

// The payoff on the grid of the last segment, with a little added to the node on its kink: the
// samples of a kink have, seen by a scheme of fourth order, too small a second moment.
void BlockSolver::begin(const SegmentLanes &s, int k) {
    for (int l = 0; l < kLanes; ++l) {
        const Lane &lane = lanes_[l];
        const double strike = 1.0 - escrow_at(problem_, lane, lane.expiry, false);
        const Drop drop = k < plan_.dividends() ? jump_of(lane, k) : Drop{0.0, 0.0, 0.0};
        const bool exercised_first = k < plan_.dividends() && problem_.american && lane.is_call;
        const double kink = exercised_first ? -1e300 : std::log(final_strike(lane));
        const double h = magnitude(s.step[l]);
        for (int i = 0; i <= plan_.nodes; ++i) {
            const auto node = static_cast<std::size_t>(i);
            double value = payoff_after_drop(lane, drop, strike, grid_.growth[node][l]);
            const bool on_kink = magnitude(s.first[l] + s.step[l] * i - kink) < 0.01 * h;
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

DropLanes BlockSolver::drop_lanes(const SegmentLanes &next, int k) const {
    DropLanes drop;
    drop.is_last = k == plan_.dividends() - 1;
    for (int l = 0; l < kLanes; ++l) {
        const Drop jump = jump_of(lanes_[l], k);
        drop.cash[l] = jump.cash;
        drop.kept[l] = 1.0 - jump.proportion;
        const double waiting = problem_.american ? larger(std::exp(next.rate[l] * next.begin[l]), 1.0) : 1.0;
        drop.ruined[l] = lanes_[l].is_call ? 0.0 : waiting;
    }
    return drop;
}

// The payoff after the drop in the spot, where it bounds the value.
Payoff BlockSolver::floor_after_drop(const SegmentLanes &next) const {
    Payoff floor;
    payoff_at(segment_, next.begin, floor);
    for (int l = 0; l < kLanes; ++l) {
        floor.level[l] = problem_.american ? floor.level[l] : 0.0;
        floor.slope[l] = problem_.american ? floor.slope[l] * std::exp(segment_.drift[l] * next.begin[l]) : 0.0;
    }
    return floor;
}

// The grid is shifted, at first to where exercise begins to pay, so that a node stands on that kink.
void BlockSolver::cross(SegmentLanes &next, int k) {
    const DropLanes drop = drop_lanes(next, k);
    const Payoff floor = floor_after_drop(next);
    Lanes *value = grid_.value.data();
    Lanes *growth = grid_.growth.data();
    const int nodes = plan_.nodes;
    map_values(segment_, old_.value.data(), old_.growth.data(), drop, floor, next, value, growth, nodes);
    if (problem_.american) {
        Lanes offset;
        find_kink(next, value, growth, nodes, offset);
        for (int l = 0; l < kLanes; ++l) next.first[l] += offset[l] * next.step[l];
        place_nodes(next, growth, nodes);
        map_values(segment_, old_.value.data(), old_.growth.data(), drop, floor, next, value, growth, nodes);
    }
    mend_smoothed_kink(next, k);
    if (problem_.american) exercise(next, value, growth, nodes);
}

}  // namespace axiom::dividends
