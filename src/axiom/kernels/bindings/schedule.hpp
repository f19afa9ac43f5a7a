#pragma once

#include "axiom/montecarlo/scheduled.hpp"
#include "montecarlo.hpp"

namespace axiom::bindings {

inline montecarlo::Schedule schedule_of(const Input &years, const Input &start, const Whole &monitor) {
    montecarlo::Schedule schedule{copied(years), copied(start), {}};
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

}  // namespace axiom::bindings
