// A surface of spline slices: total variance linear in variance time at fixed log-moneyness.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "axiom/spline/pieces.hpp"
#include "axiom/surface/block.hpp"

namespace axiom::spline {

class Surface {
  public:
    using Shared = std::shared_ptr<const Pieces>;

    Surface(std::shared_ptr<const surface::TimeGrid> grid, std::vector<Shared> slices)
        : grid_(std::move(grid)), slices_(std::move(slices)) {
        std::vector<double> levels;
        for (const Shared &s : slices_) levels.push_back(s->level(0.0));
        growth_ = grid_->growth_after(levels);
        zero_ = std::make_shared<const Pieces>(slices_.front()->transformed(0.0, 0.0));
        beyond_ = std::make_shared<const Pieces>(slices_.back()->transformed(1.0, growth_));
        views_.push_back(zero_->view());
        for (const Shared &s : slices_) views_.push_back(s->view());
        views_.push_back(beyond_->view());
    }

    Surface with_slice(std::size_t index, Shared pieces) const {
        std::vector<Shared> slices = slices_;
        slices[index] = std::move(pieces);
        return {grid_, std::move(slices)};
    }

    const surface::TimeGrid &grid() const { return *grid_; }
    double growth() const { return growth_; }
    std::size_t size() const { return slices_.size(); }

    template <int kStep>
    AXIOM_FN void total_variance(const surface::Block &b, double *w) const {
        alignas(64) double near[surface::kWidth], far[surface::kWidth];
        values<kStep>(b, 0, near);
        values<kStep>(b, 1, far);
        AXIOM_INDEPENDENT
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i)
            w[i] = near[i] + b.weight[i * kStep] * (far[i] - near[i]);
    }

    template <int kStep>
    AXIOM_FN void jets(const surface::Block &b, surface::Jets &out) const {
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            const PieceView *at = &views_[static_cast<std::size_t>(b.slice[i * kStep])];
            const double weight = b.weight[i * kStep];
            const Jet near = jet(at[0].at(b.k[i]).w, b.k[i]), far = jet(at[1].at(b.k[i]).w, b.k[i]);
            out.w[i] = near.w + weight * (far.w - near.w);
            out.dk[i] = near.dk + weight * (far.dk - near.dk);
            out.dkk[i] = near.dkk + weight * (far.dkk - near.dkk);
            out.dt[i] = b.weight_rate[i * kStep] * (far.w - near.w) + 0.0 * weight;
        }
    }

    // Standard error of the vol, linear in variance time between the slices' and flat beyond them.
    template <int kStep>
    AXIOM_FN void vol_error(const surface::Block &b, double *out) const {
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            const PieceView *at = &views_[static_cast<std::size_t>(b.slice[i * kStep])];
            const double near = error(at[0], b.k[i]), far = error(at[1], b.k[i]);
            out[i] = near + b.weight[i * kStep] * (far - near);
        }
    }

  private:
    template <int kStep>
    AXIOM_FN void values(const surface::Block &b, std::size_t next, double *out) const {
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            const PieceView &view = views_[static_cast<std::size_t>(b.slice[i * kStep]) + next];
            out[i] = value(view.at(b.k[i]).w, b.k[i]);
        }
    }

    static AXIOM_FN double error(const PieceView &view, double k) {
        const Piece &p = view.at(k);
        const double u = p.error_slope != 0.0 ? k - p.w.origin : 0.0 * k;
        return p.error + p.error_slope * u;
    }

    std::shared_ptr<const surface::TimeGrid> grid_;
    std::vector<Shared> slices_;
    Shared zero_, beyond_;
    std::vector<PieceView> views_;
    double growth_;
};

}  // namespace axiom::spline
