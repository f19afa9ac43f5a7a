#include "scalar_first.hpp"

#include <structmember.h>

#include <cstddef>

#include "axiom/implied_vol_batch.hpp"
#include "axiom/pricing_batch.hpp"
#include "columns.hpp"
#include "greeks_object.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

// What one call is about, and where the interpreter's keywords go.
enum Argument { spot, forward, strike, expiry, vol, price, rate, dividend_yield, is_call, model, kArguments };

constexpr const char *kArgumentNames[kArguments] = {"spot",  "forward", "strike",         "expiry",  "vol",
                                                    "price", "rate",    "dividend_yield", "is_call", "model"};

PyObject *interned_names[kArguments];

using Arguments = PyObject *[kArguments];
using Answer = PyObject *(*)(const Arguments &);

// Sorts the keywords; false for positional arguments or a keyword that is not in the list.
bool sort_keywords(PyObject *const *args, Py_ssize_t positional, PyObject *keywords,
                   Arguments &found) {
    if (positional != 0 || keywords == nullptr) return false;
    const Py_ssize_t count = PyTuple_GET_SIZE(keywords);
    int next = 0;
    for (Py_ssize_t i = 0; i < count; ++i) {
        PyObject *name = PyTuple_GET_ITEM(keywords, i);
        int tried = 0;
        while (tried < kArguments && interned_names[next] != name) {
            next = next + 1 == kArguments ? 0 : next + 1;
            ++tried;
        }
        if (tried == kArguments) return false;
        found[next] = args[i];
    }
    return true;
}

bool is_given(PyObject *value) { return value != nullptr && value != Py_None; }

bool read_or(PyObject *value, double otherwise, double &number) {
    number = otherwise;
    return value == nullptr || read_number(value, number);
}

// Reads one option given by Python numbers inside the formulas' domain; `quoted` is vol or price.
// False leaves the call, with its limits and errors, to the Python function.
bool read_option(const Arguments &given, Argument quoted, double &quoted_value, OptionTerms &terms,
                 Model &which) {
    const bool by_forward = is_given(given[forward]);
    PyObject *const underlying = given[by_forward ? forward : spot];
    if (by_forward == is_given(given[spot]) || given[strike] == nullptr ||
        given[expiry] == nullptr || given[quoted] == nullptr)
        return false;
    if (given[quoted == vol ? price : vol] != nullptr) return false;
    which = Model::lognormal;
    if (given[model] != nullptr && !read_model(given[model], which)) return false;
    if (given[is_call] != nullptr && !PyBool_Check(given[is_call])) return false;
    if (!read_number(underlying, terms.spot) || !read_number(given[strike], terms.strike) ||
        !read_number(given[expiry], terms.expiry) ||
        !read_number(given[quoted], quoted_value) || !read_or(given[rate], 0.0, terms.rate) ||
        !read_or(given[dividend_yield], 0.0, terms.dividend_yield))
        return false;
    if (by_forward) {
        if (terms.dividend_yield != 0.0) return false;
        terms.dividend_yield = terms.rate;
    }
    terms.vol = quoted == vol ? quoted_value : 1.0;
    terms.is_call = given[is_call] == Py_False ? 0.0 : 1.0;
    terms.carries = by_forward ? 0.0 : 1.0;
    return is_regular(terms, which);
}

PyObject *answer_price(const Arguments &given) {
    OptionTerms terms;
    Model which;
    double value;
    if (!read_option(given, vol, value, terms, which)) return nullptr;
    return PyFloat_FromDouble(price_one(terms, which));
}

PyObject *answer_greeks(const Arguments &given) {
    OptionTerms terms;
    Model which;
    double value;
    if (!read_option(given, vol, value, terms, which)) return nullptr;
    return nb::cast(Greeks{greeks_one(terms, which), nullptr}).release().ptr();
}

PyObject *answer_implied_vol(const Arguments &given) {
    OptionTerms terms;
    Model which;
    double value;
    if (!read_option(given, price, value, terms, which)) return nullptr;
    const VolResult result = implied_vol_one(terms, value, which);
    return result.status == VolStatus::ok ? PyFloat_FromDouble(result.vol) : nullptr;
}

