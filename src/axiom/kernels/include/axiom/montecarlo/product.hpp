// What a product tells the driver: numbers for each path of a block, already discounted.
#pragma once

#include "path_block.hpp"

namespace axiom::montecarlo {

class Product {
  public:
    virtual ~Product() = default;

    // How many numbers a path gives: present values and controls.
    virtual int outputs() const = 0;
    // What the product needs of a block; the driver refuses a simulator with another shape.
    virtual int assets() const = 0;
    virtual int times() const = 0;
    // Fills out[output][lane], 64-byte aligned. Called from several threads at once.
    virtual void evaluate(const PathBlock &block, double *out) const = 0;
};

}  // namespace axiom::montecarlo
