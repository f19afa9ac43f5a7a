// Lognormal jumps at the times of a Poisson process: their sum over a step, exact.
#pragma once

#include <vector>

#include "../mills.hpp"
#include "path_block.hpp"

namespace axiom::montecarlo {

// N(-z).
AXIOM_FN double upper_tail(double z) {
    const double size = magnitude(z);
    const double tail = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * size * size) * mills(size);
    return z < 0.0 ? 1.0 - tail : tail;
}

struct Jumps {
    double mean = 0.0, vol = 0.0;  // of one jump of the log price
    int most = 0;                  // jumps in a step that are told apart
    std::vector<double> tails;     // [step][most]: probability of more than k jumps

    bool any() const { return most > 0; }
    const double *tails_of(int step) const {
        return tails.data() + static_cast<std::ptrdiff_t>(step) * most;
    }
};

// Adds a step's jumps to log prices: their number by inversion of the first normal number, their sum
// from the second. `count` is scratch for one row of lanes.
void add_jumps(const Jumps &jumps, int step, const double *number, const double *size, double *count,
               double *log_price);

}  // namespace axiom::montecarlo
