// Callables that answer plain Python numbers themselves and leave the rest to a Python function.
#pragma once

#include <nanobind/nanobind.h>

namespace axiom::bindings {

void bind_scalar_first(nanobind::module_ &module);

}  // namespace axiom::bindings
