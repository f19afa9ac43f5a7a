#include "axiom/recursions/clipped_sum.hpp"

#include <math.h>

#include <algorithm>
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

// One return: atoms at both ends, and between them a density in `pieces` intervals of equal width.
struct Return {
    double mean, deviation, lower, width;
    int pieces;

    double density(double x) const {
        const double growth = 1.0 + x;
        if (growth <= 0.0) return 0.0;
        return normal_density((log(growth) - mean) / deviation) / (deviation * growth);
    }
    double below(double x) const {
        return x <= -1.0 ? 0.0 : normal_distribution((log1p(x) - mean) / deviation);
    }
    double above(double x) const {
        return x <= -1.0 ? 1.0 : normal_distribution((mean - log1p(x)) / deviation);
    }
};

// Adds what an interval of the sum, moved by a piece of the return, leaves in two intervals.
struct Mover {
    std::vector<double> first, second;  // [piece][a][b]

    Mover(const Return &r, const Basis &basis) {
        const int n = basis.points;
        const std::size_t block = Basis::index(n * n);
        first.assign(Basis::index(r.pieces) * block, 0.0);
        second = first;
        const Rule &rule = legendre_rule(n);
        for (int j = 0; j < r.pieces; ++j)
            for (int a = 0; a < n; ++a)
                for (int q = 0; q < n; ++q) {
                    const double t = rule.at[Basis::index(a)], u = rule.at[Basis::index(q)];
                    const double w = rule.weight[Basis::index(q)] * r.width, base = r.lower + j * r.width;
                    const double near = w * t * r.density(base + r.width * (t - t * u));
                    const double far = w * (1.0 - t) * r.density(base + r.width * (1.0 - (1.0 - t) * u));
                    double *to_first = &first[Basis::index(j) * block + Basis::index(a * n)];
                    double *to_second = &second[Basis::index(j) * block + Basis::index(a * n)];
                    for (int b = 0; b < n; ++b) {
                        to_first[b] += near * basis.before[basis.at(a, q) + Basis::index(b)];
                        to_second[b] += far * basis.after[basis.at(a, q) + Basis::index(b)];
                    }
                }
    }
};

void add_product(const double *matrix, const double *from, int n, double *to) {
    for (int a = 0; a < n; ++a) {
        double sum = 0.0;
        for (int b = 0; b < n; ++b) sum += matrix[a * n + b] * from[b];
        to[a] += sum;
    }
}

struct Distribution {
    std::vector<double> atoms;    // at count lower + j (upper - lower)
    std::vector<double> density;  // [interval][Gauss point]
};

Distribution added(const Distribution &sum, const Return &r, const Mover &mover, int n) {
    const double low = r.below(r.lower), high = r.above(r.lower + r.width * r.pieces);
    const std::size_t jump = Basis::index(r.pieces * n), block = Basis::index(n);
    Distribution out;
    out.atoms.assign(sum.atoms.size() + 1, 0.0);
    out.density.assign(sum.density.size() + jump, 0.0);
    for (std::size_t j = 0; j < sum.atoms.size(); ++j) {
        out.atoms[j] += low * sum.atoms[j];
        out.atoms[j + 1] += high * sum.atoms[j];
        for (std::size_t k = 0; k < jump; ++k) {
            const double t = legendre_rule(n).at[k % block];
            const double x = r.lower + r.width * (static_cast<double>(k / block) + t);
            out.density[j * jump + k] += sum.atoms[j] * r.density(x);
        }
    }
    for (std::size_t k = 0; k < sum.density.size(); ++k) {
        out.density[k] += low * sum.density[k];
        out.density[k + jump] += high * sum.density[k];
    }
    for (std::size_t k = 0; k < sum.density.size(); k += block)
        for (int j = 0; j < r.pieces; ++j) {
            const std::size_t matrix = Basis::index(j) * block * block, to = k + Basis::index(j) * block;
            add_product(&mover.first[matrix], &sum.density[k], n, &out.density[to]);
            add_product(&mover.second[matrix], &sum.density[k], n, &out.density[to + block]);
        }
    return out;
}

double clipped(const ClippedSum &t, double x) { return fmin(fmax(t.past + x, t.least), t.most); }

// The integral of the clipped sum over one interval, split where the clipping starts.
double integrated(const ClippedSum &t, const Basis &basis, const double *density, double low, double width) {
    double cuts[4] = {low, std::clamp(t.least - t.past, low, low + width),
                      std::clamp(t.most - t.past, low, low + width), low + width};
    const int n = basis.points;
    const Rule &rule = legendre_rule(n);
    std::vector<double> cardinal(Basis::index(n));
    double sum = 0.0;
    for (int part = 0; part < 3; ++part) {
        const double length = cuts[part + 1] - cuts[part];
        if (!(length > 0.0)) continue;
        for (int q = 0; q < n; ++q) {
            const double x = cuts[part] + length * rule.at[Basis::index(q)];
            basis.cardinals((x - low) / width, cardinal.data());
            double value = 0.0;
            for (int b = 0; b < n; ++b) value += cardinal[Basis::index(b)] * density[b];
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
    const Basis basis(points);
    const double width = (bounds.upper - bounds.lower) / bounds.pieces;
    Distribution sum{{1.0}, {}};
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
    const std::size_t block = Basis::index(points);
    for (std::size_t k = 0; k * block < sum.density.size(); ++k)
        total += integrated(t, basis, &sum.density[k * block], base + static_cast<double>(k) * width, width);
    return total;
}

}  // namespace axiom::recursions
