#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <tuple>
#include <vector>

#include "axiom/american_vol_batch.hpp"
#include "columns.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using OptionalOutput = std::optional<DoubleOutput>;
using SchemeTuple = std::tuple<int, int, double, bool>;

double *data_of(OptionalOutput &output) { return output ? output->data() : nullptr; }

ImpliedVolRequest request_of(const OptionColumns &columns, DoubleOutput &vol, ByteOutput &status,
                             OptionalOutput &lower, OptionalOutput &upper, int threads) {
    return {columns,        Model::lognormal, vol.data(), data_of(lower),
            data_of(upper), status.data(),    threads};
}

void american_vol_arrays(const DoubleArray &price, const DoubleArray &spot, const DoubleArray &strike,
                         const DoubleArray &expiry, const DoubleArray &rate,
                         const DoubleArray &dividend_yield, const ByteArray &is_call, bool carries,
                         int accuracy, DoubleOutput vol, ByteOutput status, OptionalOutput lower,
                         OptionalOutput upper, std::ptrdiff_t size, int threads) {
    const ImpliedVolRequest request = request_of(
        columns_of(spot, strike, expiry, price, rate, dividend_yield, is_call, carries, size), vol,
        status, lower, upper, threads);
    nb::gil_scoped_release release;
    american_vol_batch(request, static_cast<american::Accuracy>(accuracy));
}

void dividend_vol_arrays(const DoubleArray &price, const DoubleArray &spot, const DoubleArray &strike,
                         const DoubleArray &expiry, const DoubleArray &rate,
                         const DoubleArray &dividend_yield, const ByteArray &is_call,
                         std::vector<double> times, std::vector<double> cash,
                         std::vector<double> proportions, int model, bool american,
                         const std::vector<SchemeTuple> &schemes, double tolerance, int accuracy,
                         DoubleOutput vol, ByteOutput status, OptionalOutput lower, OptionalOutput upper,
                         std::ptrdiff_t size, int threads) {
    const ImpliedVolRequest request = request_of(
        columns_of(spot, strike, expiry, price, rate, dividend_yield, is_call, true, size), vol,
        status, lower, upper, threads);
    dividends::Problem problem{{std::move(times), std::move(cash), std::move(proportions)},
                               static_cast<dividends::DividendModel>(model), american, {}};
    std::vector<dividends::Scheme> ladder;
    for (const auto &[nodes, steps, width, extrapolated] : schemes)
        ladder.push_back({nodes, steps, width, extrapolated});
    nb::gil_scoped_release release;
    dividend_vol_batch(request, problem, ladder, tolerance,
                       static_cast<american::Accuracy>(accuracy));
}

}  // namespace

void bind_implied_vols(nb::module_ &module) {
    module.def("american_vol_arrays", &american_vol_arrays, nb::arg("price"), nb::arg("spot"),
               nb::arg("strike"), nb::arg("expiry"), nb::arg("rate"), nb::arg("dividend_yield"),
               nb::arg("is_call"), nb::arg("carries"), nb::arg("accuracy"), nb::arg("vol"),
               nb::arg("status"), nb::arg("lower").none(), nb::arg("upper").none(),
               nb::arg("size"), nb::arg("threads"));
    module.def("dividend_vol_arrays", &dividend_vol_arrays, nb::arg("price"), nb::arg("spot"),
               nb::arg("strike"), nb::arg("expiry"), nb::arg("rate"), nb::arg("dividend_yield"),
               nb::arg("is_call"), nb::arg("times"), nb::arg("cash"), nb::arg("proportions"),
               nb::arg("model"), nb::arg("american"), nb::arg("schemes"), nb::arg("tolerance"), nb::arg("accuracy"),
               nb::arg("vol"), nb::arg("status"), nb::arg("lower").none(),
               nb::arg("upper").none(), nb::arg("size"), nb::arg("threads"));
}

}  // namespace axiom::bindings
