// What a pricing formula takes and gives: one option in, its price and Greeks out.
#pragma once

#include "macros.hpp"

namespace axiom {

// One option. Years, decimals, continuous compounding. `is_call` is 1 or 0.
// `carries` is 1 when `spot` is a spot with carry rate - dividend_yield, and 0 when it is a
// forward: then dividend_yield equals rate, and rate only discounts.
struct OptionTerms {
    double spot;
    double strike;
    double expiry;
    double vol;
    double rate;
    double dividend_yield;
    double is_call;
    double carries;
};

// Raw partial derivatives; time-like ones as calendar time passes, per year.
struct Sensitivities {
    double price;
    double delta;
    double gamma;
    double vega;
    double theta;
    double rho;
    double psi;
    double dual_delta;
    double dual_gamma;
    double vanna;
    double volga;
    double charm;
    double veta;
    double speed;
    double zomma;
    double color;
    double ultima;
};

constexpr int kOutputs = 17;

// How much of Sensitivities a caller wants; the formulas skip the rest.
enum class Detail { price, main, all };

}  // namespace axiom
