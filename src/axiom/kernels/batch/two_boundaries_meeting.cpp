#include <algorithm>

#include "axiom/american/two_boundaries/solver.hpp"

namespace axiom::american {
namespace {

constexpr int kMaxMoves = 60;
constexpr int kMaxStarts = 40;
constexpr double kFirstHorizon = 0.03;  // times the square of the region's width over vol
constexpr double kCoarseMove = 1e-4;
constexpr double kFineMove = 1e-11;

double width_of(const PutMarket<double> &m) { return std::log(m.yield / m.rate); }

// The distance of an endless option's boundary from its limit at expiry, or the region's width
// where there is none: from the roots of vol^2/2 p (p - 1) + (r - q) p - r.
double endless_distance(const PutMarket<double> &m, End end) {
    const double variance = m.vol * m.vol;
    const double middle = 0.5 - (m.rate - m.yield) / variance;
    const double square = middle * middle + 2.0 * m.rate / variance;
    const double width = width_of(m);
    if (!(square > 0.0)) return width;
    const double apart = std::sqrt(square);
    const double p = end == End::upper ? middle - apart : middle + apart;
    if (!(p < 0.0)) return width;
    const double log_boundary = std::log(p / (p - 1.0));
    const double distance = end == End::upper ? -log_boundary : log_boundary + width;
    return smaller(larger(distance, 1e-12 * width), width);
}

// Near expiry the upper boundary falls like vol sqrt(t ln(vol^2 / (8 pi t (r - q)^2))), the lower
// one rises like 0.64 vol sqrt(t) (J. D. Evans, R. Kuske, J. B. Keller 2002, Mathematical Finance
// 12, 219-237); neither goes further than without expiry.
double first_guess(const PutMarket<double> &m, End end, double time) {
    const double deviation = m.vol * std::sqrt(time);
    double near = 0.64 * deviation;
    if (end == End::upper) {
        const double carry = (m.rate - m.yield) / m.vol;
        near = deviation * std::sqrt(std::log(2.7 + 1.0 / (8.0 * kPi * time * carry * carry)));
    }
    const double far = endless_distance(m, end);
    return near * far / std::sqrt(near * near + far * far);
}

void guess(const CollocationRule &rule, const PutMarket<double> &market, double horizon,
           SolvedSide &side) {
    side.y.resize(rule.n);
    for (int j = 0; j < rule.n; ++j)
        side.y[j] = first_guess(market, side.end, horizon * rule.nodes[j] * rule.nodes[j]);
}

// Moves the nodes along the boundary to those of another horizon.
void stretch(const CollocationRule &rule, double ratio, SolvedSide &side) {
    std::vector<double> moved(side.y);
    const double growth = std::sqrt(ratio) - 1.0;
    for (int i = 0; i < rule.n; ++i) {
        const double change = rule.nodes[i] * distance_slope(rule, side, i) * growth;
        moved[i] += larger(change, -0.5 * side.y[i]);
    }
    side.y = moved;
}

bool solve_both(BoundaryPair &pair) {
    solve_side(*pair.rule, pair.market, pair.horizon, pair.upper);
    if (pair.upper.converged) solve_side(*pair.rule, pair.market, pair.horizon, pair.lower);
    pair.converged = pair.upper.converged && pair.lower.converged;
    return pair.converged;
}

double gap_of(const BoundaryPair &pair) {
    return width_of(pair.market) - pair.upper.y[0] - pair.lower.y[0];
}

// One step of Newton's method towards the root of the horizon at which the boundaries meet;
// `impossible` is one at which the upper boundary has come to its end before.
double next_root(const BoundaryPair &pair, double expiry, double impossible) {
    const double here = std::sqrt(pair.horizon);
    const double closing = distance_slope(*pair.rule, pair.upper, 0) +
                           distance_slope(*pair.rule, pair.lower, 0);
    const double wanted = closing > 0.0 ? here + gap_of(pair) * here / closing : 2.0 * here;
    const double bounded = std::min({std::max(wanted, 0.3 * here), 2.5 * here, std::sqrt(expiry)});
    return std::min(bounded, 0.5 * (here + impossible));
}

bool move_horizon(double horizon, BoundaryPair &pair) {
    const double ratio = horizon / pair.horizon;
    pair.horizon = horizon;
    stretch(*pair.rule, ratio, pair.upper);
    stretch(*pair.rule, ratio, pair.lower);
    return solve_both(pair);
}

// Moves the horizon until the boundaries meet there or it is the expiry.
void find_horizon(double expiry, double settled, BoundaryPair &pair) {
    double impossible = 4.0 * std::sqrt(expiry);
    for (int move = 0; move < kMaxMoves; ++move) {
        pair.meets = pair.horizon < expiry || gap_of(pair) < 0.0;
        if (!pair.meets) return;
        const double here = std::sqrt(pair.horizon);
        const double next = next_root(pair, expiry, impossible);
        if (std::fabs(next - here) <= settled * here) return;
        const BoundaryPair before = pair;
        if (move_horizon(next >= std::sqrt(expiry) ? expiry : next * next, pair)) continue;
        pair = before;
        impossible = next;
    }
    pair.converged = false;
}

bool start_at(double horizon, BoundaryPair &pair) {
    pair.horizon = horizon;
    guess(*pair.rule, pair.market, horizon, pair.upper);
    guess(*pair.rule, pair.market, horizon, pair.lower);
    return solve_both(pair);
}

// The coarse boundary in units of the first guess is smooth enough to be asked between its nodes.
void refine(const BoundaryPair &coarse, const CollocationRule &rule, const SolvedSide &known,
            SolvedSide &fine) {
    const CollocationRule &known_rule = *coarse.rule;
    std::vector<double> ratios(known_rule.n + 1);
    std::vector<double> row(known_rule.n + 1);
    for (int j = 0; j < known_rule.n; ++j) {
        const double z = known_rule.nodes[j];
        ratios[j] = known.y[j] / first_guess(coarse.market, known.end, coarse.horizon * z * z);
    }
    ratios[known_rule.n] = ratios[known_rule.n - 1];
    fine.y.resize(rule.n);
    for (int j = 0; j < rule.n; ++j) {
        const double z = rule.nodes[j];
        interpolation_row(known_rule.n, known_rule.nodes.data(), z, row.data());
        double ratio = 0.0;
        for (int k = 0; k <= known_rule.n; ++k) ratio += row[k] * ratios[k];
        fine.y[j] = ratio * first_guess(coarse.market, known.end, coarse.horizon * z * z);
    }
}

}  // namespace

double distance_slope(const CollocationRule &rule, const SolvedSide &side, int i) {
    if (side.end == End::lower) return rule.slope(i, side.y.data());
    std::vector<double> squares(side.y);
    for (double &y : squares) y *= y;
    return 0.5 * rule.slope(i, squares.data()) / side.y[i];
}

bool never_meet(const PutMarket<double> &market) {
    return market.vol <= std::sqrt(-2.0 * market.yield) - std::sqrt(-2.0 * market.rate);
}

BoundaryPair solve_boundaries(const std::vector<const CollocationRule *> &rules,
                              const PutMarket<double> &market, double expiry) {
    BoundaryPair pair{rules[0], market, expiry, false, false, {}, {}};
    pair.upper.end = End::upper;
    pair.lower.end = End::lower;
    const double deviations = width_of(market) / market.vol;
    double horizon =
        never_meet(market) ? expiry : smaller(expiry, kFirstHorizon * deviations * deviations);
    for (int tries = 0; tries < kMaxStarts && !start_at(horizon, pair); ++tries) horizon *= 0.4;
    for (std::size_t k = 0; k < rules.size() && pair.converged; ++k) {
        if (k > 0) {
            const BoundaryPair before = pair;
            pair.rule = rules[k];
            refine(before, *rules[k], before.upper, pair.upper);
            refine(before, *rules[k], before.lower, pair.lower);
            if (!solve_both(pair)) break;
        }
        find_horizon(expiry, k + 1 == rules.size() ? kFineMove : kCoarseMove, pair);
    }
    return pair;
}

}  // namespace axiom::american
