#include "axiom/recursions/asian.hpp"

#include <math.h>

#include <algorithm>
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

// g on a uniform grid in ln y; to its left it is forward - y, to its right 0.
struct Stage {
    double forward = 0.0;
    double low = 0.0, step = 1.0;
    std::vector<double> values;

    double high() const { return low + step * static_cast<double>(values.size() - 1); }

    double at(double y) const {
        if (y <= 0.0) return forward - y;
        const double x = log(y);
        if (x <= low) return fmax(forward - y, 0.0);
        if (x >= high()) return 0.0;
        return interpolated((x - low) / step);
    }

  private:
    double interpolated(double place) const {
        const int last = static_cast<int>(values.size()) - kOrder;
        const int first = std::clamp(static_cast<int>(place) - kOrder / 2 + 1, 0, last);
        static const double scale[kOrder] = {-1.0 / 5040, 1.0 / 720, -1.0 / 240, 1.0 / 144,
                                             -1.0 / 144,  1.0 / 240, -1.0 / 720, 1.0 / 5040};
        const double t = place - first;
        double before[kOrder], after = 1.0, sum = 0.0;
        before[0] = 1.0;
        for (int k = 1; k < kOrder; ++k) before[k] = before[k - 1] * (t - (k - 1));
        for (int k = kOrder - 1; k >= 0; --k) {
            sum += scale[k] * before[k] * after * values[static_cast<std::size_t>(first + k)];
            after *= t - k;
        }
        return sum;
    }
};

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

// The standard normal expectations of f, z f and (z^2 - 1) f for f(z) = g(y exp(-s z - s^2 / 2) / G - c).
struct Moments {
    double zeroth = 0.0, first = 0.0, second = 0.0;
};

void add_panel(const Stage &next, const AsianStep &step, double y, double low, double high, int points,
               Moments &out) {
    if (!(high > low)) return;
    const double s = sqrt(step.variance), scale = y / step.growth * exp(-0.5 * step.variance);
    const Rule &rule = legendre_rule(points);
    for (int k = 0; k < points; ++k) {
        const double z = low + (high - low) * rule.at[static_cast<std::size_t>(k)];
        const double f = (high - low) * rule.weight[static_cast<std::size_t>(k)] * normal_density(z) *
                         next.at(scale * exponential(-s * z) - step.weight);
        out.zeroth += f;
        out.first += z * f;
        out.second += (z * z - 1.0) * f;
    }
}

// Above z the option is certain to be exercised: f is linear in exp(-s z).
void add_certain(double level, const AsianStep &step, double y, double z, Moments &out) {
    const double s = sqrt(step.variance), u = z + s, scale = y / step.growth;
    const double density = normal_density(z), moved = normal_density(u), tail = normal_distribution(-u);
    out.zeroth += level * normal_distribution(-z) - scale * tail;
    out.first += level * density - scale * (moved - s * tail);
    out.second += level * z * density - scale * ((u - 2.0 * s) * moved + s * s * tail);
}

// z at which y / R - c equals a level; far out where it never does.
double place_of(double level, const AsianStep &step, double y) {
    const double target = level + step.weight;
    if (target <= 0.0) return kReach;
    const double s = sqrt(step.variance);
    return std::clamp((log(y / (step.growth * target)) - 0.5 * step.variance) / s, -kReach, kReach);
}

Moments moments(const Stage &next, const AsianStep &step, double y, int points) {
    const double right = place_of(exp(next.low), step, y), left = place_of(exp(next.high()), step, y);
    const double middle = 0.5 * (left + right);
    Moments out;
    add_panel(next, step, y, left, middle, points, out);
    add_panel(next, step, y, middle, right, points, out);
    add_certain(next.forward + step.weight, step, y, right, out);
    return out;
}

Stage placed(const Rest &rest, const Window &reach, bool is_strike, int nodes) {
    Stage stage;
    stage.forward = rest.first;
    Window window = reach;
    if (!is_strike) window = matched(rest.first, rest.second);
    const double wide = kReach * window.deviation;
    stage.low = window.centre - wide;
    stage.step = wide * (2.0 + 0.5 * window.deviation) / (nodes - 1);
    stage.values.resize(static_cast<std::size_t>(nodes));
    return stage;
}

AsianValue last_function(const AsianTerms &t) {
    if (t.start <= 0.0) return {fmax(t.forward - t.start, 0.0), t.forward > t.start ? -1.0 : 0.0, 0.0};
    if (t.forward <= 0.0) return {0.0, 0.0, 0.0};
    const double s = sqrt(t.variance), d2 = log(t.forward / t.start) / s - 0.5 * s;
    return {black(t.forward, t.start, t.variance, 1.0).price, -normal_distribution(d2),
            normal_density(d2) / (s * t.start)};
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
    for (int i = t.count; i > 0; --i) {
        const std::size_t at = static_cast<std::size_t>(i);
        Stage stage = placed(rest[at], reach[at - 1], is_strike, nodes);
        for (std::size_t k = 0; k < stage.values.size(); ++k) {
            const double y = exp(stage.low + stage.step * static_cast<double>(k));
            stage.values[k] = i == t.count ? last_function({y, t.forward, t.variance, nullptr, 0}).value
                                           : t.steps[i].growth * moments(next, t.steps[i], y, points).zeroth;
        }
        next = stage;
    }
    const AsianStep &first = t.steps[0];
    const Moments m = moments(next, first, t.start, points);
    const double s = sqrt(first.variance), y = t.start, g = first.growth;
    const double in_log = -m.first / s, in_log2 = m.second / first.variance;
    return {g * m.zeroth, g * in_log / y, g * (in_log2 - in_log) / (y * y)};
}

}  // namespace axiom::recursions
