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
        each<kStep>(b, [&](std::ptrdiff_t i, const Piece &before, const Piece &after) {
            const double near = value(before.w, b.k[i]), far = value(after.w, b.k[i]);
            w[i] = near + b.weight[i * kStep] * (far - near);
        });
    }

    template <int kStep>
    AXIOM_FN void jets(const surface::Block &b, surface::Jets &out) const {
        each<kStep>(b, [&](std::ptrdiff_t i, const Piece &before, const Piece &after) {
            const double weight = b.weight[i * kStep];
            const Jet near = jet(before.w, b.k[i]), far = jet(after.w, b.k[i]);
            out.w[i] = near.w + weight * (far.w - near.w);
            out.dk[i] = near.dk + weight * (far.dk - near.dk);
            out.dkk[i] = near.dkk + weight * (far.dkk - near.dkk);
            out.dt[i] = b.weight_rate[i * kStep] * (far.w - near.w) + 0.0 * weight;
        });
    }

    // Standard error of the vol, linear in variance time between the slices' and flat beyond them.
    template <int kStep>
    AXIOM_FN void vol_error(const surface::Block &b, double *out) const {
        each<kStep>(b, [&](std::ptrdiff_t i, const Piece &before, const Piece &after) {
            const double near = error(before, b.k[i]), far = error(after, b.k[i]);
            out[i] = near + b.weight[i * kStep] * (far - near);
        });
    }

  private:
    // Calls use(i, piece of the slice before, piece of the slice after) for every point.
    template <int kStep, class Use>
    AXIOM_FN void each(const surface::Block &b, Use use) const {
        if constexpr (kStep == 0) {
            each_of_row(b, use);
        } else {
            for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
                const PieceView *at = &views_[static_cast<std::size_t>(b.slice[i])];
                use(i, at[0].at(b.k[i]), at[1].at(b.k[i]));
            }
        }
    }

    // Points of one expiry: their buckets are found a vector at a time.
    template <class Use>
    AXIOM_FN void each_of_row(const surface::Block &b, Use use) const {
        const PieceView *at = &views_[static_cast<std::size_t>(b.slice[0])];
        const PieceView before = at[0], after = at[1];
        alignas(64) std::int32_t early[surface::kWidth], late[surface::kWidth];
        AXIOM_INDEPENDENT
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i) {
            early[i] = before.search.key(b.k[i]);
            late[i] = after.search.key(b.k[i]);
        }
        for (std::ptrdiff_t i = 0; i < b.lanes; ++i)
            use(i, before.at(b.k[i], early[i]), after.at(b.k[i], late[i]));
    }

    static AXIOM_FN double error(const Piece &p, double k) {
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
