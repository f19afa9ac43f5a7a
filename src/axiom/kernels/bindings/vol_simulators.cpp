#include <nanobind/stl/tuple.h>

#include <tuple>

#include "axiom/montecarlo/coarse_paths.hpp"
#include "axiom/montecarlo/local_vol_paths.hpp"
#include "axiom/montecarlo/rough_bergomi_paths.hpp"
#include "axiom/montecarlo/sabr_paths.hpp"
#include "module.hpp"
#include "schedule.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using namespace montecarlo;

// vols[asset] holds rows of nodes: two a step, at its start and its end.
SimulatorPointer local_vol_paths(const Input &years, const Input &start, const Whole &monitor,
                                 const std::vector<Input> &nodes, const std::vector<Input> &vols,
                                 const Input &width, const Input &factor, const Input &log_forward) {
    const std::size_t n = start.shape(0), steps = monitor.shape(0);
    require(nodes.size() == n && vols.size() == n && width.shape(0) == steps &&
                factor.shape(0) == n * n && log_forward.shape(0) == years.shape(0) * n,
            "local_vol_paths: sizes disagree");
    std::vector<LocalVolGrid> grids;
    for (std::size_t a = 0; a < n; ++a) {
        require(nodes[a].shape(0) > 0 && vols[a].shape(0) == 2 * steps * nodes[a].shape(0),
                "local_vol_paths: the vols do not fit the nodes");
        grids.emplace_back(copied(nodes[a]), copied(vols[a]));
    }
    return std::make_shared<LocalVolPaths>(
        schedule_of(years, start, monitor), std::move(grids),
        LocalVolSteps{copied(width), copied(factor), copied(log_forward)});
}

SimulatorPointer rough_bergomi_paths(const Input &years, const Input &start, const Whole &monitor,
                                     double eta, double correlation, const Input &drift,
                                     const Input &width, const Input &level, const Input &weight,
                                     const Input &along, const Input &across) {
    const std::size_t n = monitor.shape(0);
    require(start.shape(0) == 1 && drift.shape(0) == n && width.shape(0) == n && level.shape(0) == n &&
                weight.shape(0) == n * n && along.shape(0) == n && across.shape(0) == n,
            "rough_bergomi_paths: sizes disagree");
    return std::make_shared<RoughBergomiPaths>(
        schedule_of(years, start, monitor),
        RoughBergomiSteps{eta, correlation, copied(drift), copied(width), copied(level), copied(weight),
                          copied(along), copied(across)});
}

// parameters: alpha, beta, rho, nu, shift, and the forward to the last time.
SimulatorPointer sabr_paths(const Input &years, const Input &start, const Whole &monitor,
                            const std::tuple<double, double, double, double, double, double> &parameters,
                            const Input &width, const Input &ratio) {
    require(start.shape(0) == 1 && width.shape(0) == monitor.shape(0) &&
                ratio.shape(0) == years.shape(0),
            "sabr_paths: sizes disagree");
    const auto [alpha, beta, rho, nu, shift, forward] = parameters;
    return std::make_shared<SabrPaths>(
        schedule_of(years, start, monitor),
        SabrSteps{alpha, beta, rho, nu, shift, forward, copied(width), copied(ratio)});
}

// spans[step of `coarse`]: fine steps in it; weights[fine step]: root of its share of the time.
SimulatorPointer coarse_paths(const SimulatorPointer &coarse, const Whole &spans, const Input &weights) {
    require(static_cast<int>(spans.shape(0)) == coarse->steps(), "coarse_paths: one span a step");
    std::vector<int> counts;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < spans.shape(0); ++i) {
        require(spans(i) > 0, "coarse_paths: a span is empty");
        counts.push_back(static_cast<int>(spans(i)));
        total += spans(i);
    }
    require(total == static_cast<std::int64_t>(weights.shape(0)), "coarse_paths: sizes disagree");
    return std::make_shared<CoarsePaths>(coarse, std::move(counts), copied(weights));
}

}  // namespace

void bind_vol_simulators(nb::module_ &module) {
    using namespace nb::literals;
    module.def("local_vol_paths", &local_vol_paths, "years"_a, "start"_a, "monitor"_a, "nodes"_a,
               "vols"_a, "width"_a, "factor"_a, "log_forward"_a);
    module.def("rough_bergomi_paths", &rough_bergomi_paths, "years"_a, "start"_a, "monitor"_a, "eta"_a,
               "correlation"_a, "drift"_a, "width"_a, "level"_a, "weight"_a, "along"_a, "across"_a);
    module.def("sabr_paths", &sabr_paths, "years"_a, "start"_a, "monitor"_a, "parameters"_a, "width"_a,
               "ratio"_a);
    module.def("coarse_paths", &coarse_paths, "coarse"_a, "spans"_a, "weights"_a);
}

}  // namespace axiom::bindings
