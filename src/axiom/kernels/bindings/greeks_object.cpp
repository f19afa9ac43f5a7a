#include "greeks_object.hpp"

#include <nanobind/stl/string.h>

#include <string>

namespace nb = nanobind;

namespace axiom::bindings {

const char *const kOutputNames[kOutputs] = {
    "price", "delta",      "gamma",      "vega",  "theta", "rho",  "psi",   "dual_delta", "dual_gamma",
    "vanna", "volga",      "charm",      "veta",  "speed", "zomma", "color", "ultima"};

namespace {

constexpr const char *kDividends = "dividends";

[[noreturn]] void raise_left_out(const char *name) {
    const std::string message = std::string(name) + " was not computed: name it in only=, or leave only= out";
    throw nb::attribute_error(message.c_str());
}

}  // namespace

nb::object Greeks::get_dividends() const {
    if (!dividends.is_valid()) raise_left_out(kDividends);
    return dividends;
}

nb::object Greeks::get(int index) const {
    if (objects == nullptr)
        return nb::float_(reinterpret_cast<const double *>(&scalars)[index]);
    const nb::object &value = (*objects)[static_cast<std::size_t>(index)];
    if (!value.is_valid()) raise_left_out(kOutputNames[index]);
    return value;
}

namespace {

Greeks greeks_of(const nb::object &values, const nb::object &dividends, bool dividends_left_out) {
    if (nb::len(values) != kOutputs) throw nb::value_error("Greeks takes 17 values");
    Greeks greeks{{}, std::make_unique<Objects>()};
    greeks.dividends = dividends_left_out ? nb::object() : dividends;
    for (int j = 0; j < kOutputs; ++j) {
        nb::object value = values[j];
        if (!value.is_none()) (*greeks.objects)[static_cast<std::size_t>(j)] = value;
    }
    return greeks;
}

nb::dict as_dict(const Greeks &greeks) {
    nb::dict result;
    for (int j = 0; j < kOutputs; ++j) {
        const bool present =
            greeks.objects == nullptr || (*greeks.objects)[static_cast<std::size_t>(j)].is_valid();
        if (present) result[kOutputNames[j]] = greeks.get(j);
    }
    if (greeks.dividends.is_valid() && !greeks.dividends.is_none()) result[kDividends] = greeks.dividends;
    return result;
}

std::string repr(const Greeks &greeks) {
    std::string text = "Greeks(";
    const char *separator = "";
    for (auto [name, value] : as_dict(greeks)) {
        text += separator;
        text += nb::cast<std::string>(nb::str(name)) + "=" + nb::cast<std::string>(nb::repr(value));
        separator = ", ";
    }
    return text + ")";
}

nb::tuple state(const Greeks &greeks) {
    nb::list values;
    const nb::dict present = as_dict(greeks);
    for (const char *name : kOutputNames)
        values.append(present.contains(name) ? nb::object(present[name]) : nb::none());
    const bool left_out = !greeks.dividends.is_valid();
    return nb::make_tuple(nb::tuple(values), left_out ? nb::none() : greeks.dividends, left_out);
}

template <int... indices>
void bind_fields(nb::class_<Greeks> &cls, std::integer_sequence<int, indices...>) {
    (cls.def_prop_ro(kOutputNames[indices], [](const Greeks &g) { return g.get(indices); }), ...);
}

}  // namespace

void bind_greeks(nb::module_ &module) {
    nb::class_<Greeks> cls(
        module, "Greeks",
        "Price and Greeks of options: floats for scalar input, arrays of the broadcast shape else.\n"
        "\n"
        "Frozen. Attributes: price, delta, gamma, vega, theta, rho, psi, dual_delta, dual_gamma,\n"
        "vanna, volga, charm, veta, speed, zomma, color, ultima. All are raw partial derivatives;\n"
        "theta, charm, veta and color are per year as calendar time passes. An attribute that\n"
        "``only=`` left out raises AttributeError.\n"
        "\n"
        "dividends is None without discrete dividends; with n of them, an array of shape\n"
        "(n, *broadcast shape): the derivative in each one's cash, or in its proportion where it has\n"
        "no cash.");
    cls.def("__init__", [](Greeks *self, const nb::object &values, const nb::object &dividends, bool left_out) {
        new (self) Greeks(greeks_of(values, dividends, left_out));
    }, nb::arg(), nb::arg() = nb::none(), nb::arg() = false);
    bind_fields(cls, std::make_integer_sequence<int, kOutputs>{});
    cls.def_prop_ro(kDividends, &Greeks::get_dividends);
    cls.def("as_dict", &as_dict, "The computed values by name, in the order above.");
    cls.def("__repr__", &repr);
    cls.def("__getstate__", &state);
    cls.def("__setstate__", [](Greeks &self, const nb::tuple &values) {
        new (&self) Greeks(greeks_of(values[0], values[1], nb::cast<bool>(values[2])));
    });
}

}  // namespace axiom::bindings
