// Batches of closed forms under Black-Scholes: columns of contracts in, prices and Greeks out.
#pragma once

#include "axiom/batch.hpp"
#include "axiom/closed_forms/motion.hpp"

namespace axiom::closed_forms {

constexpr int kMostColumns = 16;
constexpr int kResults = 7;  // price, delta, gamma, vega, theta, rho, psi

// One family: the formula with doubles and with jets, on a contract given as numbers (flags 0 or 1).
struct Family {
    const char *name;
    int columns;
    double (*price)(const Market<double> &, const double *);
    Greek (*greeks)(const Market<Greek> &, const double *);
};

// The families of each source file; each list ends in one without a name.
const Family *barrier_families();
const Family *corridor_families();
const Family *lookback_families();
const Family *terminal_families();

// The family of that name, or null.
const Family *find_family(const char *name);

struct Request {
    const Family *family;
    Column market[4];  // spot, vol, rate, dividend yield
    Column contract[kMostColumns];
    double *outputs[kResults];  // all null but the first: the price alone
    std::ptrdiff_t size;
    int threads;
};

// A contract with NaN among its numbers is NaN throughout.
void evaluate(const Request &request);

}  // namespace axiom::closed_forms
