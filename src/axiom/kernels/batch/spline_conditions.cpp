#include "axiom/spline/fitting/conditions.hpp"

#include <limits>

#include "axiom/elementary.hpp"
#include "axiom/macros.hpp"

namespace axiom::spline::fitting {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Sums run in kLanes independent lanes, so that they vectorise and do not depend on how.
using Lanes = double[kLanes];

AXIOM_FN double total(const Lanes &a) {
    return ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7]));
}

AXIOM_FN double least(const Lanes &a) {
    double found = a[0];
    for (std::size_t j = 1; j < kLanes; ++j) found = smaller(found, a[j]);
    return found;
}

// Barrier of the lanes' product, infinite unless all are positive.
AXIOM_FN double barrier_of(const Lanes &sum, const Lanes &low) {
    const double found = least(low);
    return found > 0.0 ? -total(sum) : kInfinity;
}

AXIOM_CLONES double misfit_sum(std::size_t size, const double *middle, const double *below,
                               const double *above, const double *weight, const double *value,
                               const double *delta, Loss loss, double step) {
    Lanes sum = {};
    for (std::size_t i = 0; i < size; i += kLanes) {
        for (std::size_t j = 0; j < kLanes; ++j) {
            const double d = value[i + j] + step * delta[i + j] - middle[i + j];
            const double r = magnitude(d) * (d > 0.0 ? above[i + j] : below[i + j]);
            const double e = larger(r - loss.inner, 0.0), e2 = e * e, r2 = r * r;
            const double pull = loss.faint * r2 / (1.0 + 0.1 * r2);
            sum[j] += weight[i + j] * (loss.c2 * e2 / (loss.c2 + e2) + loss.tail * e2 + pull);
        }
    }
    return total(sum);
}

AXIOM_CLONES double linear_sum(std::size_t size, const double *room, const double *delta,
                               double step) {
    Lanes sum = {}, low = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
    for (std::size_t i = 0; i < size; i += kLanes) {
        for (std::size_t j = 0; j < kLanes; ++j) {
            const double x = room[i + j] + step * delta[i + j];
            low[j] = smaller(low[j], x);
            sum[j] += log_ratio(larger(x, 1e-300), 1.0);
        }
    }
    return barrier_of(sum, low);
}

AXIOM_CLONES double shortfall_sum(std::size_t size, const double *room, const double *delta,
                                  double least, double step) {
    Lanes sum = {};
    for (std::size_t i = 0; i < size; i += kLanes) {
        for (std::size_t j = 0; j < kLanes; ++j) {
            const double e = larger(least - room[i + j] - step * delta[i + j], 0.0);
            sum[j] += root(1.0 + e * e) - 1.0;
        }
    }
    return total(sum);
}

AXIOM_CLONES double curved_sum(const Curved &c, double step) {
    const std::size_t size = padded(c.size());
    const double *k = c.k.data(), *w = c.w.data(), *dk = c.dk.data(), *dkk = c.dkk.data();
    const double *ew = c.delta_w.data(), *ek = c.delta_dk.data(), *ekk = c.delta_dkk.data();
    Lanes sum = {}, low = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
    for (std::size_t i = 0; i < size; i += kLanes) {
        for (std::size_t j = 0; j < kLanes; ++j) {
            const smile::Jet v{w[i + j] + step * ew[i + j], dk[i + j] + step * ek[i + j],
                               dkk[i + j] + step * ekk[i + j]};
            const double g = smile::durrleman(k[i + j], v) - c.margin;
            low[j] = smaller(low[j], smaller(g, v.w));
            sum[j] += log_ratio(larger(g * v.w, 1e-300), 1.0);
        }
    }
    return barrier_of(sum, low);
}

AXIOM_CLONES void quotes_into(const Quotes &q, Loss loss, Band &h, double *g) {
    Block block;
    for (std::size_t i = 0; i < q.size(); ++i) {
        const double d = q.value[i] - q.middle[i], side = d > 0.0 ? q.above[i] : q.below[i];
        const double r = magnitude(d) * side, e = larger(r - loss.inner, 0.0);
        const double flat = loss.c2 / (loss.c2 + e * e), near = 1.0 / (1.0 + 0.1 * r * r);
        const double pull = loss.faint * near * near;
        const double weight = q.weight[i] * side;
        const double slope = weight * ((flat * flat + loss.tail) * e + pull * r);
        const double bend = e > 0.0 ? flat * flat + loss.tail : 0.0;
        block.add(q.row[i], weight * side * (bend + pull), d > 0.0 ? slope : -slope);
        if (i + 1 == q.size() || q.start[i + 1] != q.start[i]) block.flush(q.start[i], h, g);
    }
}

