// A simulator with its times, spots and steps.
#pragma once

#include <utility>
#include <vector>

#include "simulator.hpp"

namespace axiom::montecarlo {

// Which steps end at a monitored time, and the times; what every simulator holds.
struct Schedule {
    std::vector<double> years;  // [times]
    std::vector<double> start;  // [assets]
    std::vector<int> monitor;   // [step]: number of the monitored time that ends it, or -1
};

class Scheduled : public Simulator {
  public:
    explicit Scheduled(Schedule schedule) : schedule_(std::move(schedule)) {}
    int assets() const override { return static_cast<int>(schedule_.start.size()); }
    int times() const override { return static_cast<int>(schedule_.years.size()); }
    int steps() const override { return static_cast<int>(schedule_.monitor.size()); }
    const double *years() const override { return schedule_.years.data(); }
    const double *start() const override { return schedule_.start.data(); }

  protected:
    Schedule schedule_;
};

}  // namespace axiom::montecarlo
