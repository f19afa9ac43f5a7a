// Where the normal numbers of a block of paths come from: pseudorandom or scrambled Sobol.
//
// A block's numbers depend on the seed, its group and its own number, and on nothing that happened
// before, so that any thread can make any block.
#pragma once

#include <cstdint>
#include <vector>

#include "../montecarlo/path_block.hpp"
#include "bridge.hpp"
#include "philox.hpp"

namespace axiom::random {

using montecarlo::kLanes;

class Source {
  public:
    virtual ~Source() = default;
    // Groups are independent of each other: streams, or scrambles of the same points.
    // Fills normals[step][factor][lane]; scratch holds steps + 1 rows of lanes.
    virtual void fill(std::uint32_t group, std::uint64_t block, int steps, int factors,
                      double *normals, double *scratch) const = 0;
    // Lanes that carry independent paths; the others mirror them.
    virtual int independent_lanes() const { return kLanes; }
};

// Philox: the counter is (path, pair of dimensions, group). With `antithetic`, the second half of the
// lanes takes the first half's numbers with the sign turned.
class Pseudorandom final : public Source {
  public:
    Pseudorandom(std::uint64_t seed, bool antithetic) : key_(key_of(seed)), antithetic_(antithetic) {}
    void fill(std::uint32_t group, std::uint64_t block, int steps, int factors, double *normals,
              double *scratch) const override;
    int independent_lanes() const override { return antithetic_ ? kLanes / 2 : kLanes; }

  private:
    Key key_;
    bool antithetic_;
};

// Sobol points, each group under a scramble of its own, through the Brownian bridge; dimensions
// beyond the table are pseudorandom. Dimension k * factors + f is point k of the bridge of factor f.
class Sobol final : public Source {
  public:
    // directions[dimension][32], bit-reversed (see sobol.hpp); years: ends of the steps.
    Sobol(std::uint64_t seed, std::vector<std::uint32_t> directions, const std::vector<double> &years)
        : key_(key_of(seed)), directions_(std::move(directions)), bridge_(years) {}
    void fill(std::uint32_t group, std::uint64_t block, int steps, int factors, double *normals,
              double *scratch) const override;

  private:
    void fill_points(std::uint32_t group, std::uint64_t block, int dimensions, double *normals) const;

    Key key_;
    std::vector<std::uint32_t> directions_;
    Bridge bridge_;
};

}  // namespace axiom::random
