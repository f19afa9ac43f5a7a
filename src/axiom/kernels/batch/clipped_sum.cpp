#include "axiom/recursions/clipped_sum.hpp"

#include <math.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "axiom/jet.hpp"
#include "axiom/several/rules.hpp"

namespace axiom::recursions {
namespace {

using several::legendre_rule;
using several::Rule;

constexpr double kReach = 8.5;       // deviations of a return that matter
constexpr double kResolution = 2.0;  // deviations an interval may span
constexpr int kMostPieces = 24;
constexpr int kMostPoints = 32;

// Lagrange's polynomials through the Gauss points, at the points of integrals over [0, t_a] and [t_a, 1].
struct Basis {
    int points;
    std::vector<double> before, after;  // [a][q][b]

    explicit Basis(int n) : points(n), before(size()), after(size()) {
        const Rule &rule = legendre_rule(n);
        for (int a = 0; a < n; ++a)
            for (int q = 0; q < n; ++q) {
                const double t = rule.at[index(a)], u = rule.at[index(q)];
                cardinals(t * u, &before[at(a, q)]);
                cardinals(t + (1.0 - t) * u, &after[at(a, q)]);
            }
    }

    static std::size_t index(int k) { return static_cast<std::size_t>(k); }
    std::size_t size() const { return index(points) * index(points) * index(points); }
    std::size_t at(int a, int q) const { return index(a * points + q) * index(points); }

    void cardinals(double x, double *out) const {
        const Rule &rule = legendre_rule(points);
        for (int b = 0; b < points; ++b) {
            double value = 1.0;
            for (int k = 0; k < points; ++k)
                if (k != b) value *= (x - rule.at[index(k)]) / (rule.at[index(b)] - rule.at[index(k)]);
            out[b] = value;
        }
    }
};

// Bases by their number of points, each made when first asked for.
const Basis &basis_of(int points) {
    static std::array<std::unique_ptr<Basis>, kMostPoints + 1> bases;
    static std::array<std::once_flag, kMostPoints + 1> made;
    const std::size_t at = Basis::index(points);
    std::call_once(made[at], [&] { bases[at] = std::make_unique<Basis>(points); });
    return *bases[at];
}

// One return: atoms at both ends, and between them a density in `pieces` intervals of equal width.
struct Return {
    double mean, deviation, lower, width;
    int pieces;

    double below(double x) const {
        return x <= -1.0 ? 0.0 : normal_distribution((log1p(x) - mean) / deviation);
    }
    double above(double x) const {
        return x <= -1.0 ? 1.0 : normal_distribution((mean - log1p(x)) / deviation);
    }
};

// Turns places into the densities of exp(X) - 1 there.
AXIOM_CLONES AXIOM_FLATTENED
void to_densities(double mean, double deviation, std::ptrdiff_t size, double *values) {
    constexpr double nothing = 1e-300;
    const double inverse = 1.0 / deviation;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t k = 0; k < size; ++k) {
        const double growth = larger(1.0 + values[k], nothing);
        values[k] = normal_density((log_ratio(growth, 1.0) - mean) * inverse) * (inverse / growth);
    }
}

// The density of a return at the Gauss points of its pieces, [point][piece].
std::vector<double> own_density(const Return &r, const Basis &basis) {
    const Rule &rule = legendre_rule(basis.points);
    std::vector<double> out;
    for (int a = 0; a < basis.points; ++a)
        for (int j = 0; j < r.pieces; ++j) out.push_back(r.lower + r.width * (j + rule.at[Basis::index(a)]));
    to_densities(r.mean, r.deviation, static_cast<std::ptrdiff_t>(out.size()), out.data());
    return out;
}

// Densities where an interval, moved by piece j, is looked at from point a of the interval j on from it
// and of the next one, [2][j][a][q].
std::vector<double> moved_density(const Return &r, const Basis &basis) {
    const int n = basis.points;
    const Rule &rule = legendre_rule(n);
    std::vector<double> near, far;
    for (int j = 0; j < r.pieces; ++j)
        for (int a = 0; a < n; ++a)
            for (int q = 0; q < n; ++q) {
                const double t = rule.at[Basis::index(a)], u = rule.at[Basis::index(q)];
                near.push_back(r.lower + r.width * (j + t - t * u));
                far.push_back(r.lower + r.width * (j + 1.0 - (1.0 - t) * u));
            }
    near.insert(near.end(), far.begin(), far.end());
    to_densities(r.mean, r.deviation, static_cast<std::ptrdiff_t>(near.size()), near.data());
    return near;
}

// What a return adds: its density, and what it makes of the density of an interval j intervals on, as
// matrices [j][a][b], 0 <= j <= pieces.
struct Mover {
    std::vector<double> own, matrices;

