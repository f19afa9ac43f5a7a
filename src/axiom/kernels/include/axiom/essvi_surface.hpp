// An eSSVI surface in time: (theta, psi, chi) linear between slices in variance time (Corbetta et al.
// 2019, section 4), proportional to it before the first, theta alone growing after the last.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "axiom/essvi.hpp"
#include "axiom/surface/block.hpp"

namespace axiom::essvi {

class Surface {
  public:
    Surface(std::shared_ptr<const surface::TimeGrid> grid, const std::vector<Slice> &slices)
        : grid_(std::move(grid)), slices_{Slice{0.0, 0.0, 0.0}} {
        std::vector<double> levels;
        for (const Slice &s : slices) levels.push_back(s.theta);
        slices_.insert(slices_.end(), slices.begin(), slices.end());
        Slice beyond = slices.back();
        beyond.theta += grid_->growth_after(levels);
        slices_.push_back(beyond);
    }

    const surface::TimeGrid &grid() const { return *grid_; }

    template <int kStep>
    AXIOM_FN void total_variance(const surface::Block &b, double *w) const {
        AXIOM_INDEPENDENT
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i)
            w[i] = essvi::total_variance(located<kStep>(b, i), b.k[i]);
    }

    template <int kStep>
    AXIOM_FN void jets(const surface::Block &b, surface::Jets &out) const {
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            const Slice at = located<kStep>(b, i);
            const Jet v = jet(at, b.k[i]);
            out.w[i] = v.w, out.dk[i] = v.dk, out.dkk[i] = v.dkk;
            out.dt[i] = time_derivative<kStep>(b, i, at);
        }
    }

  private:
    template <int kStep>
    AXIOM_FN Slice located(const surface::Block &b, std::ptrdiff_t i) const {
        const Slice *at = &slices_[static_cast<std::size_t>(b.slice[i * kStep])];
        return blend(at[0], at[1], b.weight[i * kStep]);
    }

    // Below the first node w is homogeneous in time, at expiry 0 as well: its rate is w of the rates.
    template <int kStep>
    AXIOM_FN double time_derivative(const surface::Block &b, std::ptrdiff_t i, const Slice &at) const {
        const Slice *s = &slices_[static_cast<std::size_t>(b.slice[i * kStep])];
        const double c = b.weight_rate[i * kStep];
        const Slice rate{c * (s[1].theta - s[0].theta), c * (s[1].psi - s[0].psi),
                         c * (s[1].chi - s[0].chi)};
        const double slope =
            b.first[i * kStep] ? essvi::total_variance(rate, b.k[i]) : directional(at, rate, b.k[i]);
        return slope + 0.0 * b.weight[i * kStep];
    }

    std::shared_ptr<const surface::TimeGrid> grid_;
    std::vector<Slice> slices_;
};

}  // namespace axiom::essvi
