#include <algorithm>

#include "axiom/american/two_boundaries/solver.hpp"

namespace axiom::american {
namespace {

constexpr int kMaxPoints = 128;
constexpr int kMaxIterations = 25;
constexpr double kSettled = 1e-9;  // the next step is below rounding: convergence is quadratic
constexpr double kLeastRatio = 1e-30;
constexpr double kLeastSquare = 1e-3;  // of an interpolated y^2, relative to a proportional one
constexpr double kSolved = 1e-4;       // largest residual of a solution
constexpr double kRounding = 1e-6;  // smaller steps that do not shrink any more are rounding

// What node i adds up: the integrand's slope, its derivatives in x and in the boundary's points.
struct NodeTerms {
    alignas(64) double slope[kMaxPoints];
    alignas(64) double own[kMaxPoints];
    alignas(64) double pull[kMaxPoints];
    alignas(64) double distance[kMaxPoints];
};

struct NodeProblem {
    PutMarket<double> market;
    double side;   // 1 above, -1 below
    double limit;  // ln B at expiry
    double distance;  // ln B - limit
    double time;
};

AXIOM_CLONES void integrand(const CollocationRule &rule, const NodeProblem &p, NodeTerms &t) {
    const double *AXIOM_RESTRICT sines = rule.sines.data();
    const double *AXIOM_RESTRICT weights = rule.weights.data();
    const double spot = exponential(p.limit + p.distance);
    const double rate = p.market.rate;
    const double yield = p.market.yield;
    const double drift = rate - yield - 0.5 * p.market.vol * p.market.vol;
    const double deviation_scale = p.market.vol * root(p.time);
    const double moved_at_limit = p.side > 0.0 ? yield : rate;
    const double gap_at_limit = p.side > 0.0 ? rate - yield : 0.0;
    AXIOM_INDEPENDENT
    for (int k = 0; k < rule.l; ++k) {
        const double u = p.time * sines[k] * sines[k];
        const double deviation = deviation_scale * sines[k];
        const double inverse = 1.0 / deviation;
        const double distance = -p.side * t.distance[k];
        const double minus = (p.distance - distance + drift * u) * inverse;
        const double plus = minus + deviation;
        const double density = exponential(-rate * u) * density_of(minus) * inverse;
        const double change = moved_at_limit * exponential_minus_one(distance);
        const double there = moved_at_limit + change;
        const double gap = (gap_at_limit - change) * density;
        const double tail = density_of(plus) * mills(cap_deviations(magnitude(plus)));
        const double held = p.side * plus > 0.0 ? 1.0 - tail : tail;
        const double part = yield * spot * exponential(-yield * u) * held;
        const double weight = weights[k] * p.time;
        t.slope[k] = weight * (part - p.side * gap);
        const double turn = p.side * gap * minus * inverse;
        t.own[k] = weight * (part + turn + p.side * there * density);
        t.pull[k] = -weight * turn;
    }
}

AXIOM_CLONES void ask_boundary(const CollocationRule &rule, int i, const double *ordinates,
                               bool upper, NodeTerms &t) {
    double *AXIOM_RESTRICT sum = t.distance;
    const double *AXIOM_RESTRICT cosines = rule.cosines.data();
    for (int k = 0; k < rule.l; ++k) sum[k] = 0.0;
    for (int j = 0; j < rule.n; ++j) {
        const double *AXIOM_RESTRICT column = rule.column(i, j);
        const double ordinate = ordinates[j];
        for (int k = 0; k < rule.l; ++k) sum[k] += column[k] * ordinate;
    }
    AXIOM_INDEPENDENT
    for (int k = 0; k < rule.l; ++k) {
        const double least = kLeastSquare * ordinates[i] * cosines[k] * cosines[k];
        const double positive = sum[k] > least ? sum[k] : least;
        sum[k] = upper ? root(positive) : sum[k];
    }
}

AXIOM_CLONES void gather_row(const CollocationRule &rule, int i, const double *pull,
                             double *AXIOM_RESTRICT row) {
    const int n = rule.n;
    for (int j = 0; j < n; ++j) row[j] = 0.0;
    for (int k = 0; k < rule.l; ++k) {
        const double *AXIOM_RESTRICT weights = rule.row(i, k);
        const double force = pull[k];
        for (int j = 0; j < n; ++j) row[j] += force * weights[j];
    }
}

// The part of V_x + B and its derivative in x that is not the integral.
struct Ends {
    double residual;
    double own;
};

Ends ends_of(const NodeProblem &p) {
    if (p.side < 0.0) return {0.0, 0.0};
    const Instant<double> expiry(p.market, p.time);
    const double residual = pasting_end(expiry, p.distance);
    const double minus = (p.distance + expiry.drift) * expiry.inverse;
    return {residual, residual + expiry.discount * density_of(minus) * expiry.inverse};
}

// Above, the residual is the logarithm of what is left over what is earned, which spans many orders
// of magnitude; its Newton steps converge from far away. Where the logarithm has no value, the NaN
// ends the solution.
double close_upper_row(const Ends &end, const Ends &sum, int n, int i, double *row,
                       double &scale) {
    const double earned = -sum.residual;
    scale = larger(end.residual, kLeastRatio * earned);
    for (int j = 0; j < n; ++j) row[j] /= earned;
    row[i] -= end.own / scale;
    return std::log(scale / earned);
}

double assemble_row(const CollocationRule &rule, const NodeProblem &problem,
                    const double *ordinates, int i, SolvedSide &side) {
    const bool upper = side.end == End::upper;
    const int n = rule.n;
    NodeTerms terms;
    ask_boundary(rule, i, ordinates, upper, terms);
    integrand(rule, problem, terms);
    Ends sum{0.0, 0.0};
    for (int k = 0; k < rule.l; ++k) {
        sum.residual += terms.slope[k];
        sum.own += terms.own[k];
        terms.pull[k] *= upper ? -1.0 / terms.distance[k] : 1.0;
    }
    double *row = &side.jacobian[static_cast<std::size_t>(i) * n];
    gather_row(rule, i, terms.pull, row);
    if (upper)
        for (int j = 0; j < n; ++j) row[j] *= side.y[j];
    row[i] -= problem.side * sum.own;
    if (upper) return close_upper_row(ends_of(problem), sum, n, i, row, side.scale[i]);
    side.scale[i] = 1.0;
    return sum.residual;
}

void assemble(const CollocationRule &rule, const PutMarket<double> &market, double horizon,
              SolvedSide &side, std::vector<double> &residual) {
    const bool upper = side.end == End::upper;
    const double limit = upper ? 0.0 : std::log(market.rate / market.yield);
    const double sign = upper ? 1.0 : -1.0;
    std::vector<double> ordinates(side.y);
    if (upper)
        for (double &y : ordinates) y *= y;
    for (int i = 0; i < rule.n; ++i) {
        const double time = rule.nodes[i] * rule.nodes[i] * horizon;
        const NodeProblem problem{market, sign, limit, -sign * side.y[i], time};
        residual[i] = assemble_row(rule, problem, ordinates.data(), i, side);
    }
}

// Gaussian elimination with partial pivoting, the factors in place.
bool factorise(int n, SolvedSide &side) {
    double *a = side.jacobian.data();
    for (int k = 0; k < n; ++k) {
        int best = k;
        for (int i = k + 1; i < n; ++i)
            if (std::fabs(a[i * n + k]) > std::fabs(a[best * n + k])) best = i;
        side.pivots[k] = best;
        if (!(std::fabs(a[best * n + k]) > 0.0)) return false;
        for (int j = 0; best != k && j < n; ++j) std::swap(a[k * n + j], a[best * n + j]);
        for (int i = k + 1; i < n; ++i) {
            const double factor = a[i * n + k] /= a[k * n + k];
            for (int j = k + 1; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
        }
    }
    return true;
}

double largest_of(const std::vector<double> &values) {
    double largest = 0.0;
    for (double value : values) largest = std::max(largest, std::fabs(value));
    return largest;
}

// Moves every distance by at most a factor of 2.5, inside (0, widest).
bool take_step(const std::vector<double> &step, double widest, SolvedSide &side) {
    side.last_step = 0.0;
    for (std::size_t j = 0; j < step.size(); ++j) {
        const double before = side.y[j];
        const double after = before - step[j];
        if (!std::isfinite(after)) return false;
        side.last_step = std::max(side.last_step, std::fabs(after - before) / before);
        side.y[j] = std::min({std::max(after, 0.4 * before), 2.5 * before, widest});
    }
    return true;
}

}  // namespace

void back_substitute(const SolvedSide &side, double *right) {
    const int n = static_cast<int>(side.y.size());
    const double *a = side.jacobian.data();
    for (int k = 0; k < n; ++k) std::swap(right[k], right[side.pivots[k]]);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < i; ++j) right[i] -= a[i * n + j] * right[j];
    for (int i = n - 1; i >= 0; --i) {
        for (int j = i + 1; j < n; ++j) right[i] -= a[i * n + j] * right[j];
        right[i] /= a[i * n + i];
    }
}

void solve_side(const CollocationRule &rule, const PutMarket<double> &market, double horizon,
                SolvedSide &side) {
    const int n = rule.n;
    const double widest = 0.999 * std::log(market.yield / market.rate);
    std::vector<double> step(n);
    side.jacobian.assign(static_cast<std::size_t>(n) * n, 0.0);
    side.pivots.assign(n, 0);
    side.scale.assign(n, 1.0);
    side.converged = false;
    side.last_step = 1.0;
    for (int pass = 0; pass < kMaxIterations && !side.converged; ++pass) {
        assemble(rule, market, horizon, side, step);
        const double residual = largest_of(step);
        if (!factorise(n, side)) return;
        back_substitute(side, step.data());
        const double before = side.last_step;
        if (!take_step(step, widest, side)) return;
        const bool settled = side.last_step < kSettled ||
                             (side.last_step < kRounding && side.last_step > 0.2 * before);
        side.converged = residual < kSolved && settled;
    }
}

}  // namespace axiom::american
