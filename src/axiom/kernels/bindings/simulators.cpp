#include "schedule.hpp"

#include "axiom/montecarlo/black_scholes_paths.hpp"
#include "axiom/montecarlo/heston_paths.hpp"
#include "axiom/montecarlo/merton_paths.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using namespace montecarlo;

SimulatorPointer black_scholes_paths(const Input &years, const Input &start, const Whole &monitor,
                                     const Input &drift, const Input &factor, const Input &variance,
                                     const Input &dividend) {
    const std::size_t n = start.shape(0), cells = monitor.shape(0) * n;
    require(drift.shape(0) == cells && variance.shape(0) == cells && dividend.shape(0) == cells &&
                factor.shape(0) == cells * n,
            "black_scholes_paths: sizes disagree");
    return std::make_shared<BlackScholesPaths>(
        schedule_of(years, start, monitor),
        BlackScholesSteps{copied(drift), copied(factor), copied(variance), copied(dividend)});
}

// tails[step][k]: probability of more than k jumps in the step.
Jumps jumps_of(double mean, double vol, const Table &tails, std::size_t steps) {
    require(tails.shape(0) == steps, "jumps: one row of tails a step");
    return {mean, vol, static_cast<int>(tails.shape(1)),
            {tails.data(), tails.data() + tails.shape(0) * tails.shape(1)}};
}

// steps[step][coefficient], in the order of HestonStep.
SimulatorPointer heston_paths(const Input &years, const Input &start, const Whole &monitor,
                              double initial_variance, const Table &steps, double jump_mean,
                              double jump_vol, const Table &tails) {
    const std::size_t n = monitor.shape(0);
    require(start.shape(0) == 1 && steps.shape(0) == n && steps.shape(1) == 11,
            "heston_paths: sizes disagree");
    std::vector<HestonStep> made;
    for (std::size_t i = 0; i < n; ++i)
        made.push_back({steps(i, 0), steps(i, 1), steps(i, 2), steps(i, 3), steps(i, 4), steps(i, 5),
                        steps(i, 6), steps(i, 7), steps(i, 8), steps(i, 9), steps(i, 10)});
    return std::make_shared<HestonPaths>(schedule_of(years, start, monitor), initial_variance,
                                         std::move(made), jumps_of(jump_mean, jump_vol, tails, n));
}

SimulatorPointer merton_paths(const Input &years, const Input &start, const Whole &monitor,
                              const Input &drift, const Input &variance, double jump_mean,
                              double jump_vol, const Table &tails) {
    const std::size_t n = monitor.shape(0);
    require(start.shape(0) == 1 && drift.shape(0) == n && variance.shape(0) == n,
            "merton_paths: sizes disagree");
    return std::make_shared<MertonPaths>(schedule_of(years, start, monitor), copied(drift),
                                         copied(variance), jumps_of(jump_mean, jump_vol, tails, n));
}

}  // namespace

void bind_simulators(nb::module_ &module) {
    using namespace nb::literals;
    module.def("black_scholes_paths", &black_scholes_paths, "years"_a, "start"_a, "monitor"_a,
               "drift"_a, "factor"_a, "variance"_a, "dividend"_a);
    module.def("heston_paths", &heston_paths, "years"_a, "start"_a, "monitor"_a,
               "initial_variance"_a, "steps"_a, "jump_mean"_a, "jump_vol"_a, "tails"_a);
    module.def("merton_paths", &merton_paths, "years"_a, "start"_a, "monitor"_a, "drift"_a,
               "variance"_a, "jump_mean"_a, "jump_vol"_a, "tails"_a);
}

}  // namespace axiom::bindings
