// What hedging an option by a rule costs on given paths.
//
// The option is sold at `premium` (or bought, with the sign turned); the hedge is set at every interval
// from nothing, each trade costs `cost` of its value, and so does closing it at expiry. Everything is
// discounted to now. Verified by tests/parity/test_hedging_parity.py.
#pragma once

#include <cstdint>

#include "rule.hpp"

namespace axiom::hedging {

struct Job {
    double strike, expiry, rate, cost, premium;
    double sign;  // 1 for an option sold, -1 for one bought
    int hedges;
};

// spots, vols, slopes: [block][hedges + 1][lane], as paths.hpp has them.
struct PathViews {
    const double *spots, *vols, *slopes;
};

// loss[path], trading[path]: all that was lost, and what of it trading took.
void hedging_costs(const Job &job, Family family, const Rule &rule, const PathViews &paths,
                   std::uint64_t blocks, int threads, double *loss, double *trading);

}  // namespace axiom::hedging
