// Points of the contour with their weights, a chunk at a time, and sums over them for many strikes.
#pragma once

#include <cstddef>

#include "strip.hpp"

namespace axiom::fourier {

constexpr int kChunk = 16;
constexpr int kLanes = 8;

// What the integrand of one side of a strip is made of.
struct Integrand {
    Affine model;
    double expiry;
    double deviation;
    Contour contour;
    Payoff payoff;
    double reference;  // ln(F / K) folded into the weights
};

// Of node j: u, and by output the weight of exp(i u (x - reference)); `size` is that of the value's.
struct Nodes {
    double u_re[kChunk], u_im[kChunk], size[kChunk];
    double re[kStripOutputs][kChunk], im[kStripOutputs][kChunk];
};

// Nodes at y = first + j step. Those beyond `last`, and half of the one at zero, count nothing.
void make_nodes(const Integrand &integrand, Reach reach, double first, double step, double last,
                Nodes &nodes);

// Adds, for each output, Re(sum over nodes of weight exp(i u dx)); sums[k * stride + i] of strike i.
// `count` is a multiple of kLanes.
void add_sums(const Nodes &nodes, Reach reach, const double *dx, std::ptrdiff_t count, double *sums,
              std::ptrdiff_t stride);

}  // namespace axiom::fourier
