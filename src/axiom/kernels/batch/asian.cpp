#include "axiom/recursions/asian.hpp"

#include <math.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "axiom/several/rules.hpp"
#include "axiom/two_dates/dates.hpp"

namespace axiom::recursions {
namespace {

using several::legendre_rule;
using several::Rule;
using two_dates::black;

constexpr double kReach = 8.0;  // deviations that matter
constexpr int kOrder = 8;       // points of an interpolation

std::ptrdiff_t whole_vectors(int nodes) { return (nodes + 7) / 8 * 8; }

// g on a uniform grid in ln y; to its left it is forward - y, to its right 0.
struct Stage {
    double forward = 0.0;
    double low = 0.0, step = 1.0;
    int nodes = 0;
    std::vector<double> values;  // of whole vectors of nodes

    double high() const { return low + step * (nodes - 1); }
};

// What the loops read of a stage.
struct Grid {
    double forward, low, high, inverse_step;
    double last;  // start of the last interpolation
    const double *values;
};

Grid grid_of(const Stage &stage) {
    return {stage.forward, stage.low, stage.high(), 1.0 / stage.step,
            static_cast<double>(stage.nodes - kOrder), stage.values.data()};
}

// The polynomial of degree seven through eight values from `first` on, at t.
AXIOM_FN double interpolated(const double *values, std::int64_t first, double t) {
    const double t1 = t - 1.0, t2 = t - 2.0, t3 = t - 3.0, t4 = t - 4.0, t5 = t - 5.0, t6 = t - 6.0, t7 = t - 7.0;
    const double b1 = t * t1, b2 = b1 * t2, b3 = b2 * t3, a6 = t6 * t7, a5 = a6 * t5, a4 = a5 * t4;
    const double low = (t1 * t2) * t3 * a4 * values[first + 0] * (-1.0 / 5040) + t * (t2 * t3) * a4 * values[first + 1] * (1.0 / 720);
    const double second = b1 * t3 * a4 * values[first + 2] * (-1.0 / 240) + b2 * a4 * values[first + 3] * (1.0 / 144);
    const double third = b3 * a5 * values[first + 4] * (-1.0 / 144) + b3 * (t4 * a6) * values[first + 5] * (1.0 / 240);
    const double high = b3 * (t4 * t5) * t7 * values[first + 6] * (-1.0 / 720) + b3 * (t4 * t5) * t6 * values[first + 7] * (1.0 / 5040);
    return (low + second) + (third + high);
}

AXIOM_FN double value_at(const Grid &g, double y) {
    const double x = log_ratio(larger(y, 1e-300), 1.0);
    const double place = (smaller(larger(x, g.low), g.high) - g.low) * g.inverse_step;
    const double start = (place - (kOrder / 2 - 0.5) + kRoundingShift) - kRoundingShift;
    const double whole = smaller(larger(start, 0.0), g.last);
    const double inside = interpolated(g.values, static_cast<std::int64_t>(whole), place - whole);
    const double exercised = y <= 0.0 ? g.forward - y : larger(g.forward - y, 0.0);
    return x <= g.low ? exercised : x >= g.high ? 0.0 : inside;
}

// Mean and deviation of the logarithm of a lognormal variable with these two moments.
struct Window {
    double centre = 0.0, deviation = 0.0;
};

Window matched(double first, double second) {
    const double variance = fmax(log(second / (first * first)), 1e-24);
    return {log(first) - 0.5 * variance, sqrt(variance)};
}

// What y can be after each step (under the measure with the asset as money), from the first.
std::vector<Window> reachable(const AsianTerms &t) {
    std::vector<Window> out;
    double first = t.start, second = t.start * t.start;
    for (int i = 0; i < t.count; ++i) {
        const AsianStep &s = t.steps[i];
        const double moved = first / s.growth, c = -s.weight;
        second = second * exp(s.variance) / (s.growth * s.growth) + 2.0 * c * moved + c * c;
        first = moved + c;
        out.push_back(first > 0.0 && second > first * first ? matched(first, second) : Window{});
    }
    return out;
}

// Where g bends: around what the rest of the payoff is worth.
struct Rest {
    double first, second;
};

std::vector<Rest> rests(const AsianTerms &t) {
    std::vector<Rest> out(static_cast<std::size_t>(t.count) + 1);
    out.back() = {t.forward, t.forward * t.forward * exp(t.variance)};
    for (int i = t.count; i > 0; --i) {
        const AsianStep &s = t.steps[i - 1];
        const Rest &r = out[static_cast<std::size_t>(i)];
        const double square = r.second + 2.0 * s.weight * r.first + s.weight * s.weight;
        out[static_cast<std::size_t>(i) - 1] = {s.growth * (r.first + s.weight),
                                                s.growth * s.growth * exp(s.variance) * square};
    }
    return out;
}

// For each y the standard normal expectations of f, z f and (z^2 - 1) f, f(z) = g(y exp(-s z - s^2 / 2) / G - c),
// and what they are integrated over: z from left on over twice half.
struct Moments {
    std::vector<double> scale, left, half, zeroth, first, second;

