#pragma once

#include <nanobind/nanobind.h>

namespace axiom::bindings {

void bind_pricing(nanobind::module_ &module);

}  // namespace axiom::bindings
