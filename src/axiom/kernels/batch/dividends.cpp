#include "axiom/dividends_batch.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>

#include "axiom/dividends/block.hpp"

namespace axiom::dividends {
namespace {

Plan halved(Plan plan) {
    plan.nodes /= 2;
    for (int &steps : plan.steps) steps = (steps + 1) / 2;
    return plan;
}

// Removes the error of second order from the finer of two solutions.
Solution extrapolated(const Solution &fine, const Solution &coarse) {
    if (fine.exercised || coarse.exercised) return fine;
    Solution result = fine;
    for (int k = 0; k < 5; ++k) result.value[k] += (fine.value[k] - coarse.value[k]) / 3.0;
    return result;
}

// Solves groups of lanes block by block.
class Solver {
  public:
    Solver(const Problem &problem, const std::vector<Lane> &lanes, int variants)
        : problem_(problem), lanes_(lanes), variants_(static_cast<std::size_t>(variants)),
          solutions_(lanes.size()) {
        const std::size_t options = lanes.size() / variants_;
        plans_.reserve(options);
        for (std::size_t i = 0; i < options; ++i) plans_.push_back(plan_for(problem, lanes[i * variants_]));
        order_.resize(options);
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(),
                         [&](std::size_t a, std::size_t b) { return plans_[a] < plans_[b]; });
        cut_into_blocks();
    }

    std::vector<Solution> run(int threads) {
        std::atomic<std::size_t> next{0};
        const auto work = [&] {
            for (std::size_t block = next++; block < blocks_.size(); block = next++) solve_block(blocks_[block]);
        };
        std::vector<std::thread> workers;
        const std::size_t useful = std::min(static_cast<std::size_t>(threads), blocks_.size());
        for (std::size_t i = 1; i < useful; ++i) workers.emplace_back(work);
        work();
        for (std::thread &worker : workers) worker.join();
        return std::move(solutions_);
    }

  private:
    // `count` lanes of one plan from `first` on, counted in the order of plans.
    struct Block {
        const Plan *plan;
        std::size_t first;
        std::size_t count;
    };

    void cut_into_blocks() {
        for (std::size_t start = 0; start < order_.size();) {
            const Plan &plan = plans_[order_[start]];
            std::size_t end = start;
            while (end < order_.size() && plans_[order_[end]] == plan) ++end;
            for (std::size_t lane = start * variants_; lane < end * variants_; lane += kLanes)
                blocks_.push_back({&plan, lane, std::min<std::size_t>(kLanes, end * variants_ - lane)});
            start = end;
        }
    }

    std::size_t lane_at(std::size_t place) const {
        return order_[place / variants_] * variants_ + place % variants_;
    }

    void solve_block(const Block &block) {
        Lane lanes[kLanes];
        Solution fine[kLanes], coarse[kLanes];
        for (std::size_t l = 0; l < kLanes; ++l)
            lanes[l] = lanes_[lane_at(block.first + (l < block.count ? l : 0))];
        BlockSolver(problem_, *block.plan)(lanes, fine);
        if (problem_.scheme.extrapolated) {
            BlockSolver(problem_, halved(*block.plan))(lanes, coarse);
            for (int l = 0; l < kLanes; ++l) fine[l] = extrapolated(fine[l], coarse[l]);
        }
        for (std::size_t l = 0; l < block.count; ++l)
            solutions_[lane_at(block.first + l)] = in_currency(fine[l], lanes[l].strike);
    }

    const Problem &problem_;
    const std::vector<Lane> &lanes_;
    std::size_t variants_;
    std::vector<Plan> plans_;
    std::vector<std::size_t> order_;
    std::vector<Block> blocks_;
    std::vector<Solution> solutions_;
};

}  // namespace

std::vector<Solution> solve(const Problem &problem, const std::vector<Lane> &lanes, int variants, int threads) {
    return Solver(problem, lanes, variants).run(threads);
}

}  // namespace axiom::dividends