    explicit Moments(std::ptrdiff_t size) { for (auto *column : columns()) column->resize(static_cast<std::size_t>(size)); }
    std::array<std::vector<double> *, 6> columns() { return {&scale, &left, &half, &zeroth, &first, &second}; }
};

// z at which y / R - c equals a level; far out where it never does.
AXIOM_CLONES AXIOM_FLATTENED
void place(double level, const AsianStep &step, std::ptrdiff_t size, const double *AXIOM_RESTRICT y,
           double *AXIOM_RESTRICT out) {
    const double target = step.growth * (level + step.weight), inverse = 1.0 / sqrt(step.variance);
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t k = 0; k < size; ++k) {
        const double z = (log_ratio(y[k], target > 0.0 ? target : y[k]) - 0.5 * step.variance) * inverse;
        out[k] = target > 0.0 ? larger(-kReach, smaller(z, kReach)) : kReach;
    }
}

// Above z = right the option is certain to be exercised: f is linear in exp(-s z).
AXIOM_CLONES AXIOM_FLATTENED
void set_certain(double level, const AsianStep &step, std::ptrdiff_t size, const double *AXIOM_RESTRICT y,
                 const double *AXIOM_RESTRICT right, double *AXIOM_RESTRICT zeroth, double *AXIOM_RESTRICT first,
                 double *AXIOM_RESTRICT second) {
    const double s = sqrt(step.variance), inverse = 1.0 / step.growth;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t k = 0; k < size; ++k) {
        const double z = right[k], u = z + s, scale = y[k] * inverse;
        const double density = normal_density(z), moved = normal_density(u), tail = normal_distribution(-u);
        zeroth[k] = level * normal_distribution(-z) - scale * tail;
        first[k] = level * density - scale * (moved - s * tail);
        second[k] = level * z * density - scale * ((u - 2.0 * s) * moved + s * s * tail);
    }
}

AXIOM_CLONES AXIOM_FLATTENED
void set_panels(const AsianStep &step, std::ptrdiff_t size, const double *AXIOM_RESTRICT y,
                const double *AXIOM_RESTRICT left, double *AXIOM_RESTRICT right, double *AXIOM_RESTRICT scale) {
    const double factor = exp(-0.5 * step.variance) / step.growth;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t k = 0; k < size; ++k) {
        scale[k] = y[k] * factor;
        right[k] = larger(0.0, 0.5 * (right[k] - left[k]));
    }
}

// One point of the rule, `at` halves from the left, for every y.
AXIOM_CLONES AXIOM_FLATTENED
void add_point(const Grid g, double s, double c, double at, double weight, std::ptrdiff_t size,
               const double *AXIOM_RESTRICT scale, const double *AXIOM_RESTRICT left,
               const double *AXIOM_RESTRICT half, double *AXIOM_RESTRICT zeroth, double *AXIOM_RESTRICT first,
               double *AXIOM_RESTRICT second) {
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t k = 0; k < size; ++k) {
        const double z = left[k] + half[k] * at;
        const double f = half[k] * weight * normal_density(z) * value_at(g, scale[k] * exponential(-s * z) - c);
        zeroth[k] += f;
        first[k] += z * f;
        second[k] += (z * z - 1.0) * f;
    }
}

void integrate(const Stage &next, const AsianStep &step, const std::vector<double> &y, int points, Moments &m) {
    const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(y.size());
    const Rule &rule = legendre_rule(points);
    double *right = m.half.data();
    place(exp(next.high()), step, size, y.data(), m.left.data());
    place(exp(next.low), step, size, y.data(), right);
    set_certain(next.forward + step.weight, step, size, y.data(), right, m.zeroth.data(), m.first.data(),
                m.second.data());
    set_panels(step, size, y.data(), m.left.data(), right, m.scale.data());
    const Grid grid = grid_of(next);
    for (int panel = 0; panel < 2; ++panel)
        for (std::size_t k = 0; k < rule.at.size(); ++k)
            add_point(grid, sqrt(step.variance), step.weight, panel + rule.at[k], rule.weight[k], size,
                      m.scale.data(), m.left.data(), m.half.data(), m.zeroth.data(), m.first.data(),
                      m.second.data());
}

