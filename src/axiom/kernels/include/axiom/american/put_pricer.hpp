// Prices of single puts, eight at a time, by any of the schemes.
#pragma once

#include <memory>

#include "../american_batch.hpp"

namespace axiom::american {

// Between Fast and Accurate: errors below 1e-4 at a strike of 100, for implied vols.
struct Medium : Sizes<void, 8, 10, 10, 16> {
    static constexpr double rough = 1e-2;
    static constexpr double tolerance = 5e-3;
    static constexpr bool is_checked = false;
    static constexpr double most_mismatch = 0.0;
    static constexpr double most_total_vol = 1.5;
    static constexpr double most_drift = 1.5;
    static constexpr double reach = 6.5;
    static constexpr double nearest = 2e-4;
};
void solve_block(PutBlock &block, Workspace<Medium> &workspace);

enum class Level { fast, medium, accurate, reference };

// The put's price, NaN where it cannot be found; `gap` is ln of the spot over the
// exercise boundary, not positive where exercise now is optimal.
struct PutPrice {
    double value;
    double gap;
};

// Keeps its workspaces from block to block. No option's price depends on those beside it.
class PutPricer {
  public:
    // At most kLanes puts with one boundary.
    void price(Level level, const Put *puts, int count, PutPrice *prices);

  private:
    // What no scheme in lanes serves or solves goes the way of all prices.
    static PutPrice price_alone(Level level, const Put &put);

    template <class Scheme>
    void solve(std::unique_ptr<Workspace<Scheme>> &workspace, const Put *puts, int count,
               PutPrice *prices);

    PutBlock block_;
    std::unique_ptr<Workspace<Fast>> fast_;
    std::unique_ptr<Workspace<Medium>> medium_;
    std::unique_ptr<Workspace<Accurate>> accurate_;
    std::unique_ptr<Workspace<Reference>> reference_;
};

}  // namespace axiom::american
