// How an option's life is cut into segments between ex-dates, and where each segment's grid lies.
//
// Segment k lies between ex-date k (or now) and ex-date k + 1 (or the expiry). In it the engine works
// in y = ln(spot) + drift * (time to expiry), in which the undiscounted price solves the heat
// equation, on a uniform grid around the median path that reaches `width` standard deviations of the
// time from now: the nearer to now, the finer.
#pragma once

#include <algorithm>
#include <cmath>
#include <tuple>

#include "problem.hpp"

namespace axiom::dividends {

// Options of one plan can share a block of lanes.
struct Plan {
    int nodes;
    bool two_sided;          // options may be held in the money and exercised out of it
    std::vector<int> steps;  // of each segment; none where it has no length

    int dividends() const { return static_cast<int>(steps.size()) - 1; }
    bool operator<(const Plan &o) const {
        return std::tie(nodes, two_sided, steps) < std::tie(o.nodes, o.two_sided, o.steps);
    }
    bool operator==(const Plan &o) const {
        return std::tie(nodes, two_sided, steps) == std::tie(o.nodes, o.two_sided, o.steps);
    }
};

// One dividend as a lane sees it, in units of its strike.
struct Drop {
    double time;
    double cash;
    double proportion;
};

inline Drop drop_of(const Schedule &schedule, const Lane &lane, int index) {
    const auto i = static_cast<std::size_t>(index);
    Drop drop{schedule.time[i], schedule.cash[i], schedule.proportion[i]};
    const bool is_proportional = drop.cash == 0.0 && drop.proportion > 0.0;
    if (lane.bumped == index) (is_proportional ? drop.proportion : drop.cash) += lane.bump;
    drop.cash *= lane.cash_scale / lane.strike;
    return drop;
}

inline double drift_of(const Lane &lane) {
    return lane.rate - lane.dividend_yield - 0.5 * lane.vol * lane.vol;
}

// The value at `time` of the dividends that the model takes out of the spot, with those at `time`
// itself or without; zero in the spot model. In units of the strike.
inline double escrow_at(const Problem &problem, const Lane &lane, double time, bool inclusive) {
    const Schedule &schedule = problem.schedule;
    if (problem.model == DividendModel::spot) return 0.0;
    const int count = problem.model == DividendModel::escrowed ? schedule.count_until(lane.expiry)
                                                       : schedule.size();
    double value = 0.0;
    double later = time;
    for (int j = count - 1; j >= 0; --j) {
        const Drop drop = drop_of(schedule, lane, j);
        if (drop.time < time || (drop.time == time && !inclusive)) break;
        if (value > 0.0) value *= std::exp((lane.dividend_yield - lane.rate) * (later - drop.time));
        value = (value + drop.cash) / (1.0 - drop.proportion);
        later = drop.time;
    }
    return value * std::exp((lane.dividend_yield - lane.rate) * (later - time));
}

// The lognormal part of the spot now, in units of the strike.
inline double diffusing_spot(const Problem &problem, const Lane &lane) {
    return lane.spot / lane.strike - escrow_at(problem, lane, 0.0, false);
}

// The lowest and the highest y of a grid.
struct Range {
    double low;
    double high;
};

// `passed` dividends have gone ex before the segment that ends at `time`. Upwards the grid reaches
// further by a variance, as the spot's share of the price sees its median there.
inline Range range_at(const Problem &problem, const Lane &lane, int passed, double time) {
    const double drift = drift_of(lane);
    const double deviation = lane.vol * std::sqrt(time);
    const double below = std::exp(-problem.scheme.width * deviation);
    const double above = std::exp((problem.scheme.width + deviation) * deviation);
    double kept = diffusing_spot(problem, lane);
    double paid = 0.0;
    for (int j = 0; j < passed; ++j) {
        const Drop drop = drop_of(problem.schedule, lane, j);
        kept *= std::max(1.0 - drop.proportion, 1e-8);
        paid *= 1.0 - drop.proportion;
        if (problem.model == DividendModel::spot) paid += drop.cash * std::exp(-drift * drop.time);
    }
    const double middle = std::max(kept - paid, 0.1 * kept);
    const double low = std::max(kept * below - paid, 0.3 * middle * below);
    const double high = std::max(kept * above - paid, middle * std::sqrt(above));
    const double ahead = drift * lane.expiry;
    return {std::log(low) + ahead, std::log(high) + ahead};
}

// After the last ex-date and shortly before the expiry, the price is curved only about the strike:
// the grid need not reach further than the time left carries.
inline bool is_short_end(double from, double to) { return from > 0.0 && to > from && 9.0 * (to - from) < to; }

// A segment's step count follows the ratio of its length to the time from now, as its grid follows
// that time: then steps are as fine beside the grid in all segments.
inline int segment_steps(const Scheme &scheme, double from, double to, bool short_end) {
    if (!(to > from)) return 0;
    const double share = short_end ? 0.5 : std::sqrt((to - from) / to);
    return std::max(8, static_cast<int>(std::ceil(scheme.steps * share)));
}

// Grids that must reach further than the lognormal part does, below large dividends, get more nodes.
inline int nodes_for(const Problem &problem, const Lane &lane, int dividends) {
    double stretch = 1.0;
    for (int k = 0; k <= dividends; ++k) {
        const double time = k < dividends ? problem.schedule.time_of(k) : lane.expiry;
        const Range range = range_at(problem, lane, k, time);
        const double plain = 2.0 * problem.scheme.width * lane.vol * std::sqrt(time);
        stretch = std::max(stretch, (range.high - range.low) / plain);
    }
    static constexpr double factors[] = {1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0};
    for (double factor : factors)
        if (stretch <= 1.05 * factor) return static_cast<int>(problem.scheme.nodes * factor);
    return problem.scheme.nodes * 8;
}

inline Plan plan_for(const Problem &problem, const Lane &lane) {
    Plan plan{};
    const int dividends = problem.schedule.count_until(lane.expiry);
    // Interest on the strike or the yield of the share speaks against exercise deep in the money.
    plan.two_sided = problem.american && (lane.is_call ? lane.dividend_yield : lane.rate) < 0.0;
    plan.nodes = nodes_for(problem, lane, dividends);
    double from = 0.0;
    for (int k = 0; k <= dividends; ++k) {
        const double to = k < dividends ? problem.schedule.time_of(k) : lane.expiry;
        plan.steps.push_back(segment_steps(problem.scheme, from, to, k == dividends && is_short_end(from, to)));
        from = to;
    }
    return plan;
}

}  // namespace axiom::dividends
