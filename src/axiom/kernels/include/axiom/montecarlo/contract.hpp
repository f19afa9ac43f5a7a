// One contract with the memory of its terms, checked so that no payoff reads beyond them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "payoff.hpp"

namespace axiom::montecarlo {

// The name of a payoff as Python gives it, in the order of `Payoff`.
const char *payoff_name(Payoff payoff);

class Contract {
  public:
    // Throws std::invalid_argument where numbers or places are missing or out of range.
    Contract(const std::string &payoff, std::vector<double> numbers, std::vector<int> places,
             std::vector<double> discounts, int assets);

    Terms terms() const {
        return {payoff_, numbers_.data(), static_cast<int>(places_.size()), places_.data(),
                discounts_.data()};
    }
    Payoff payoff() const { return payoff_; }
    int times() const { return static_cast<int>(discounts_.size()); }
    int assets() const { return assets_; }

  private:
    void check() const;

    Payoff payoff_;
    std::vector<double> numbers_;
    std::vector<int> places_;
    std::vector<double> discounts_;
    int assets_;
};

}  // namespace axiom::montecarlo
