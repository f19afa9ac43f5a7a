// Greeks of options with dividends: derivatives in the spot come from the grid, those in time from
// the equation, the others from bumped variants solved beside the option on grids that move smoothly
// with it.
#pragma once

#include "../sensitivities.hpp"
#include "plan.hpp"

namespace axiom::dividends {

// Which variants an option needs, and where they stand among its lanes.
struct Variants {
    int vol = -1;        // four: at -2, -1, 1 and 2 bumps
    int rate = -1;       // two: down, up
    int yield = -1;
    int cash = -1;       // all cash at once, for derivatives in the strike
    int dividends = -1;  // two a dividend
    int count = 1;

    void add(int &where, int lanes) {
        where = count;
        count += lanes;
    }
};

struct Bumps {
    double vol;
    double carry;
    double cash_scale;
    double dividend;  // of dividend_bump
};

// The scale of the bumps, as a share of the spot.
inline double bumped_deviation(const Lane &lane, double least) {
    return std::max(std::min(lane.vol * std::sqrt(lane.expiry), 1.0), least);
}

// Bumps that are small beside what the price varies over, and large beside the grid's errors;
// `closed` prices come from a formula and have none to speak of.
inline Bumps bumps_for(const Schedule &schedule, const Lane &lane, bool closed) {
    const double deviation = bumped_deviation(lane, closed ? 0.01 : 0.0);
    double paid = 0.0;
    for (double cash : schedule.cash) paid += cash;
    const double scale = paid > 0.0 ? std::min(0.02 * deviation * lane.spot / paid, 0.25) : 0.25;
    if (closed) return {0.01 * lane.vol, 1e-4 * deviation / lane.expiry, 0.02 * scale, 0.02};
    return {0.04 * lane.vol, 0.005 * deviation / lane.expiry, scale, 1.0};
}

inline double dividend_bump(const Schedule &schedule, const Lane &lane, int index) {
    const auto i = static_cast<std::size_t>(index);
    const double deviation = bumped_deviation(lane, 1e-4);
    if (schedule.cash[i] > 0.0 || schedule.proportion[i] == 0.0) return 0.005 * deviation * lane.spot;
    return std::min(0.005 * deviation, 0.5 * std::min(schedule.proportion[i], 1.0 - schedule.proportion[i]));
}

inline void add_variants(const Problem &problem, const Variants &v, const Lane &lane, bool closed, Lane *lanes) {
    for (int j = 0; j < v.count; ++j) lanes[j] = lane;
    const Bumps bumps = bumps_for(problem.schedule, lane, closed);
    if (v.vol >= 0)
        for (int j = 0; j < 4; ++j) lanes[v.vol + j].vol += bumps.vol * (j < 2 ? j - 2 : j - 1);
    for (int j = 0; j < 2; ++j) {
        const double side = j == 0 ? -1.0 : 1.0;
        if (v.rate >= 0) lanes[v.rate + j].rate += side * bumps.carry;
        if (v.yield >= 0) lanes[v.yield + j].dividend_yield += side * bumps.carry;
        if (v.cash >= 0) lanes[v.cash + j].cash_scale += side * bumps.cash_scale;
        if (v.dividends < 0) continue;
        for (int d = 0; d < problem.schedule.size(); ++d) {
            Lane &bumped = lanes[v.dividends + 2 * d + j];
            bumped.bumped = d;
            bumped.bump = side * bumps.dividend * dividend_bump(problem.schedule, lane, d);
        }
    }
}

// The equation's time derivative of a solution (of its derivative in the spot, of its second one)
// as calendar time passes.
struct TimeDerivatives {
    double value[3];
};

inline TimeDerivatives time_derivatives(const Lane &lane, double diffusing, const double *v) {
    const double carry = lane.rate - lane.dividend_yield;
    const double x = diffusing, s = lane.spot, half = 0.5 * lane.vol * lane.vol;
    return {{lane.rate * v[0] - carry * s * v[1] - half * x * x * v[2],
             lane.rate * v[1] - carry * (v[1] + s * v[2]) - half * (2.0 * x * v[2] + x * x * v[3]),
             lane.rate * v[2] - carry * (2.0 * v[2] + s * v[3]) -
                 half * (2.0 * v[2] + 4.0 * x * v[3] + x * x * v[4])}};
}

inline double first_of_four(const Solution *v, int order, double bump) {
    return (8.0 * (v[2].value[order] - v[1].value[order]) - (v[3].value[order] - v[0].value[order])) / (12.0 * bump);
}

inline void vol_sensitivities(const Lane &lane, const Solution &base, const Solution *v, double bump,
                              double diffusing, Sensitivities &g) {
    const double outer = v[0].value[0] + v[3].value[0], inner = v[1].value[0] + v[2].value[0];
    g.vega = first_of_four(v, 0, bump);
    g.vanna = first_of_four(v, 1, bump);
    g.zomma = first_of_four(v, 2, bump);
    g.volga = (16.0 * inner - outer - 30.0 * base.value[0]) / (12.0 * bump * bump);
    g.ultima = ((v[3].value[0] - v[0].value[0]) - 2.0 * (v[2].value[0] - v[1].value[0])) / (2.0 * bump * bump * bump);
    const double by_vol[5] = {g.vega, g.vanna, g.zomma, 0.0, 0.0};
    g.veta = time_derivatives(lane, diffusing, by_vol).value[0] - lane.vol * diffusing * diffusing * g.gamma;
}

inline double central(const Solution *pair, int order, double bump) {
    return (pair[1].value[order] - pair[0].value[order]) / (2.0 * bump);
}

// The price is homogeneous in spot, strike and cash together.
inline void strike_sensitivities(const Lane &lane, const Solution &base, const Solution *pair,
                                 double bump, Sensitivities &g) {
    const double by_cash = central(pair, 0, bump);
    const double delta_by_cash = central(pair, 1, bump);
    const double twice = (pair[1].value[0] - 2.0 * base.value[0] + pair[0].value[0]) / (bump * bump);
    g.dual_delta = (g.price - lane.spot * g.delta - by_cash) / lane.strike;
    g.dual_gamma = (lane.spot * (lane.spot * g.gamma + 2.0 * delta_by_cash) + twice) / (lane.strike * lane.strike);
}

// All of it is the payoff's: nothing but spot and strike matters.
inline Sensitivities exercised_sensitivities(const Lane &lane) {
    const double sign = lane.is_call ? 1.0 : -1.0;
    Sensitivities g{};
    g.price = sign * (lane.spot - lane.strike);
    g.delta = sign;
    g.dual_delta = -sign;
    return g;
}

// `solutions` in units of the currency, one a variant.
inline Sensitivities sensitivities_of(const Problem &problem, const Variants &v, const Lane &lane,
                                      bool closed, const Solution *solutions) {
    const Solution &base = solutions[0];
    if (base.exercised) return exercised_sensitivities(lane);
    const double diffusing = lane.strike * diffusing_spot(problem, lane);
    const TimeDerivatives in_time = time_derivatives(lane, diffusing, base.value);
    const Bumps bumps = bumps_for(problem.schedule, lane, closed);
    Sensitivities g{};
    g.price = base.value[0];
    g.delta = base.value[1];
    g.gamma = base.value[2];
    g.speed = base.value[3];
    g.theta = in_time.value[0];
    g.charm = in_time.value[1];
    g.color = in_time.value[2];
    if (v.vol >= 0 && bumps.vol > 0.0)
        vol_sensitivities(lane, base, solutions + v.vol, bumps.vol, diffusing, g);
    if (v.rate >= 0) g.rho = central(solutions + v.rate, 0, bumps.carry);
    if (v.yield >= 0) g.psi = central(solutions + v.yield, 0, bumps.carry);
    if (v.cash >= 0) strike_sensitivities(lane, base, solutions + v.cash, bumps.cash_scale, g);
    return g;
}

// dV/d(cash) of one dividend, or dV/d(proportion) of one without cash.
inline double dividend_sensitivity(const Problem &problem, const Variants &v, const Lane &lane, bool closed,
                                   const Solution *solutions, int index) {
    if (solutions[0].exercised) return 0.0;
    const double bump = bumps_for(problem.schedule, lane, closed).dividend *
                        dividend_bump(problem.schedule, lane, index);
    return bump > 0.0 ? central(solutions + v.dividends + 2 * index, 0, bump) : 0.0;
}

}  // namespace axiom::dividends
