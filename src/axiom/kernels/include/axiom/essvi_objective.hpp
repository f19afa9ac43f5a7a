// The misfit of one slice to its quotes: a robust loss of (vol - quoted vol) / half-spread.
#pragma once

#include <cstddef>
#include <math.h>

#include "axiom/essvi.hpp"

namespace axiom::essvi {

// Coordinates of the fit: right = psi + chi and left = psi - chi are monotone in expiry where there
// is no calendar arbitrage, so most constraints are bounds on a coordinate.
struct Point {
    double theta, right, left;

    double psi() const { return 0.5 * (right + left); }
    double chi() const { return 0.5 * (right - left); }
    Slice slice() const { return {theta, psi(), chi()}; }
};

struct Quotes {
    const double *k, *vol, *weight;  // weight is 1 / half-spread in vol
    std::size_t size;
    double years;
};

// Value, gradient and Gauss-Newton matrix in (theta, right, left).
struct Model {
    double cost, g[3], h[3][3];
};

// Geman-McClure loss c^2 r^2 / (c^2 + r^2): r^2 near zero, level beyond a few c.
struct Loss {
    double c2;

    double value(double r2) const { return c2 * r2 / (c2 + r2); }
    double weight(double r2) const {
        double a = c2 / (c2 + r2);
        return a * a;
    }
};

// A weak pull towards a given shape, so that a slice with few quotes stays determined.
struct Prior {
    Point centre;
    double strength;  // per squared relative deviation
};

inline double cost(const Quotes &q, const Loss &loss, const Prior &prior, const Point &x) {
    const Slice a = x.slice();
    const double inverse = 1.0 / q.years;
    double lanes[4] = {0.0, 0.0, 0.0, 0.0};
    for (std::size_t i = 0; i < q.size; ++i) {
        double r = (sqrt(total_variance(a, q.k[i]) * inverse) - q.vol[i]) * q.weight[i];
        lanes[i & 3] += loss.value(r * r);
    }
    double total = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
    const double d[3] = {x.theta / prior.centre.theta - 1.0, x.right / prior.centre.right - 1.0,
                         x.left / prior.centre.left - 1.0};
    return total + prior.strength * (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
}

inline void add_prior(const Prior &prior, const Point &x, Model &m) {
    const double centre[3] = {prior.centre.theta, prior.centre.right, prior.centre.left};
    const double at[3] = {x.theta, x.right, x.left};
    for (int i = 0; i < 3; ++i) {
        double d = at[i] / centre[i] - 1.0;
        m.cost += prior.strength * d * d;
        m.g[i] += prior.strength * d / centre[i];
        m.h[i][i] += prior.strength / (centre[i] * centre[i]);
    }
}

inline Model linearise(const Quotes &q, const Loss &loss, const Prior &prior, const Point &x) {
    const Slice a = x.slice();
    const double inverse = 1.0 / q.years;
    double s[10] = {};
    for (std::size_t i = 0; i < q.size; ++i) {
        const double k = q.k[i];
        const double root_ = root(a, k);
        const double sigma = sqrt(total_variance(a, k, root_) * inverse);
        const double r = (sigma - q.vol[i]) * q.weight[i];
        const double scale = 0.25 * q.weight[i] * inverse / sigma;  // d r / d (2 w)
        const double over = 1.0 / root_;
        const double dtheta = scale * (1.0 + (a.chi * k + a.theta) * over);
        const double dpsi = scale * a.psi * k * k * over;
        const double dchi = scale * (k + a.theta * k * over);
        const double dright = 0.5 * (dpsi + dchi), dleft = 0.5 * (dpsi - dchi);
        const double w = loss.weight(r * r), wr = w * r;
        s[0] += loss.value(r * r);
        s[1] += wr * dtheta, s[2] += wr * dright, s[3] += wr * dleft;
        s[4] += w * dtheta * dtheta, s[5] += w * dtheta * dright, s[6] += w * dtheta * dleft;
        s[7] += w * dright * dright, s[8] += w * dright * dleft, s[9] += w * dleft * dleft;
    }
    Model m{s[0], {s[1], s[2], s[3]}, {{s[4], s[5], s[6]}, {s[5], s[7], s[8]}, {s[6], s[8], s[9]}}};
    add_prior(prior, x, m);
    return m;
}

}  // namespace axiom::essvi