struct ScalarFirst {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject *function;
    PyObject *dict;
    PyObject *weak_references;
    Answer answer;
};

PyObject *call(PyObject *self, PyObject *const *args, std::size_t flags, PyObject *keywords) {
    const auto *callable = reinterpret_cast<ScalarFirst *>(self);
    Arguments found = {};
    if (sort_keywords(args, PyVectorcall_NARGS(flags), keywords, found)) {
        PyObject *answer = callable->answer(found);
        if (answer != nullptr || PyErr_Occurred()) return answer;
    }
    return PyObject_Vectorcall(callable->function, args, flags, keywords);
}

int traverse(PyObject *self, visitproc visit, void *arg) {
    auto *callable = reinterpret_cast<ScalarFirst *>(self);
    Py_VISIT(callable->function);
    Py_VISIT(callable->dict);
    Py_VISIT(Py_TYPE(self));
    return 0;
}

int clear(PyObject *self) {
    auto *callable = reinterpret_cast<ScalarFirst *>(self);
    Py_CLEAR(callable->function);
    Py_CLEAR(callable->dict);
    return 0;
}

void deallocate(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (reinterpret_cast<ScalarFirst *>(self)->weak_references != nullptr) PyObject_ClearWeakRefs(self);
    clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

// Pickled by name, as functions are.
PyObject *reduce(PyObject *self, PyObject *) { return PyObject_GetAttrString(self, "__qualname__"); }

PyObject *repr(PyObject *self) { return PyObject_Repr(reinterpret_cast<ScalarFirst *>(self)->function); }

PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(ScalarFirst, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(ScalarFirst, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(ScalarFirst, weak_references), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

PyGetSetDef properties[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyMethodDef methods[] = {
    {"__reduce__", reduce, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyType_Slot slots[] = {
    {Py_tp_call, reinterpret_cast<void *>(PyVectorcall_Call)},
    {Py_tp_traverse, reinterpret_cast<void *>(traverse)},
    {Py_tp_clear, reinterpret_cast<void *>(clear)},
    {Py_tp_dealloc, reinterpret_cast<void *>(deallocate)},
    {Py_tp_getattro, reinterpret_cast<void *>(PyObject_GenericGetAttr)},
    {Py_tp_setattro, reinterpret_cast<void *>(PyObject_GenericSetAttr)},
    {Py_tp_repr, reinterpret_cast<void *>(repr)},
    {Py_tp_members, members},
    {Py_tp_getset, properties},
    {Py_tp_methods, methods},
    {0, nullptr},
};

PyType_Spec spec = {
    "axiom.kernels._core.ScalarFirst",
    sizeof(ScalarFirst),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
        Py_TPFLAGS_DISALLOW_INSTANTIATION,
    slots,
};

// A decorator: the function as it was, but for calls with plain numbers.
nb::object scalar_first(PyTypeObject *type, Answer answer, nb::object function) {
    PyObject *made = type->tp_alloc(type, 0);
    if (made == nullptr) throw nb::python_error();
    auto *callable = reinterpret_cast<ScalarFirst *>(made);
    callable->vectorcall = call;
    callable->answer = answer;
    callable->function = function.inc_ref().ptr();
    nb::object result = nb::steal(made);
    nb::module_::import_("functools").attr("update_wrapper")(result, function);
    return result;
}

}  // namespace

void bind_scalar_first(nb::module_ &module) {
    for (int j = 0; j < kArguments; ++j) {
        interned_names[j] = PyUnicode_InternFromString(kArgumentNames[j]);
        if (interned_names[j] == nullptr) throw nb::python_error();
    }
    nb::object type = nb::steal(PyType_FromSpec(&spec));
    if (!type.is_valid()) throw nb::python_error();
    auto *raw = reinterpret_cast<PyTypeObject *>(type.release().ptr());  // lives with the module
    module.def("price_scalars", [raw](nb::object f) { return scalar_first(raw, answer_price, f); });
    module.def("greeks_scalars", [raw](nb::object f) { return scalar_first(raw, answer_greeks, f); });
    module.def("implied_vol_scalars",
               [raw](nb::object f) { return scalar_first(raw, answer_implied_vol, f); });
}

}  // namespace axiom::bindings
