#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "arrays.hpp"
#include "axiom/sabr/effective.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

// Strikes and undiscounted calls of the grid.
nb::tuple sabr_calls(double forward, double alpha, double beta, double rho, double nu, double expiry, int half,
                     int steps) {
    sabr::Calls found;
    {
        const nb::gil_scoped_release released;
        found = sabr::effective_calls({forward, alpha, beta, rho, nu, expiry}, half, steps);
    }
    return nb::make_tuple(owned(std::move(found.strike)), owned(std::move(found.call)));
}

}  // namespace

void bind_sabr(nb::module_ &module) {
    using namespace nb::literals;
    module.def("sabr_calls", &sabr_calls, "forward"_a, "alpha"_a, "beta"_a, "rho"_a, "nu"_a, "expiry"_a, "half"_a,
               "steps"_a);
}

}  // namespace axiom::bindings
