// Undiscounted calls under the effective one-dimensional form of SABR, free of arbitrage.
//
// Hagan, Kumar, Lesniewski and Woodward (2014), Arbitrage-free SABR, Wilmott, January, 60-75: the
// forward's density obeys q_T = (D^2 E q)_FF / 2, absorbed at the ends. Integrated twice, calls obey
// C_T = D(K)^2 E(T, K) C_KK / 2 with C = F - K at the lower and 0 at the upper end, where
//   D = alpha K^beta (cosh(nu x) + rho sinh(nu x)),  dx = dK / D,  E = exp(rho nu alpha G T),
//   G = (K^beta - F^beta) / (K - F).
// The grid is uniform in x to either side of the forward, which is a node; implicit half-steps
// first, then Crank and Nicolson. Domain: forward, alpha, expiry > 0; 0 <= beta <= 1; nu >= 0.
// Verified by tests/parity/test_sabr_parity.py.
#pragma once

#include <vector>

namespace axiom::sabr {

struct Smile {
    double forward, alpha, beta, rho, nu, expiry;
};

struct Calls {
    std::vector<double> strike, call;  // ascending
};

// `half` intervals to each side of the forward, `steps` in time.
Calls effective_calls(const Smile &smile, int half, int steps);

}  // namespace axiom::sabr
