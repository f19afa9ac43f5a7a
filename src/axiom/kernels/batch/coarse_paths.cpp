#include "axiom/montecarlo/coarse_paths.hpp"

#include "axiom/macros.hpp"

namespace axiom::montecarlo {
namespace {

AXIOM_CLONES void add_row(double weight, std::ptrdiff_t size, const double *AXIOM_RESTRICT from,
                          double *AXIOM_RESTRICT to) {
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < size; ++i) to[i] += weight * from[i];
}

}  // namespace

void CoarsePaths::simulate(const double *normals, const PathBlock &block, double *scratch) const {
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(factors()) * kLanes;
    double *summed = scratch;
    for (std::ptrdiff_t i = 0; i < numbers(); ++i) summed[i] = 0.0;
    std::size_t fine = 0;
    for (std::size_t step = 0; step < spans_.size(); ++step)
        for (int k = 0; k < spans_[step]; ++k, ++fine)
            add_row(weights_[fine], row, normals + static_cast<std::ptrdiff_t>(fine) * row,
                    summed + static_cast<std::ptrdiff_t>(step) * row);
    coarse_->simulate(summed, block, scratch + numbers());
}

}  // namespace axiom::montecarlo
