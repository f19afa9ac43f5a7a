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
        Parameters at;
        blend_all<kStep>(b, at);
        AXIOM_INDEPENDENT
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) w[i] = essvi::total_variance(at[i], b.k[i]);
    }

    template <int kStep>
    AXIOM_FN void jets(const surface::Block &b, surface::Jets &out) const {
        Parameters at, rate;
        blend_all<kStep>(b, at);
        rates<kStep>(b, rate);
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            const Jet v = jet(at[i], b.k[i]);
            out.w[i] = v.w, out.dk[i] = v.dk, out.dkk[i] = v.dkk;
            // Below the first node w is homogeneous in time, at expiry 0 as well: its rate is w of
            // the rates.
            out.dt[i] = 0.0 * v.w + (b.first[i * kStep] ? essvi::total_variance(rate[i], b.k[i])
                                                        : directional(at[i], rate[i], b.k[i]));
        }
    }

  private:
    // The slices of a block's points, in columns: a row of one expiry is then computed with the same
    // instructions as points that have one each, and to the same bits.
    struct Parameters {
        alignas(64) double theta[surface::kWidth];
        alignas(64) double psi[surface::kWidth];
        alignas(64) double chi[surface::kWidth];

        AXIOM_FN Slice operator[](std::ptrdiff_t i) const { return {theta[i], psi[i], chi[i]}; }
        AXIOM_FN void set(std::ptrdiff_t i, const Slice &s) {
            theta[i] = s.theta, psi[i] = s.psi, chi[i] = s.chi;
        }
    };

    template <int kStep>
    AXIOM_FN void blend_all(const surface::Block &b, Parameters &out) const {
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            const Slice *s = &slices_[static_cast<std::size_t>(b.slice[i * kStep])];
            out.set(i, blend(s[0], s[1], b.weight[i * kStep]));
        }
    }

    // Derivatives in expiry.
    template <int kStep>
    AXIOM_FN void rates(const surface::Block &b, Parameters &out) const {
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            const Slice *s = &slices_[static_cast<std::size_t>(b.slice[i * kStep])];
            const double c = b.weight_rate[i * kStep];
            out.set(i, {c * (s[1].theta - s[0].theta), c * (s[1].psi - s[0].psi),
                        c * (s[1].chi - s[0].chi)});
        }
    }

    std::shared_ptr<const surface::TimeGrid> grid_;
    std::vector<Slice> slices_;
};

}  // namespace axiom::essvi
