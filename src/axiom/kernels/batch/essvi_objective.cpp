#include "axiom/essvi_objective.hpp"

#include <math.h>

#include "axiom/macros.hpp"

namespace axiom::essvi {
namespace {

// Sums run in kLanes independent lanes, so that they vectorise and do not depend on how.
using Lanes = double[kLanes];

AXIOM_FN double total(const Lanes &a) {
    return ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7]));
}

AXIOM_CLONES double misfit(const Quotes &q, const Loss &loss, const Slice &a) {
    const double inverse = 1.0 / q.years, c2 = loss.c2, tail = loss.tail;
    Lanes sum = {};
    for (std::size_t i = 0; i < q.padded; i += kLanes) {
        for (std::size_t j = 0; j < kLanes; ++j) {
            const double sigma = sqrt(total_variance(a, q.k[i + j]) * inverse);
            const double r = (sigma - q.vol[i + j]) * q.weight[i + j];
            sum[j] += (c2 / (c2 + r * r) + tail) * r * r;
        }
    }
    return total(sum);
}

AXIOM_CLONES Model misfit_model(const Quotes &q, const Loss &loss, const Slice &a) {
    const double inverse = 1.0 / q.years, c2 = loss.c2, tail = loss.tail;
    Lanes s[10] = {};
    for (std::size_t i = 0; i < q.padded; i += kLanes) {
        for (std::size_t j = 0; j < kLanes; ++j) {
            const double k = q.k[i + j];
            const double root_ = root(a, k);
            const double sigma = sqrt(total_variance(a, k, root_) * inverse);
            const double r = (sigma - q.vol[i + j]) * q.weight[i + j];
            const double flat = c2 / (c2 + r * r), w = flat * flat + tail;
            const double scale = 0.25 * q.weight[i + j] * inverse / sigma;  // d r / d (2 w)
            const double over = 1.0 / root_;
            const double x = scale * (1.0 + (a.chi * k + a.theta) * over);
            const double dpsi = scale * a.psi * k * k * over;
            const double dchi = scale * (k + a.theta * k * over);
            const double y = 0.5 * (dpsi + dchi), z = 0.5 * (dpsi - dchi);
            s[0][j] += (flat + tail) * r * r;
            s[1][j] += w * r * x, s[2][j] += w * r * y, s[3][j] += w * r * z;
            s[4][j] += w * x * x, s[5][j] += w * x * y, s[6][j] += w * x * z;
            s[7][j] += w * y * y, s[8][j] += w * y * z, s[9][j] += w * z * z;
        }
    }
    double t[10];
    for (int i = 0; i < 10; ++i) t[i] = total(s[i]);
    return {t[0], {t[1], t[2], t[3]}, {{t[4], t[5], t[6]}, {t[5], t[7], t[8]}, {t[6], t[8], t[9]}}};
}

}  // namespace

double cost(const Quotes &q, const Loss &loss, const Prior &prior, const Point &x) {
    const double d[3] = {x.theta / prior.centre.theta - 1.0, x.right / prior.centre.right - 1.0,
                         x.left / prior.centre.left - 1.0};
    const double pull = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    return misfit(q, loss, x.slice()) + prior.strength * pull;
}

Model linearise(const Quotes &q, const Loss &loss, const Prior &prior, const Point &x) {
    Model m = misfit_model(q, loss, x.slice());
    const double centre[3] = {prior.centre.theta, prior.centre.right, prior.centre.left};
    const double at[3] = {x.theta, x.right, x.left};
    for (int i = 0; i < 3; ++i) {
        const double d = at[i] / centre[i] - 1.0;
        m.cost += prior.strength * d * d;
        m.g[i] += prior.strength * d / centre[i];
        m.h[i][i] += prior.strength / (centre[i] * centre[i]);
    }
    return m;
}

}  // namespace axiom::essvi
