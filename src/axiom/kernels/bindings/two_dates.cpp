#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/two_dates/batch.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

// One row of results a contract.
Output by_row(const Input &table, std::size_t columns, void (*values)(const double *, std::size_t, double *)) {
    if (table.shape(0) % columns != 0) throw std::invalid_argument("two dates: lengths disagree");
    const std::size_t size = table.shape(0) / columns;
    std::vector<double> out(size * two_dates::kResults);
    {
        const nb::gil_scoped_release release;
        values(table.data(), size, out.data());
    }
    return owned(std::move(out));
}

Output compounds(const Input &table) { return by_row(table, two_dates::kCompound, two_dates::compounds); }

Output choosers(const Input &table) { return by_row(table, two_dates::kChooser, two_dates::choosers); }

Output partial_barriers(const Input &table) {
    return by_row(table, two_dates::kPartialBarrier, two_dates::partial_barriers);
}

}  // namespace

void bind_two_dates(nb::module_ &module) {
    using namespace nb::literals;
    module.def("compounds", &compounds, "table"_a);
    module.def("choosers", &choosers, "table"_a);
    module.def("partial_barriers", &partial_barriers, "table"_a);
}

}  // namespace axiom::bindings
