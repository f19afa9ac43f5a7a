// From Python arguments to the core's option columns and option terms.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cmath>

#include "axiom/batch.hpp"

namespace axiom::bindings {

using DoubleArray = nanobind::ndarray<const double, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;
using ByteArray = nanobind::ndarray<const std::uint8_t, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;
using DoubleOutput = nanobind::ndarray<double, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;
using ByteOutput = nanobind::ndarray<std::uint8_t, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;

inline Column column_of(const DoubleArray &array) {
    return {array.data(), array.shape(0) == 1 ? 0 : 1};
}

inline OptionColumns columns_of(const DoubleArray &spot, const DoubleArray &strike,
                                const DoubleArray &expiry, const DoubleArray &vol_or_price,
                                const DoubleArray &rate, const DoubleArray &dividend_yield,
                                const ByteArray &is_call, bool carries, std::ptrdiff_t size) {
    OptionColumns columns{};
    const DoubleArray *arrays[kInputs] = {&spot, &strike, &expiry, &vol_or_price, &rate, &dividend_yield};
    for (int j = 0; j < kInputs; ++j) columns.values[j] = column_of(*arrays[j]);
    columns.is_call = is_call.data();
    columns.is_call_stride = is_call.shape(0) == 1 ? 0 : 1;
    columns.carries = carries ? 1.0 : 0.0;
    columns.size = size;
    return columns;
}

inline bool read_number(PyObject *value, double &number) {
    if (PyFloat_Check(value)) {
        number = PyFloat_AS_DOUBLE(value);
        return true;
    }
    if (!PyLong_Check(value) || PyBool_Check(value)) return false;
    number = PyLong_AsDouble(value);
    if (number == -1.0 && PyErr_Occurred()) {
        PyErr_Clear();
        return false;
    }
    return true;
}

inline bool read_model(PyObject *value, Model &model) {
    if (!PyUnicode_Check(value)) return false;
    if (PyUnicode_CompareWithASCIIString(value, "lognormal") == 0) {
        model = Model::lognormal;
        return true;
    }
    model = Model::normal;
    return PyUnicode_CompareWithASCIIString(value, "normal") == 0;
}

}  // namespace axiom::bindings
