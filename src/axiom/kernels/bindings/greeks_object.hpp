// The frozen result of axiom.greeks: seventeen floats, or as many arrays as were asked for.
#pragma once

#include <nanobind/nanobind.h>

#include <array>
#include <memory>

#include "axiom/sensitivities.hpp"

namespace axiom::bindings {

using Objects = std::array<nanobind::object, kOutputs>;

extern const char *const kOutputNames[kOutputs];

struct Greeks {
    Sensitivities scalars;
    std::unique_ptr<Objects> objects;  // arrays, or floats computed one by one; null entries: not asked

    nanobind::object get(int index) const;
};

void bind_greeks(nanobind::module_ &module);

}  // namespace axiom::bindings
