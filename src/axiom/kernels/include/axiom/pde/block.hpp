// Eight problems of one shape, marched from their expiries to now.
#pragma once

#include <vector>

#include "grid.hpp"
#include "steps.hpp"

namespace axiom::pde {

class Block {
  public:
    explicit Block(const Problem &problem);

    // Solves lanes first, first + 1, ...; lanes past the last repeat it. `out` takes three a lane.
    void operator()(std::ptrdiff_t first, double *out);

  private:
    // What stands at an edge: level + slope basis, each decaying by its own rate.
    struct Edge {
        Lanes level;
        Lanes slope;
        Lanes basis;
        Lanes is_kept;
        Lanes is_line;
    };

    std::size_t contract_of(int l) const { return static_cast<std::size_t>(lane_[l] / problem_.variants()); }
    int variant_of(int l) const { return static_cast<int>(lane_[l] % problem_.variants()); }
    const Contract &terms_of(int l) const { return problem_.contracts[contract_of(l)]; }
    double basis_of(double x) const { return problem_.kind == Operator::average ? x : std::exp(x); }

    void place(int l);
    void weigh();
    void begin(int l);
    void begin_edges(int l);
    void fit_lines();
    void keep_watch(std::size_t event);
    void apply(std::size_t event);
    double discounted(int l, double time) const;

    void march(std::size_t stretch);
    bool coefficients(const Lanes &from, const Lanes &to);
    void local_diffusion(const Lanes &middle);
    void eliminate_matrices(const Lanes &theta);
    Lanes edge_value(int end) const;
    void advance_edges(double share, const Lanes &length);
    void exercise_edges();
    void step(const Lanes &length);
    void stage(const Lanes &low, const Lanes &high, bool is_last);
    void read_off(int l, double *out) const;

    const Problem &problem_;
    int nodes_;
    std::ptrdiff_t lane_[kLanes];
    std::vector<Lanes> x_, u_, v_, spare_, floor_, diffusion_;
    std::vector<Weights> weights_;
    std::vector<Eliminated> forth_, back_;
    Lanes alive_[2];
    Lanes is_reflecting_;
    Edge edges_[2];  // at the first and the last node
    Coefficients c_;
    Lanes other_decay_;  // of multiples of the basis
    Lanes theta_;
};

}  // namespace axiom::pde
