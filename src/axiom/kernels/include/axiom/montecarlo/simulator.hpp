// What a model tells the driver: how standard normal numbers become the paths of a block.
//
// A simulator holds parameters only; its numbers come from outside, so that several simulators with
// bumped parameters can walk the same random paths.
#pragma once

#include "path_block.hpp"

namespace axiom::montecarlo {

class Simulator {
  public:
    virtual ~Simulator() = default;

    virtual int assets() const = 0;
    virtual int times() const = 0;
    virtual const double *years() const = 0;  // [times]
    virtual const double *start() const = 0;  // [assets]

    // The normal numbers of a path stand in `steps` groups of `factors`, in the order of time.
    virtual int steps() const = 0;
    virtual int factors() const = 0;
    // Doubles of scratch memory for a block.
    virtual std::ptrdiff_t scratch() const = 0;

    // normals[step][factor][lane]; fills block.spot and block.variance.
    virtual void simulate(const double *normals, const PathBlock &block, double *scratch) const = 0;
};

}  // namespace axiom::montecarlo