    Mover(const Return &r, const Basis &basis) : own(own_density(r, basis)) {
        const int n = basis.points;
        const std::size_t block = Basis::index(n * n);
        matrices.assign(Basis::index(r.pieces + 1) * block, 0.0);
        const std::vector<double> density = moved_density(r, basis);
        const double *near = density.data(), *far = near + Basis::index(r.pieces) * block;
        const Rule &rule = legendre_rule(n);
        for (int j = 0; j < r.pieces; ++j)
            for (int a = 0; a < n; ++a)
                for (int q = 0; q < n; ++q, ++near, ++far) {
                    const double t = rule.at[Basis::index(a)], w = rule.weight[Basis::index(q)] * r.width;
                    double *here = &matrices[Basis::index(j) * block + Basis::index(a * n)], *next = here + block;
                    for (int b = 0; b < n; ++b) {
                        here[b] += w * t * *near * basis.before[basis.at(a, q) + Basis::index(b)];
                        next[b] += w * (1.0 - t) * *far * basis.after[basis.at(a, q) + Basis::index(b)];
                    }
                }
    }
};

struct Distribution {
    std::vector<double> atoms;    // at count lower + j (upper - lower)
    std::vector<double> density;  // [Gauss point][interval], rows of `row` intervals
    std::ptrdiff_t row, filled;   // intervals that there is room for, and that hold anything
};

AXIOM_CLONES
void add_scaled(double weight, std::ptrdiff_t size, const double *AXIOM_RESTRICT from, double *AXIOM_RESTRICT to) {
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t k = 0; k < size; ++k) to[k] += weight * from[k];
}

// Adds to every interval what the matrices make of the intervals before it.
AXIOM_CLONES
void add_moved(int points, int pieces, const double *matrix, std::ptrdiff_t row, std::ptrdiff_t filled,
               const double *AXIOM_RESTRICT from, double *AXIOM_RESTRICT to) {
    for (int j = 0; j <= pieces; ++j)
        for (int a = 0; a < points; ++a)
            for (int b = 0; b < points; ++b) {
                const double weight = matrix[(j * points + a) * points + b];
                AXIOM_INDEPENDENT
                for (std::ptrdiff_t k = 0; k < filled; ++k) to[a * row + j + k] += weight * from[b * row + k];
            }
}

Distribution added(const Distribution &sum, const Return &r, const Mover &mover, int n) {
    const double low = r.below(r.lower), high = r.above(r.lower + r.width * r.pieces);
    Distribution out{std::vector<double>(sum.atoms.size() + 1, 0.0), std::vector<double>(sum.density.size(), 0.0),
                     sum.row, sum.filled + r.pieces};
    for (std::size_t j = 0; j < sum.atoms.size(); ++j) {
        out.atoms[j] += low * sum.atoms[j];
        out.atoms[j + 1] += high * sum.atoms[j];
    }
    for (int a = 0; a < n; ++a) {
        const double *from = &sum.density[static_cast<std::size_t>(a * sum.row)];
        double *to = &out.density[static_cast<std::size_t>(a * sum.row)];
        for (std::size_t j = 0; j < sum.atoms.size(); ++j)
            add_scaled(sum.atoms[j], r.pieces, &mover.own[Basis::index(a * r.pieces)],
                       to + static_cast<std::ptrdiff_t>(j) * r.pieces);
        add_scaled(low, sum.filled, from, to);
        add_scaled(high, sum.filled, from, to + r.pieces);
    }
    add_moved(n, r.pieces, mover.matrices.data(), sum.row, sum.filled, sum.density.data(), out.density.data());
    return out;
}

