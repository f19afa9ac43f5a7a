// The quantile of the standard normal distribution, without branches or regions.
//
// z = q R(w) with q = u - 1/2 and w = -ln(4 u (1 - u)): R is smooth from the middle to the tails, and
// one rational function of degree (10, 9) gives it with relative error below 3e-11 for every u that
// `uniform` makes (tools/approximations.py computes it). Verified by tests/unit/kernels/test_random.py.
#pragma once

#include "../elementary.hpp"

namespace axiom::random {

// u in [2^-53, 1 - 2^-53].
AXIOM_FN double normal_quantile(double u) {
    const double q = u - 0.5;
    const double w = log_ratio(1.0, 4.0 * u * (1.0 - u));
    const double numerator = 2.5066282746352621383 + w * (1.5223754739222948213 +
        w * (0.42070706226838678777 + w * (0.079277051728763702995 + w * (0.010925347973568643456 +
        w * (0.0011197090427196518096 + w * (0.000086399578935654760044 +
        w * (5.2695990185359922872e-6 + w * (3.0464195613896030701e-7 +
        w * (3.549461398346833433e-9 + w * 3.8004431629619837705e-12)))))))));
    const double denominator = 1.0 + w * (0.34554055554212208173 + w * (0.064343489964361887501 +
        w * (0.012913674246731458361 + w * (0.0011941789195712781516 +
        w * (0.00013267430220730420305 + w * (7.009201014956034499e-6 +
        w * (5.3996735506814028032e-7 + w * (1.4735121640335915054e-8 +
        w * 6.1895396277120703753e-11))))))));
    return q * (numerator / denominator);
}

}  // namespace axiom::random