AXIOM_CLONES void linear_into(const Linear &c, const Side &side, double mu, Band &h, double *g) {
    Block block;
    const std::size_t n = side.row.size();
    for (std::size_t i = 0; i < n; ++i) {
        const double inverse = 1.0 / c.room[i];
        block.add(side.row[i], mu * inverse * inverse, -mu * inverse);
        if (i + 1 == n || side.start[i + 1] != side.start[i]) block.flush(side.start[i], h, g);
    }
}

AXIOM_CLONES void shortfall_into(const Linear &c, const Side &side, double least, double strength,
                                 Band &h, double *g) {
    Block block;
    const std::size_t n = side.row.size();
    int held = -1;
    for (std::size_t i = 0; i < n; ++i) {
        const double e = least - c.room[i];
        if (!(e > 0.0)) continue;
        if (side.start[i] != held && held >= 0) block.flush(held, h, g);
        held = side.start[i];
        const double pull = 0.5 * strength / root(1.0 + e * e);
        block.add(side.row[i], pull, -pull * e);
    }
    if (held >= 0) block.flush(held, h, g);
}

AXIOM_CLONES void curved_into(const Curved &c, const CurvedSide &side, double mu, Band &h,
                              double *g) {
    Block block;
    const std::size_t n = side.w.size();
    for (std::size_t i = 0; i < n; ++i) {
        const double w = c.w[i], d = c.dk[i], over = 1.0 / w, half = 0.5 * c.k[i] * over;
        const double a = 1.0 - half * d, value = a * a - 0.25 * d * d * (over + 0.25);
        const double inverse = 1.0 / (value + 0.5 * c.dkk[i] - c.margin);
        const double by_w = d * over * (2.0 * a * half + 0.25 * d * over);
        const double by_dk = -2.0 * a * half - 0.5 * d * (over + 0.25);
        const Row row = combined(by_w, side.w[i], by_dk, side.dk[i], 0.5, side.dkk[i]);
        block.add(row, mu * inverse * inverse, -mu * inverse);
        block.add(side.w[i], mu * over * over, -mu * over);
        if (i + 1 == n || side.start[i + 1] != side.start[i]) block.flush(side.start[i], h, g);
    }
}

AXIOM_CLONES void rows_along(std::size_t n, const int *start, const Row *row, const double *d,
                             double *out) {
    for (std::size_t i = 0; i < n; ++i) out[i] = dot(row[i], d + start[i]);
}

}  // namespace

double misfit(const Quotes &q, const Loss &loss, double step) {
    return misfit_sum(padded(q.size()), q.middle.data(), q.below.data(), q.above.data(),
                      q.weight.data(), q.value.data(), q.delta.data(), loss, step);
}

double barrier(const Linear &c, double step) {
    return linear_sum(padded(c.size()), c.room.data(), c.delta.data(), step);
}

double barrier(const Curved &c, double step) { return curved_sum(c, step); }

double shortfall(const Linear &c, double least, double step) {
    return shortfall_sum(padded(c.size()), c.room.data(), c.delta.data(), least, step);
}

double admissible_step(const Linear &c, double share) {
    double step = 1.0;
    for (std::size_t i = 0; i < c.size(); ++i)
        if (c.room[i] + step * c.delta[i] < share * c.room[i])
            step = (share - 1.0) * c.room[i] / c.delta[i];
    return step;
}

void add_misfit(const Quotes &q, const Loss &loss, Band &h, double *g) {
    quotes_into(q, loss, h, g);
}

void add_barrier(const Linear &c, int side, double mu, Band &h, double *g) {
    linear_into(c, c.side[side], mu, h, g);
}

void add_shortfall(const Linear &c, int side, double least, double strength, Band &h, double *g) {
    shortfall_into(c, c.side[side], least, strength, h, g);
}

void add_barrier(const Curved &c, int side, double mu, Band &h, double *g) {
    curved_into(c, c.side[side], mu, h, g);
}

void along(Quotes &q, const double *d) {
    rows_along(q.size(), q.start.data(), q.row.data(), d, q.delta.data());
}

void along(Linear &c, int side, const double *d) {
    const Side &s = c.side[side];
    rows_along(c.size(), s.start.data(), s.row.data(), d, c.delta.data());
}

void along(Curved &c, int side, const double *d) {
    const CurvedSide &s = c.side[side];
    const std::size_t n = c.size();
    rows_along(n, s.start.data(), s.w.data(), d, c.delta_w.data());
    rows_along(n, s.start.data(), s.dk.data(), d, c.delta_dk.data());
    rows_along(n, s.start.data(), s.dkk.data(), d, c.delta_dkk.data());
}

}  // namespace axiom::spline::fitting
