#include <math.h>

#include "axiom/several/exponential_sum.hpp"
#include "axiom/several/rules.hpp"
#include "axiom/several/terminal.hpp"

namespace axiom::several {
namespace {

constexpr double kDeviations = 8.5;
constexpr double kVanishing = 1e-15;  // a share of the variance below it is none

// Conditioning: along `inner` the sum is an exponential sum whose positive part has a closed form; the
// columns of `outer` hold the rest of the covariance.
struct Plan {
    int assets = 0;
    int directions = 0;
    double sums[kMostAssets] = {};  // weight times forward
    double inner[kMostAssets] = {};
    Matrix outer;
    double strike = 0.0;
    double scale = 0.0;
    int order[kMostTerms] = {};  // terms by exponent; number `assets` is the strike
};

double exponent_of(const Plan &plan, int term) { return term == plan.assets ? 0.0 : plan.inner[term]; }

void sort_terms(Plan &plan) {
    for (int k = 0; k <= plan.assets; ++k) {
        int at = k;
        while (at > 0 && exponent_of(plan, plan.order[at - 1]) > exponent_of(plan, k)) {
            plan.order[at] = plan.order[at - 1];
            --at;
        }
        plan.order[at] = k;
    }
}

bool may_turn(const Plan &plan) {
    ExponentialSum sum;
    sum.terms = plan.assets + 1;
    for (int k = 0; k <= plan.assets; ++k)
        sum.coefficient[k] = plan.order[k] == plan.assets ? -plan.strike : plan.sums[plan.order[k]];
    return sign_changes(sum) > 1;
}

// Where the sum may turn along the direction, one along which no asset moves against its weight, so that
// the integrand of the others has no kinks. It needs a covariance of full rank.
void straighten(const Matrix &c, Plan &plan) {
    constexpr double least_share = 0.2, least_eigenvalue = 1e-4;
    const Spectrum s = spectrum(c, plan.assets);
    if (s.values[plan.assets - 1] < least_eigenvalue * s.values[0]) return;
    double wanted[kMostAssets], length = 0.0;
    for (int i = 0; i < plan.assets; ++i) {
        const double sign = plan.sums[i] < 0.0 ? -1.0 : 1.0;
        wanted[i] = sign * fmax(sign * plan.inner[i], least_share * sqrt(c.at[i][i]));
    }
    for (int k = 0; k < plan.assets; ++k) {
        double along = 0.0;
        for (int i = 0; i < plan.assets; ++i) along += s.vectors.at[i][k] * wanted[i];
        length += along * along / s.values[k];
    }
    for (int i = 0; i < plan.assets; ++i) plan.inner[i] = wanted[i] / sqrt(length);
    sort_terms(plan);
}

// The direction in which the sum moves most, C g / sqrt(g' C g); the first eigenvector where it hardly
// moves at all.
void choose_inner(const Matrix &c, Plan &plan) {
    double product[kMostAssets] = {}, variance = 0.0, trace = 0.0, size = 0.0;
    for (int i = 0; i < plan.assets; ++i) {
        for (int j = 0; j < plan.assets; ++j) product[i] += c.at[i][j] * plan.sums[j];
        variance += plan.sums[i] * product[i];
        trace += c.at[i][i];
        size += plan.sums[i] * plan.sums[i];
    }
    if (variance > 1e-6 * trace * size) {
        for (int i = 0; i < plan.assets; ++i) plan.inner[i] = product[i] / sqrt(variance);
        return;
    }
    const Spectrum s = spectrum(c, plan.assets);
    for (int i = 0; i < plan.assets; ++i)
        plan.inner[i] = s.vectors.at[i][0] * sqrt(fmax(0.0, s.values[0]));
}

void choose_outer(const Matrix &c, Plan &plan) {
    Matrix rest = c;
    double trace = 0.0;
    for (int i = 0; i < plan.assets; ++i) {
        trace += c.at[i][i];
        for (int j = 0; j < plan.assets; ++j) rest.at[i][j] -= plan.inner[i] * plan.inner[j];
    }
    const Spectrum s = spectrum(rest, plan.assets);
    for (int k = 0; k < plan.assets - 1; ++k) {
        if (!(s.values[k] > kVanishing * trace)) break;
        for (int i = 0; i < plan.assets; ++i)
            plan.outer.at[i][k] = s.vectors.at[i][k] * sqrt(s.values[k]);
        ++plan.directions;
    }
}

Plan planned(const Terminal &t, const double *weights, double strike) {
    Plan plan;
    plan.assets = t.assets;
    plan.strike = strike;
    plan.scale = fabs(strike);
    for (int i = 0; i < t.assets; ++i) {
        plan.sums[i] = weights[i] * t.forwards[i];
        plan.scale += fabs(plan.sums[i]);
    }
    choose_inner(t.covariance, plan);
    sort_terms(plan);
    if (plan.assets > 2 && may_turn(plan)) straighten(t.covariance, plan);
    choose_outer(t.covariance, plan);
    return plan;
}

// What is integrated: the value and its derivatives in the terms weight times forward.
constexpr int kPairs = kMostAssets * (kMostAssets + 1) / 2;
struct Sums {
    double value = 0.0;
    double first[kMostAssets] = {};
    double second[kPairs] = {};

