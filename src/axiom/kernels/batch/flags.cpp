#include "axiom/batch.hpp"

namespace axiom {

AXIOM_CLONES void widen_flags(const std::uint8_t *AXIOM_RESTRICT flags,
                              double *AXIOM_RESTRICT widened) {
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) widened[i] = static_cast<double>(flags[i]);
}

}  // namespace axiom
