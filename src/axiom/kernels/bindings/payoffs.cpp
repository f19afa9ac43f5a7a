#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/montecarlo/payoff_product.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using montecarlo::Contract;
using montecarlo::kLanes;
using montecarlo::PathBlock;
using Cube = nb::ndarray<const double, nb::ndim<3>, nb::c_contig, nb::device::cpu>;

// Copies `count` paths from [row][path] to [row][lane]; spare lanes repeat the first path.
void load(const double *source, std::size_t rows, std::size_t paths, std::size_t first,
          std::size_t count, double *target) {
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t l = 0; l < kLanes; ++l)
            target[row * kLanes + l] = source[row * paths + first + (l < count ? l : 0)];
}

// Discounted payoffs on given paths: spots and variances [asset][time][path].
Output payoffs_on_paths(const Contract &contract, const Input &years, const Input &start,
                        const Cube &spots, const Cube &variances) {
    const std::size_t assets = spots.shape(0), times = spots.shape(1), paths = spots.shape(2);
    if (static_cast<int>(assets) != contract.assets() || static_cast<int>(times) != contract.times() ||
        years.shape(0) != times || start.shape(0) != assets || variances.shape(0) != assets ||
        variances.shape(1) != times || variances.shape(2) != paths)
        throw std::invalid_argument("payoffs_on_paths: shapes disagree");
    std::vector<double> spot(assets * times * kLanes), variance(spot.size()), results(paths);
    double out[kLanes];
    const PathBlock block{contract.assets(), contract.times(), years.data(),
                          start.data(),      spot.data(),      variance.data()};
    for (std::size_t first = 0; first < paths; first += kLanes) {
        const std::size_t count = std::min<std::size_t>(kLanes, paths - first);
        load(spots.data(), assets * times, paths, first, count, spot.data());
        load(variances.data(), assets * times, paths, first, count, variance.data());
        montecarlo::evaluate_payoff(contract.terms(), block, out);
        std::copy(out, out + count, results.begin() + static_cast<std::ptrdiff_t>(first));
    }
    return owned(std::move(results));
}

// scales[scale][asset], flat.
std::shared_ptr<montecarlo::Product> payoff_product(std::vector<Contract> contracts,
                                                    std::vector<double> scales, int outputs) {
    return std::make_shared<montecarlo::PayoffProduct>(std::move(contracts), std::move(scales),
                                                       outputs);
}

}  // namespace

void bind_payoffs(nb::module_ &module) {
    using namespace nb::literals;
    nb::class_<Contract>(module, "Contract")
        .def(nb::init<const std::string &, std::vector<double>, std::vector<int>,
                      std::vector<double>, int>(),
             "payoff"_a, "numbers"_a, "places"_a, "discounts"_a, "assets"_a)
        .def_prop_ro("payoff", [](const Contract &c) { return montecarlo::payoff_name(c.payoff()); })
        .def_prop_ro("times", &Contract::times)
        .def_prop_ro("assets", &Contract::assets);
    module.def("payoff_product", &payoff_product, "contracts"_a, "scales"_a, "outputs"_a);
    module.def("payoffs_on_paths", &payoffs_on_paths, "contract"_a, "years"_a, "start"_a,
               "spots"_a, "variances"_a);
}

}  // namespace axiom::bindings
