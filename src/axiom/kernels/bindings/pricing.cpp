#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <vector>

#include "axiom/implied_vol_batch.hpp"
#include "axiom/pricing_batch.hpp"
#include "columns.hpp"
#include "greeks_object.hpp"
#include "module.hpp"
#include "scalar_first.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

std::ptrdiff_t price_arrays(const DoubleArray &spot, const DoubleArray &strike,
                            const DoubleArray &expiry, const DoubleArray &vol,
                            const DoubleArray &rate, const DoubleArray &dividend_yield,
                            const ByteArray &is_call, bool carries, bool normal,
                            const std::vector<std::optional<DoubleOutput>> &outputs,
                            std::ptrdiff_t size, int threads) {
    PricingRequest request{};
    request.columns = columns_of(spot, strike, expiry, vol, rate, dividend_yield, is_call, carries, size);
    request.model = normal ? Model::normal : Model::lognormal;
    for (int j = 0; j < kOutputs; ++j) {
        const auto &output = outputs[static_cast<std::size_t>(j)];
        request.outputs[j] = output ? output->data() : nullptr;
    }
    request.threads = threads;
    nb::gil_scoped_release release;
    return price_batch(request);
}

void implied_vol_arrays(const DoubleArray &price, const DoubleArray &spot, const DoubleArray &strike,
                        const DoubleArray &expiry, const DoubleArray &rate,
                        const DoubleArray &dividend_yield, const ByteArray &is_call, bool carries,
                        bool normal, DoubleOutput vol, ByteOutput status,
                        std::optional<DoubleOutput> lower, std::optional<DoubleOutput> upper,
                        std::ptrdiff_t size, int threads) {
    ImpliedVolRequest request{};
    request.columns = columns_of(spot, strike, expiry, price, rate, dividend_yield, is_call, carries, size);
    request.model = normal ? Model::normal : Model::lognormal;
    request.vol = vol.data();
    request.status = status.data();
    request.lower = lower ? lower->data() : nullptr;
    request.upper = upper ? upper->data() : nullptr;
    request.threads = threads;
    nb::gil_scoped_release release;
    implied_vol_batch(request);
}

nb::tuple output_names() {
    nb::list names;
    for (const char *name : kOutputNames) names.append(name);
    return nb::tuple(names);
}

}  // namespace

void bind_pricing(nb::module_ &module) {
    bind_greeks(module);
    module.attr("OUTPUT_NAMES") = output_names();
    bind_scalar_first(module);
    module.def("price_arrays", &price_arrays, nb::arg("spot"), nb::arg("strike"),
               nb::arg("expiry"), nb::arg("vol"), nb::arg("rate"), nb::arg("dividend_yield"),
               nb::arg("is_call"), nb::arg("carries"), nb::arg("normal"), nb::arg("outputs"),
               nb::arg("size"), nb::arg("threads"));
    module.def("implied_vol_arrays", &implied_vol_arrays, nb::arg("price"), nb::arg("spot"),
               nb::arg("strike"), nb::arg("expiry"), nb::arg("rate"), nb::arg("dividend_yield"),
               nb::arg("is_call"), nb::arg("carries"), nb::arg("normal"), nb::arg("vol"),
               nb::arg("status"), nb::arg("lower").none(), nb::arg("upper").none(),
               nb::arg("size"), nb::arg("threads"));
}

}  // namespace axiom::bindings
