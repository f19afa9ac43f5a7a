#include "axiom/closed_forms_batch.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "columns.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

Column checked_column(const DoubleArray &array, std::ptrdiff_t size) {
    const auto length = static_cast<std::ptrdiff_t>(array.shape(0));
    if (length != 1 && length != size) throw std::invalid_argument("closed form: lengths disagree");
    return column_of(array);
}

// The first output is the price; with seven, delta, gamma, vega, theta, rho and psi follow.
void closed_form_arrays(const std::string &family, const std::vector<DoubleArray> &market,
                        const std::vector<DoubleArray> &contract,
                        const std::vector<DoubleOutput> &outputs, std::ptrdiff_t size, int threads) {
    closed_forms::Request request{};
    request.family = closed_forms::find_family(family.c_str());
    if (request.family == nullptr) throw std::invalid_argument("closed form: no such family");
    if (market.size() != 4 || static_cast<int>(contract.size()) != request.family->columns ||
        (outputs.size() != 1 && outputs.size() != closed_forms::kResults))
        throw std::invalid_argument("closed form: wrong number of columns");
    for (std::size_t j = 0; j < market.size(); ++j) request.market[j] = checked_column(market[j], size);
    for (std::size_t j = 0; j < contract.size(); ++j)
        request.contract[j] = checked_column(contract[j], size);
    for (std::size_t j = 0; j < outputs.size(); ++j) {
        if (static_cast<std::ptrdiff_t>(outputs[j].shape(0)) != size)
            throw std::invalid_argument("closed form: lengths disagree");
        request.outputs[j] = outputs[j].data();
    }
    request.size = size;
    request.threads = threads;
    nb::gil_scoped_release release;
    closed_forms::evaluate(request);
}

}  // namespace

void bind_closed_forms(nb::module_ &module) {
    using namespace nb::literals;
    module.def("closed_form_arrays", &closed_form_arrays, "family"_a, "market"_a, "contract"_a,
               "outputs"_a, "size"_a, "threads"_a);
}

}  // namespace axiom::bindings