double clipped(const ClippedSum &t, double x) { return fmin(fmax(t.past + x, t.least), t.most); }

// The integral of the clipped sum over one interval that clipping does not split; densities `row` apart.
double integrated_whole(const ClippedSum &t, const Rule &rule, const double *density, std::ptrdiff_t row, double low,
                        double width) {
    double sum = 0.0;
    for (std::size_t q = 0; q < rule.at.size(); ++q)
        sum += rule.weight[q] * density[static_cast<std::ptrdiff_t>(q) * row] * clipped(t, low + width * rule.at[q]);
    return width * sum;
}

// The integral of the clipped sum over one interval, split where the clipping starts.
double integrated(const ClippedSum &t, const Basis &basis, const double *density, std::ptrdiff_t row, double low,
                  double width) {
    const double cuts[4] = {low, std::clamp(t.least - t.past, low, low + width),
                            std::clamp(t.most - t.past, low, low + width), low + width};
    const int n = basis.points;
    const Rule &rule = legendre_rule(n);
    const auto is_edge = [&](double cut) { return cut == low || cut == low + width; };
    if (is_edge(cuts[1]) && is_edge(cuts[2])) return integrated_whole(t, rule, density, row, low, width);
    std::vector<double> cardinal(Basis::index(n));
    double sum = 0.0;
    for (int part = 0; part < 3; ++part) {
        const double length = cuts[part + 1] - cuts[part];
        if (!(length > 0.0)) continue;
        for (int q = 0; q < n; ++q) {
            const double x = cuts[part] + length * rule.at[Basis::index(q)];
            basis.cardinals((x - low) / width, cardinal.data());
            double value = 0.0;
            for (int b = 0; b < n; ++b) value += cardinal[Basis::index(b)] * density[b * row];
            sum += length * rule.weight[Basis::index(q)] * value * clipped(t, x);
        }
    }
    return sum;
}

struct Bounds {
    double lower, upper;
    int pieces;
};

Bounds bounds_of(const ClippedSum &t) {
    double low = INFINITY, high = -INFINITY, narrow = INFINITY;
    for (int i = 0; i < t.count; ++i) {
        const Period &p = t.periods[i];
        low = fmin(low, expm1(p.mean - kReach * p.deviation));
        high = fmax(high, expm1(p.mean + kReach * p.deviation));
        narrow = fmin(narrow, p.deviation * exp(p.mean));
    }
    const double lower = fmax(t.lower, fmin(low, t.upper)), upper = fmax(lower, fmin(t.upper, fmax(high, t.lower)));
    const double pieces = ceil((upper - lower) / (kResolution * narrow));
    return {lower, upper, static_cast<int>(std::clamp(pieces, 1.0, static_cast<double>(kMostPieces)))};
}

}  // namespace

double expected_clipped_sum(const ClippedSum &t, int points) {
    const Bounds bounds = bounds_of(t);
    if (!(bounds.upper > bounds.lower)) return clipped(t, t.count * bounds.lower);
    const Basis &basis = basis_of(points);
    const double width = (bounds.upper - bounds.lower) / bounds.pieces;
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(t.count) * bounds.pieces;
    Distribution sum{{1.0}, std::vector<double>(Basis::index(points) * static_cast<std::size_t>(row), 0.0), row, 0};
    Return before{0.0, -1.0, bounds.lower, width, bounds.pieces};
    std::vector<Mover> mover;
    for (int i = 0; i < t.count; ++i) {
        const Period &p = t.periods[i];
        const Return r{p.mean, p.deviation, bounds.lower, width, bounds.pieces};
        if (r.mean != before.mean || r.deviation != before.deviation) mover.assign(1, Mover(r, basis));
        sum = added(sum, r, mover[0], points);
        before = r;
    }
    const double base = t.count * bounds.lower, jump = bounds.upper - bounds.lower;
    double total = 0.0;
    for (std::size_t j = 0; j < sum.atoms.size(); ++j)
        total += sum.atoms[j] * clipped(t, base + static_cast<double>(j) * jump);
    for (std::ptrdiff_t k = 0; k < row; ++k)
        total += integrated(t, basis, sum.density.data() + k, row, base + static_cast<double>(k) * width, width);
    return total;
}

}  // namespace axiom::recursions
