#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <vector>

namespace axiom::bindings {

using Input = nanobind::ndarray<const double, nanobind::ndim<1>, nanobind::c_contig,
                                nanobind::device::cpu>;
using Output = nanobind::ndarray<nanobind::numpy, double, nanobind::ndim<1>>;

// Hands a vector to NumPy without a copy.
inline Output owned(std::vector<double> &&values) {
    auto *kept = new std::vector<double>(std::move(values));
    nanobind::capsule owner(
        kept, [](void *p) noexcept { delete static_cast<std::vector<double> *>(p); });
    return Output(kept->data(), {kept->size()}, owner);
}

inline std::vector<double> copied(const Input &a) { return {a.data(), a.data() + a.shape(0)}; }

}  // namespace axiom::bindings
