#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>

#include <optional>

#include "axiom/american_batch.hpp"
#include "columns.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

double *data_of(std::optional<DoubleOutput> &output) { return output ? output->data() : nullptr; }

// Returns the index of the first option without an answer and why: (-1, 0) where all have one.
nb::tuple american_arrays(const DoubleArray &spot, const DoubleArray &strike,
                          const DoubleArray &expiry, const DoubleArray &vol,
                          const DoubleArray &rate, const DoubleArray &dividend_yield,
                          const ByteArray &is_call, bool carries, int accuracy,
                          std::optional<DoubleOutput> price, std::optional<DoubleOutput> lower,
                          std::optional<DoubleOutput> upper, std::ptrdiff_t size, int threads) {
    AmericanRequest request{};
    request.columns = columns_of(spot, strike, expiry, vol, rate, dividend_yield, is_call, carries, size);
    request.accuracy = static_cast<american::Accuracy>(accuracy);
    request.price = data_of(price);
    request.lower = data_of(lower);
    request.upper = data_of(upper);
    request.threads = threads;
    AmericanOutcome outcome;
    {
        nb::gil_scoped_release release;
        outcome = american_batch(request);
    }
    return nb::make_tuple(outcome.index, static_cast<int>(outcome.fault));
}

}  // namespace

void bind_american(nb::module_ &module) {
    module.def("american_arrays", &american_arrays, nb::arg("spot"), nb::arg("strike"),
               nb::arg("expiry"), nb::arg("vol"), nb::arg("rate"), nb::arg("dividend_yield"),
               nb::arg("is_call"), nb::arg("carries"), nb::arg("accuracy"), nb::arg("price").none(),
               nb::arg("lower").none(), nb::arg("upper").none(), nb::arg("size"), nb::arg("threads"));
}

}  // namespace axiom::bindings
