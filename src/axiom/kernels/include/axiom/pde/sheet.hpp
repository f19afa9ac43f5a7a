// Heston's equation on a sheet of nodes, log-price by variance, marched from expiry to now.
//
// u_t + v/2 (u_xx - u_x) + (r - q) u_x + rho s v u_xv + s^2 v / 2 u_vv + k (m - v) u_v - r u = 0,
// split [1]: the modified Craig-Sneyd scheme with weight 1/3, after steps of the Douglas scheme with
// weight 1 that damp what a kink excites. At variance zero the equation itself holds, with a one-sided
// derivative; at the largest variance the slope is zero; edges in x are those of one dimension.
// Early exercise: operator splitting with a multiplier [2].
//
// [1] K. J. in 't Hout, S. Foulon (2010), ADI finite difference schemes for option pricing in the Heston
//     model with correlation, Int. J. Numerical Analysis and Modeling 7 (2), 303-320 (p. 312).
// [2] T. Haentjens, K. J. in 't Hout (2015), ADI schemes for pricing American options under the Heston
//     model, Applied Mathematical Finance 22 (3), 207-237 (p. 214).
#pragma once

#include <vector>

#include "grid.hpp"

namespace axiom::pde {

struct HestonTerms {
    double variance;
    double reversion;
    double mean;
    double vol_of_vol;
    double correlation;
    double largest;  // variance of the grid
    int nodes;       // intervals of the coarsest grid in variance
};

constexpr int kSheetOutputs = 6;  // u, u_x, u_xx, u_v, u_vv, u_xv

// Weights on three neighbours of the first and second derivative at a node.
struct Stencil {
    double first[3];
    double second[3];
};

class Sheet {
  public:
    Sheet(const Problem &problem, const HestonTerms &heston);

    // Solves one contract under one variant.
    void operator()(std::size_t contract, int variant, double *out);

  private:
    struct Matrix {
        std::vector<double> inverse, behind, ahead;
    };

    std::size_t at(std::size_t i, std::size_t j) const { return i * columns_ + j; }
    void place(std::size_t contract);
    void begin();
    void apply_event(std::size_t event);
    void fit_lines();
    void set_edges(std::vector<double> &u) const;
    void march(std::size_t stretch);
    void step(double length, bool damped);
    void operators(const std::vector<double> &u, std::vector<double> &mixed, std::vector<double> &in_x,
                   std::vector<double> &in_v) const;
    void eliminate_in_x(double theta);
    void eliminate_in_v(double theta);
    void solve_in_x(std::vector<double> &u) const;
    void solve_in_v(std::vector<double> &u);
    void corrections(std::vector<double> &y, double theta);
    void read_off(double place, double *out) const;

    const Problem &problem_;
    HestonTerms heston_;
    std::size_t contract_ = 0;
    int variant_ = 0;
    std::size_t rows_, columns_;
    std::vector<double> x_, v_, growth_;
    std::vector<Stencil> in_x_, in_v_;
    double first_v_[3];  // one-sided derivative at variance zero
    std::vector<double> u_, y_, begin_, floor_, multiplier_, turned_;
    std::vector<double> mixed_[2], along_x_[2], along_v_[2];
    Matrix matrix_x_, matrix_v_;
    double first_row_share_ = 0.0;
    double rate_ = 0.0, carry_ = 0.0, yield_ = 0.0;
    double theta_ = -1.0;
    double level_[2], slope_[2];
};

// Derivatives now, [contract][variant][kSheetOutputs].
std::vector<double> solve_sheets(const Problem &problem, const HestonTerms &heston, int threads);

}  // namespace axiom::pde
