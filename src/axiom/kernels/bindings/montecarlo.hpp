#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/montecarlo/product.hpp"
#include "axiom/montecarlo/simulator.hpp"

namespace axiom::bindings {

using Whole = nanobind::ndarray<const std::int64_t, nanobind::ndim<1>, nanobind::c_contig,
                                nanobind::device::cpu>;
using Table = nanobind::ndarray<const double, nanobind::ndim<2>, nanobind::c_contig,
                                nanobind::device::cpu>;
using SimulatorPointer = std::shared_ptr<montecarlo::Simulator>;
using ProductPointer = std::shared_ptr<montecarlo::Product>;

inline void require(bool condition, const char *what) {
    if (!condition) throw std::invalid_argument(what);
}

}  // namespace axiom::bindings
