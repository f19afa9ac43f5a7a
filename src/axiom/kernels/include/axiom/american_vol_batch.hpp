// Implied vols of arrays of American options with a continuous yield, and of options on an underlying
// that pays discrete dividends.
#pragma once

#include "american/scheme.hpp"
#include "dividends/problem.hpp"
#include "implied_vol_batch.hpp"

namespace axiom {

// `columns.values[3]` holds prices, as in ImpliedVolRequest. The reprice at the vol found is within
// 1e-6, 1e-7 or 1e-10 of the strike or spot, by the accuracy (1e-4 ... of 100).
void american_vol_batch(const ImpliedVolRequest &request, american::Accuracy accuracy);

// `schemes` from coarse to fine: each search goes through all of them. American options that expire
// before the first dividend are those of american_vol_batch.
void dividend_vol_batch(const ImpliedVolRequest &request, const dividends::Problem &problem,
                        const std::vector<dividends::Scheme> &schemes, double tolerance,
                        american::Accuracy accuracy);

}  // namespace axiom
