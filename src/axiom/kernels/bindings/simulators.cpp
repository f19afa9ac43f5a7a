#include "montecarlo.hpp"

#include "axiom/montecarlo/black_scholes_paths.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using namespace montecarlo;

Schedule schedule_of(const Input &years, const Input &start, const Whole &monitor) {
    Schedule schedule{copied(years), copied(start), {}};
    require(years.shape(0) > 0 && start.shape(0) > 0, "paths: no times or no assets");
    int next = 0;
    for (std::size_t i = 0; i < monitor.shape(0); ++i) {
        const int time = static_cast<int>(monitor(i));
        require(time == -1 || time == next, "paths: monitored times out of order");
        next += time == next;
        schedule.monitor.push_back(time);
    }
    require(next == static_cast<int>(years.shape(0)), "paths: a time is not monitored");
    return schedule;
}

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

}  // namespace

void bind_simulators(nb::module_ &module) {
    using namespace nb::literals;
    module.def("black_scholes_paths", &black_scholes_paths, "years"_a, "start"_a, "monitor"_a,
               "drift"_a, "factor"_a, "variance"_a, "dividend"_a);
}

}  // namespace axiom::bindings
