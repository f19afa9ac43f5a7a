#include "module.hpp"

namespace axiom::bindings {

void bind_pricing(nanobind::module_ &) {}

}  // namespace axiom::bindings
