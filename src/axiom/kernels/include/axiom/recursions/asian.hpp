// Options on a sum of lognormal fixings, by recursion in one variable.
//
// After fixing i let y be what is left of the strike, over the spot. The option is worth the spot times
//   g_i(y) = E[R g_(i+1)(y / R - c_(i+1))],   R = S_(i+1) / S_i,
// with c the weight of the fixing (negative where the average is the strike), down to a last function that
// is Black's formula of a forward at strike y. Where y is not positive, g is linear. Each g is kept on a
// uniform grid in ln y and interpolated by polynomials of degree seven; expectations are Gauss-Legendre
// over what matters of the grid. (Benhamou, Fast Fourier transform for discrete Asian options, J. Comput.
// Finance 6 (1), 2002, 49-68, has the same variable.)
#pragma once

namespace axiom::recursions {

struct AsianStep {
    double growth;    // E[R]
    double variance;  // of ln R, above 0
    double weight;    // c
};

struct AsianTerms {
    double start;  // y now
    double forward, variance;  // of the last function
    const AsianStep *steps;
    int count;
};

// g and its first two derivatives in y.
struct AsianValue {
    double value, first, second;
};

// `nodes` of each grid, at least 16; half as many points an expectation.
AsianValue asian(const AsianTerms &terms, int nodes);

}  // namespace axiom::recursions
