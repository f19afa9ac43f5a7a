#include "module.hpp"

NB_MODULE(_core, module) {
    axiom::bindings::bind_pricing(module);
}
