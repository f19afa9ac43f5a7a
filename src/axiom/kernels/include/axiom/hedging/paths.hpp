// Paths on which hedges are tried, and the vols at which an option is quoted along them.
//
//   ln S' = ln S + (mu - a^2 / 2) h + a sqrt(h) z,  a' = a exp(nu sqrt(h) w - nu^2 h / 2),
// with the correlation rho of z and w: SABR at beta 1, and Black-Scholes where nu is 0, which is then
// exact. A path depends on the seed and its number alone.
#pragma once

#include <cstdint>

namespace axiom::hedging {

struct PathTerms {
    double spot, drift, vol, rho, nu;
    double expiry;
    int hedges;    // equal intervals to expiry
    int substeps;  // of each interval
};

// spots, vols: [block][hedges + 1][lane]; the vols are the instantaneous ones.
void simulate_paths(const PathTerms &terms, std::uint64_t seed, std::uint64_t first_block,
                    std::uint64_t blocks, int threads, double *spots, double *vols);

struct QuoteTerms {
    double strike, rho, nu;
    double expiry, interval;  // years to expiry at the first time, and between times
    int times;
};

// Implied vols of an option and their slopes along paths [block][times][lane]; at expiry the
// instantaneous vol and 0.
void quote_paths(const QuoteTerms &terms, const double *spots, const double *spot_vols,
                 std::uint64_t blocks, int threads, double *vols, double *slopes);

}  // namespace axiom::hedging