Stage placed(const Rest &rest, const Window &reach, bool is_strike, int nodes) {
    Stage stage;
    stage.forward = rest.first;
    Window window = reach;
    if (!is_strike) window = matched(rest.first, rest.second);
    const double wide = kReach * window.deviation;
    stage.low = window.centre - wide;
    stage.step = wide * (2.0 + 0.5 * window.deviation) / (nodes - 1);
    stage.nodes = nodes;
    stage.values.resize(static_cast<std::size_t>(whole_vectors(nodes)));
    return stage;
}

AsianValue last_function(const AsianTerms &t) {
    if (t.start <= 0.0) return {fmax(t.forward - t.start, 0.0), t.forward > t.start ? -1.0 : 0.0, 0.0};
    if (t.forward <= 0.0) return {0.0, 0.0, 0.0};
    const double s = sqrt(t.variance), d2 = log(t.forward / t.start) / s - 0.5 * s;
    return {black(t.forward, t.start, t.variance, 1.0).price, -normal_distribution(d2),
            normal_density(d2) / (s * t.start)};
}

AXIOM_CLONES AXIOM_FLATTENED
void set_last_values(double forward, double variance, std::ptrdiff_t size, const double *AXIOM_RESTRICT y,
                     double *AXIOM_RESTRICT out) {
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t k = 0; k < size; ++k) out[k] = black(forward, y[k], variance, 1.0).price;
}

void set_last(const AsianTerms &t, const std::vector<double> &y, std::vector<double> &out) {
    if (t.forward > 0.0)
        set_last_values(t.forward, t.variance, static_cast<std::ptrdiff_t>(y.size()), y.data(), out.data());
    else
        std::fill(out.begin(), out.end(), 0.0);
}

void set_nodes(const Stage &stage, std::vector<double> &y) {
    for (std::size_t k = 0; k < y.size(); ++k) y[k] = exponential(stage.low + stage.step * static_cast<double>(k));
}

AsianValue at_start(const AsianTerms &t, const Stage &next, int points) {
    const AsianStep &step = t.steps[0];
    const std::vector<double> starts(8, t.start);
    Moments m(8);
    integrate(next, step, starts, points, m);
    const double s = sqrt(step.variance), y = t.start, g = step.growth;
    const double in_log = -m.first[0] / s, in_log2 = m.second[0] / step.variance;
    return {g * m.zeroth[0], g * in_log / y, g * (in_log2 - in_log) / (y * y)};
}

}  // namespace

AsianValue asian(const AsianTerms &t, int nodes) {
    const std::vector<Rest> rest = rests(t);
    if (t.count == 0) return last_function(t);
    if (t.start < 0.0 || (t.start == 0.0 && t.steps[0].weight > 0.0)) return {rest[0].first - t.start, -1.0, 0.0};
    if (t.start == 0.0) {
        const AsianTerms later{-t.steps[0].weight, t.forward, t.variance, t.steps + 1, t.count - 1};
        return {t.steps[0].growth * asian(later, nodes).value, 0.0, 0.0};
    }
    const bool is_strike = t.count > 0 && t.steps[0].weight < 0.0;
    const std::vector<Window> reach = reachable(t);
    const int points = nodes / 4;
    Stage next;
    std::vector<double> y(static_cast<std::size_t>(whole_vectors(nodes)));
    Moments moments(whole_vectors(nodes));
    for (int i = t.count; i > 0; --i) {
        const std::size_t at = static_cast<std::size_t>(i);
        Stage stage = placed(rest[at], reach[at - 1], is_strike, nodes);
        set_nodes(stage, y);
        if (i < t.count) {
            integrate(next, t.steps[i], y, points, moments);
            for (std::size_t k = 0; k < y.size(); ++k) stage.values[k] = t.steps[i].growth * moments.zeroth[k];
        } else {
            set_last(t, y, stage.values);
        }
        std::swap(next, stage);
    }
    return at_start(t, next, points);
}

}  // namespace axiom::recursions