    void add(double factor, const Sums &o) {
        value += factor * o.value;
        for (int i = 0; i < kMostAssets; ++i) first[i] += factor * o.first[i];
        for (int i = 0; i < kPairs; ++i) second[i] += factor * o.second[i];
    }
};

Sums conditional(const Plan &plan, const double *y, double &start) {
    double moved[kMostTerms];
    ExponentialSum sum;
    sum.terms = plan.assets + 1;
    for (int i = 0; i < plan.assets; ++i) {
        double exponent = 0.0;
        for (int k = 0; k < plan.directions; ++k) {
            const double b = plan.outer.at[i][k];
            exponent += b * y[k] - 0.5 * b * b;
        }
        moved[i] = exponential(exponent);
    }
    for (int k = 0; k <= plan.assets; ++k) {
        const int i = plan.order[k];
        sum.exponent[k] = exponent_of(plan, i);
        sum.coefficient[k] = i == plan.assets ? -plan.strike : plan.sums[i] * moved[i];
    }
    const PositivePart found = positive_part(sum, start);
    start = found.root;
    Sums out;
    out.value = found.value;
    for (int k = 0; k <= plan.assets; ++k) {
        const int i = plan.order[k];
        if (i == plan.assets) continue;
        out.first[i] = moved[i] * found.first[k];
        for (int l = 0; l <= plan.assets; ++l) {
            const int j = plan.order[l];
            if (j <= i) out.second[i * (i + 1) / 2 + j] = moved[i] * moved[j] * found.second[k][l];
        }
    }
    return out;
}

// How far two estimates are apart, over the tolerance of each part: Greeks in money, for a change of one
// standard deviation or so, count a hundredth of the price.
double distance(const Plan &plan, const Sums &a, const Sums &b) {
    double most = fabs(a.value - b.value);
    for (int i = 0; i < plan.assets; ++i)
        most = fmax(most, 1e-2 * fabs(plan.sums[i] * (a.first[i] - b.first[i])));
    return most;
}

struct Panel {
    double low, high;
    Sums sums;
};

Sums panel_sums(const Plan &plan, double low, double high, double &start) {
    constexpr int points = 10;
    const Rule &rule = legendre_rule(points);
    Sums out;
    for (int p = 0; p < points; ++p) {
        const double y = low + (high - low) * rule.at[static_cast<std::size_t>(p)];
        const double weight = (high - low) * rule.weight[static_cast<std::size_t>(p)] * normal_density(y);
        out.add(weight, conditional(plan, &y, start));
    }
    return out;
}

// One direction: panels are halved until a half pair agrees with its whole.
void integrate_line(const Plan &plan, double tolerance, Sums &total, Value &out) {
    constexpr int first = 4, deepest = 400;
    constexpr double smallest = 1e-9;
    Panel stack[first + 64];
    int count = 0;
    double start = 0.0;
    for (int k = first - 1; k >= 0; --k) {
        const double low = kDeviations * (2.0 * k / first - 1.0);
        const double high = kDeviations * (2.0 * (k + 1) / first - 1.0);
        stack[count++] = {low, high, panel_sums(plan, low, high, start)};
    }
    int halved = 0;
    out.evaluations = 10.0 * first;
    while (count > 0) {
        const Panel whole = stack[--count];
        const double middle = 0.5 * (whole.low + whole.high);
        const Panel left{whole.low, middle, panel_sums(plan, whole.low, middle, start)};
        const Panel right{middle, whole.high, panel_sums(plan, middle, whole.high, start)};
        out.evaluations += 20.0;
        Sums both = left.sums;
        both.add(1.0, right.sums);
        const double apart = distance(plan, both, whole.sums);
        const bool done = apart <= 0.1 * tolerance * plan.scale;
        if (done || ++halved > deepest || whole.high - whole.low < smallest) {
            total.add(1.0, both);
            out.error += done ? 0.01 * apart : apart;
        } else {
            stack[count++] = right;
            stack[count++] = left;
        }
    }
}

// Several directions: a product of Gauss-Hermite rules, with the first points where most varies.
Sums product_rule(const Plan &plan, const int *points, double &evaluations) {
    int at[kMostAssets] = {};
    double y[kMostAssets], start = 0.0;
    Sums total;
    for (;;) {
        double weight = 1.0;
        for (int k = 0; k < plan.directions; ++k) {
            const Rule &rule = hermite_rule(points[k]);
            y[k] = rule.at[static_cast<std::size_t>(at[k])];
            weight *= rule.weight[static_cast<std::size_t>(at[k])];
        }
        if (weight > 1e-18) {
            total.add(weight, conditional(plan, y, start));
            evaluations += 1.0;
        }
        int k = 0;
        while (k < plan.directions && ++at[k] == points[k]) at[k++] = 0;
        if (k == plan.directions) return total;
    }
}

double deviation(const Plan &plan, int k) {
    double sum = 0.0;
    for (int i = 0; i < plan.assets; ++i) sum += plan.outer.at[i][k] * plan.outer.at[i][k];
    return sqrt(sum);
}

void integrate_product(const Plan &plan, double tolerance, Sums &total, Value &out) {
    constexpr int levels = 8;
    constexpr int most[levels] = {4, 6, 9, 13, 19, 28, 42, 64};
    constexpr double budget = 3e4;
    Sums before;
    double change = plan.scale;
    for (int level = 0; level < levels; ++level) {
        int points[kMostAssets];
        double cost = 1.0;
        for (int k = 0; k < plan.directions; ++k) {
            const double share = sqrt(deviation(plan, k) / deviation(plan, 0));
            points[k] = static_cast<int>(fmax(3.0 + level, ceil(most[level] * share)));
            cost *= points[k];
        }
        if (level > 1 && out.evaluations + cost > budget) break;
        total = product_rule(plan, points, out.evaluations);
        const double now = level > 0 ? distance(plan, total, before) : plan.scale;
        out.error = fmax(now, 0.1 * change);
        change = now;
        if (level > 1 && out.error <= tolerance * plan.scale) break;
        before = total;
    }
}

}  // namespace

Value sum_option(const Terminal &t, const double *weights, double strike, double tolerance) {
    constexpr double rounding = 2e-14;
    const Plan plan = planned(t, weights, strike);
    Value out;
    Sums total;
    double start = 0.0;
    if (plan.directions == 0) total = conditional(plan, nullptr, start);
    if (plan.directions == 1) integrate_line(plan, fmin(tolerance, 1e-11), total, out);
    if (plan.directions > 1) integrate_product(plan, tolerance, total, out);
    out.value = total.value;
    out.error += rounding * plan.scale;
    for (int i = 0; i < t.assets; ++i) {
        out.gradient[i] = weights[i] * total.first[i];
        for (int j = 0; j < t.assets; ++j) {
            const int at = i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
            out.hessian.at[i][j] = weights[i] * weights[j] * total.second[at];
        }
    }
    return out;
}

}  // namespace axiom::several
