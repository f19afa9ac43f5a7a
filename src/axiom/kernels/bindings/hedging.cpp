#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "axiom/hedging/costs.hpp"
#include "axiom/hedging/paths.hpp"
#include "axiom/montecarlo/path_block.hpp"
#include "montecarlo.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

constexpr std::size_t kLanes = montecarlo::kLanes;

// terms: spot, drift, vol, rho, nu, expiry.
nb::tuple hedging_paths(const Input &terms, int hedges, int substeps, std::uint64_t seed,
                        std::uint64_t first_block, std::uint64_t blocks, int threads) {
    require(terms.shape(0) == 6 && hedges > 0 && substeps > 0 && blocks > 0 && threads > 0,
            "hedging_paths: sizes disagree");
    const std::size_t size = blocks * (static_cast<std::size_t>(hedges) + 1) * kLanes;
    std::vector<double> spots(size), vols(size);
    {
        const nb::gil_scoped_release released;
        const hedging::PathTerms given{terms(0), terms(1), terms(2), terms(3), terms(4),
                                       terms(5), hedges,   substeps};
        hedging::simulate_paths(given, seed, first_block, blocks, threads, spots.data(), vols.data());
    }
    return nb::make_tuple(owned(std::move(spots)), owned(std::move(vols)));
}

// terms: strike, rho, nu, expiry, interval.
nb::tuple hedging_quotes(const Input &spots, const Input &spot_vols, const Input &terms, int times,
                         int threads) {
    require(times > 0 && threads > 0 && terms.shape(0) == 5, "hedging_quotes: sizes disagree");
    const std::size_t size = spots.shape(0), row = static_cast<std::size_t>(times) * kLanes;
    require(spot_vols.shape(0) == size && size % row == 0, "hedging_quotes: sizes disagree");
    std::vector<double> vols(size), slopes(size);
    {
        const nb::gil_scoped_release released;
        const hedging::QuoteTerms given{terms(0), terms(1), terms(2), terms(3), terms(4), times};
        hedging::quote_paths(given, spots.data(), spot_vols.data(), size / row, threads, vols.data(),
                             slopes.data());
    }
    return nb::make_tuple(owned(std::move(vols)), owned(std::move(slopes)));
}

// rule: the fields of hedging::Rule in their order; job: strike, expiry, rate, cost, premium, sign.
nb::tuple hedging_costs(const Input &spots, const Input &vols, const Input &slopes, bool zakamouline,
                        const Input &rule, const Input &job, int hedges, int threads) {
    const std::size_t row = (static_cast<std::size_t>(hedges) + 1) * kLanes;
    require(hedges > 0 && threads > 0 && rule.shape(0) == 12 && job.shape(0) == 6 &&
                spots.shape(0) % row == 0 && vols.shape(0) == spots.shape(0) &&
                slopes.shape(0) == spots.shape(0),
            "hedging_costs: sizes disagree");
    const std::size_t blocks = spots.shape(0) / row;
    std::vector<double> loss(blocks * kLanes), trading(blocks * kLanes);
    {
        const nb::gil_scoped_release released;
        const hedging::Rule given{rule(0), rule(1), rule(2), rule(3), rule(4),  rule(5),
                                  rule(6), rule(7), rule(8), rule(9), rule(10), rule(11)};
        const hedging::Job asked{job(0), job(1), job(2), job(3), job(4), job(5), hedges};
        hedging::hedging_costs(asked, zakamouline ? hedging::Family::zakamouline : hedging::Family::cubic,
                               given, {spots.data(), vols.data(), slopes.data()}, blocks, threads,
                               loss.data(), trading.data());
    }
    return nb::make_tuple(owned(std::move(loss)), owned(std::move(trading)));
}

}  // namespace

void bind_hedging(nb::module_ &module) {
    using namespace nb::literals;
    module.def("hedging_paths", &hedging_paths, "terms"_a, "hedges"_a, "substeps"_a, "seed"_a,
               "first_block"_a, "blocks"_a, "threads"_a);
    module.def("hedging_quotes", &hedging_quotes, "spots"_a, "spot_vols"_a, "terms"_a, "times"_a,
               "threads"_a);
    module.def("hedging_costs", &hedging_costs, "spots"_a, "vols"_a, "slopes"_a, "zakamouline"_a,
               "rule"_a, "job"_a, "hedges"_a, "threads"_a);
}

}  // namespace axiom::bindings
