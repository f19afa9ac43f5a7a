// Several contracts on the same paths, at the spots as simulated and at multiples of them.
#pragma once

#include <utility>
#include <vector>

#include "contract.hpp"
#include "product.hpp"

namespace axiom::montecarlo {

// Output scale * contracts + contract; those beyond them, up to `outputs`, are zero. Multiples of all
// spots are what a bumped spot does to paths whose relative moves do not depend on it.
class PayoffProduct final : public Product {
  public:
    // scales[scale][asset]; throws std::invalid_argument where shapes disagree.
    PayoffProduct(std::vector<Contract> contracts, std::vector<double> scales, int outputs);

    int outputs() const override { return outputs_; }
    int assets() const override { return contracts_[0].assets(); }
    int times() const override { return contracts_[0].times(); }
    void evaluate(const PathBlock &block, double *out) const override;

  private:
    void evaluate_all(const PathBlock &block, double *out) const;

    std::vector<Contract> contracts_;
    std::vector<double> scales_;
    int outputs_;
};

}  // namespace axiom::montecarlo
