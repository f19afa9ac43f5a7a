// Adapters from a row of numbers to a formula's arguments, and how a family is listed.
#pragma once

#include "axiom/closed_forms_batch.hpp"

namespace axiom::closed_forms {

inline bool flag(double number) { return number > 0.5; }

}  // namespace axiom::closed_forms

// A family made of a function template `function(market, numbers)`.
#define AXIOM_FAMILY(name, columns, function) {name, columns, &function<double>, &function<Greek>}
#define AXIOM_END_OF_FAMILIES {nullptr, 0, nullptr, nullptr}
