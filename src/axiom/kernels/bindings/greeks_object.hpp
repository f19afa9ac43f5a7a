// The frozen result of axiom.greeks: seventeen floats, or as many arrays as were asked for; and the
// sensitivities to dividends.
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

    // By dividend, where there are dividends; invalid where it was left out.
    nanobind::object dividends = nanobind::none();

    nanobind::object get(int index) const;
    nanobind::object get_dividends() const;
};

void bind_greeks(nanobind::module_ &module);

}  // namespace axiom::bindings
