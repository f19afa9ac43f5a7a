#include "axiom/dividends_batch.hpp"

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

using Outputs = std::vector<std::optional<DoubleOutput>>;

std::ptrdiff_t dividend_arrays(const DoubleArray &spot, const DoubleArray &strike, const DoubleArray &expiry,
                               const DoubleArray &vol, const DoubleArray &rate,
                               const DoubleArray &dividend_yield, const ByteArray &is_call,
                               std::vector<double> times, std::vector<double> cash,
                               std::vector<double> proportions, int model, bool american, int nodes,
                               int steps, double width, bool extrapolated, const Outputs &outputs,
                               const std::optional<DoubleOutput> &by_dividend, std::ptrdiff_t size,
                               int threads) {
    dividends::Request request{};
    request.columns = columns_of(spot, strike, expiry, vol, rate, dividend_yield, is_call, true, size);
    request.problem = {{std::move(times), std::move(cash), std::move(proportions)},
                       static_cast<dividends::DividendModel>(model), american,
                       {nodes, steps, width, extrapolated}};
    for (int j = 0; j < kOutputs; ++j) {
        const auto &output = outputs[static_cast<std::size_t>(j)];
        request.outputs[j] = output ? output->data() : nullptr;
    }
    request.by_dividend = by_dividend ? by_dividend->data() : nullptr;
    request.threads = threads;
    nb::gil_scoped_release release;
    return dividends::price_batch(request);
}

}  // namespace

void bind_dividends(nb::module_ &module) {
    module.def("dividend_arrays", &dividend_arrays, nb::arg("spot"), nb::arg("strike"), nb::arg("expiry"),
               nb::arg("vol"), nb::arg("rate"), nb::arg("dividend_yield"), nb::arg("is_call"),
               nb::arg("times"), nb::arg("cash"), nb::arg("proportions"), nb::arg("model"),
               nb::arg("american"), nb::arg("nodes"), nb::arg("steps"), nb::arg("width"),
               nb::arg("extrapolated"), nb::arg("outputs"), nb::arg("by_dividend").none(),
               nb::arg("size"), nb::arg("threads"));
}

}  // namespace axiom::bindings
