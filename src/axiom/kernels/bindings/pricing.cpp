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

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

// The scalar functions take their arguments positionally, straight from the interpreter:
// (spot, forward, strike, expiry, vol | price, rate, dividend_yield, is_call, model).
constexpr Py_ssize_t kScalarArguments = 9;

// Reads them; false when the array path must handle the call.
bool read_scalars(PyObject *const *args, Py_ssize_t count, bool has_vol, double &vol_or_price,
                  OptionTerms &terms, Model &model) {
    if (count != kScalarArguments || !read_number(args[4], vol_or_price)) return false;
    terms.vol = has_vol ? vol_or_price : 1.0;
    return read_terms(args[0], args[1], args[2], args[3], args[5], args[6], args[7], args[8], terms,
                      model) &&
           is_regular(terms, model);
}

PyObject *price_scalar(PyObject *, PyObject *const *args, Py_ssize_t count) {
    OptionTerms terms;
    Model model;
    double vol;
    if (!read_scalars(args, count, true, vol, terms, model)) Py_RETURN_NONE;
    return PyFloat_FromDouble(price_one(terms, model));
}

PyObject *greeks_scalar(PyObject *, PyObject *const *args, Py_ssize_t count) {
    OptionTerms terms;
    Model model;
    double vol;
    if (!read_scalars(args, count, true, vol, terms, model)) Py_RETURN_NONE;
    return nb::cast(Greeks{greeks_one(terms, model), nullptr}).release().ptr();
}

PyObject *implied_vol_scalar(PyObject *, PyObject *const *args, Py_ssize_t count) {
    OptionTerms terms;
    Model model;
    double price;
    if (!read_scalars(args, count, false, price, terms, model)) Py_RETURN_NONE;
    const VolResult result = implied_vol_one(terms, price, model);
    if (result.status != VolStatus::ok) Py_RETURN_NONE;
    return PyFloat_FromDouble(result.vol);
}

template <PyObject *(*function)(PyObject *, PyObject *const *, Py_ssize_t)>
PyMethodDef fast_method(const char *name) {
    return {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function)),
            METH_FASTCALL, nullptr};
}

PyMethodDef scalar_methods[] = {
    fast_method<price_scalar>("price_scalar"),
    fast_method<greeks_scalar>("greeks_scalar"),
    fast_method<implied_vol_scalar>("implied_vol_scalar"),
    {nullptr, nullptr, 0, nullptr},
};

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
    if (PyModule_AddFunctions(module.ptr(), scalar_methods) != 0) throw nb::python_error();
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
