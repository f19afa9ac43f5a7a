// Memory aligned to cache lines.
#pragma once

#include <cstddef>
#include <vector>

namespace axiom::montecarlo {

class AlignedDoubles {
  public:
    explicit AlignedDoubles(std::ptrdiff_t size)
        : lines_(static_cast<std::size_t>((size + 7) / 8)) {}
    double *data() { return lines_.empty() ? nullptr : lines_[0].value; }

  private:
    struct alignas(64) Line {
        double value[8];
    };
    std::vector<Line> lines_;
};

}  // namespace axiom::montecarlo
