// A block of simulated paths: what simulators fill and products read.
//
// 64 paths stand side by side as lanes, so that every loop over a block's innermost index is a
// vector loop. All arrays are aligned to 64 bytes. Time 0 is not stored: the spot now is known.
#pragma once

#include <cstddef>

namespace axiom::montecarlo {

constexpr int kLanes = 64;

struct PathBlock {
    int assets;
    int times;            // monitored times
    const double *years;  // [times], increasing, the first above 0
    const double *start;  // [assets], the spots now
    double *spot;         // [asset][time][lane]
    double *variance;     // [asset][time][lane]: of the log spot over the step that ends here

    double *spots(int asset, int time) const {
        return spot + (static_cast<std::ptrdiff_t>(asset) * times + time) * kLanes;
    }
    double *variances(int asset, int time) const {
        return variance + (static_cast<std::ptrdiff_t>(asset) * times + time) * kLanes;
    }
};

}  // namespace axiom::montecarlo
