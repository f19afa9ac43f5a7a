// Prices and derivatives of the options of one expiry from one set of characteristic-function values.
//
// With x = ln(F / K): E[min(S, K)] / K = m(x) = m_bs(x) + (1 / 2 pi) times the integral over the
// contour of exp(i u x) (phi(u) - phi_bs(u)) / (u (u + i)), Black-Scholes at the same expected
// variance as control variate. A call is worth F - K m, a put K (1 - m), a cash-or-nothing call
// m - m', an asset-or-nothing call F - K m'.
// Levels of the trapezoidal rule are nested; the error comes from the last three.
// Verified by tests/parity/test_heston_parity.py and tests/properties/test_fourier_errors.py.
#pragma once

#include <cstddef>
#include <cstdint>

#include "contour.hpp"

namespace axiom::fourier {

enum class Payoff { vanilla, cash, asset };

// In this order: undiscounted value; its derivatives in the forward (first and second), expiry at
// fixed forward, initial and long variance; jump intensity, mean and vol; mean reversion, vol of vol
// and correlation.
constexpr int kStripOutputs = 12;
constexpr int kControlled = 3;  // outputs to which Black-Scholes contributes

constexpr int outputs_of(Reach reach) {
    return reach == Reach::value ? 1 : reach == Reach::time_and_variance ? 6 : reach == Reach::jumps ? 9 : 12;
}

// Options of one expiry; values and errors hold, one output after the other, `stride` apart, those
// of each option.
struct Strip {
    double expiry;
    double forward;
    std::ptrdiff_t size;
    const double *strike;
    const std::uint8_t *is_call;
    double *values;
    double *errors;
    std::ptrdiff_t stride;
};

// `tolerance` is the absolute error asked of the undiscounted values. Returns the number of values of
// the characteristic function.
std::ptrdiff_t price_strip(const Affine &p, Payoff payoff, Reach reach, double tolerance,
                           const Strip &strip);

// Black-Scholes with a total vol, and where it is zero the payoff at the forward: adds nothing.
void control_values(Payoff payoff, double deviation, Reach reach, const Strip &strip);

}  // namespace axiom::fourier
