#include "axiom/montecarlo/jumps.hpp"

namespace axiom::montecarlo {
namespace {

AXIOM_CLONES void tails_of_normals(const double *AXIOM_RESTRICT normals, double *AXIOM_RESTRICT out) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) out[l] = upper_tail(normals[l]);
}

// Turns a row of upper tails into numbers of jumps, in place.
AXIOM_CLONES void count_jumps(const double *tails, int most, double *row) {
    alignas(64) double count[kLanes] = {};
    for (int k = 0; k < most; ++k) {
        const double tail = tails[k];
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) count[l] += row[l] < tail ? 1.0 : 0.0;
    }
    for (int l = 0; l < kLanes; ++l) row[l] = count[l];
}

AXIOM_CLONES void add_sizes(double mean, double vol, const double *AXIOM_RESTRICT count,
                            const double *AXIOM_RESTRICT size, double *AXIOM_RESTRICT log_price) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l)
        log_price[l] += mean * count[l] + vol * root(count[l]) * size[l];
}

}  // namespace

void add_jumps(const Jumps &jumps, int step, const double *number, const double *size, double *count,
               double *log_price) {
    tails_of_normals(number, count);
    count_jumps(jumps.tails_of(step), jumps.most, count);
    add_sizes(jumps.mean, jumps.vol, count, size, log_price);
}

}  // namespace axiom::montecarlo
