#include "axiom/american_greeks_batch.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <vector>

#include "columns.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

// Returns the index of the first option without an answer and why: (-1, 0) where all have one.
nb::tuple american_greeks_arrays(const DoubleArray &spot, const DoubleArray &strike,
                                 const DoubleArray &expiry, const DoubleArray &vol,
                                 const DoubleArray &rate, const DoubleArray &dividend_yield,
                                 const ByteArray &is_call, bool carries, int accuracy,
                                 const std::vector<std::optional<DoubleOutput>> &outputs,
                                 std::ptrdiff_t size, int threads) {
    AmericanGreeksRequest request{};
    request.columns = columns_of(spot, strike, expiry, vol, rate, dividend_yield, is_call, carries, size);
    request.accuracy = static_cast<american::Accuracy>(accuracy);
    for (int j = 0; j < kOutputs; ++j) {
        const auto &output = outputs[static_cast<std::size_t>(j)];
        request.outputs[j] = output ? output->data() : nullptr;
    }
    request.threads = threads;
    AmericanOutcome outcome;
    {
        nb::gil_scoped_release release;
        outcome = american_greeks_batch(request);
    }
    return nb::make_tuple(outcome.index, static_cast<int>(outcome.fault));
}

}  // namespace

void bind_american_greeks(nb::module_ &module) {
    module.def("american_greeks_arrays", &american_greeks_arrays, nb::arg("spot"),
               nb::arg("strike"), nb::arg("expiry"), nb::arg("vol"), nb::arg("rate"),
               nb::arg("dividend_yield"), nb::arg("is_call"), nb::arg("carries"),
               nb::arg("accuracy"), nb::arg("outputs"), nb::arg("size"), nb::arg("threads"));
}

}  // namespace axiom::bindings
