// Eight problems side by side: one double a problem, loops over them of constant length.
#pragma once

#include "../elementary.hpp"

namespace axiom::pde {

constexpr int kLanes = 8;

struct alignas(64) Lanes {
    double value[kLanes];
    double &operator[](int lane) { return value[lane]; }
    double operator[](int lane) const { return value[lane]; }
};

AXIOM_FN Lanes all_lanes(double value) {
    Lanes lanes;
    for (int l = 0; l < kLanes; ++l) lanes.value[l] = value;
    return lanes;
}

}  // namespace axiom::pde
