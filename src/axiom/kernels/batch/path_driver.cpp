#include "axiom/montecarlo/driver.hpp"

#include <algorithm>
#include <atomic>

#include "axiom/montecarlo/memory.hpp"
#include "axiom/threads.hpp"

namespace axiom::montecarlo {
namespace {

std::ptrdiff_t numbers(const Simulator &s) {
    return static_cast<std::ptrdiff_t>(s.steps()) * s.factors() * kLanes;
}

std::ptrdiff_t points(const Simulator &s) {
    return static_cast<std::ptrdiff_t>(s.assets()) * s.times() * kLanes;
}

// Random numbers and one block of paths, and what filling them takes.
class PathWorker {
  public:
    PathWorker(const Simulator &shape, std::ptrdiff_t scratch)
        : normals_(numbers(shape)),
          spot_(points(shape)),
          variance_(points(shape)),
          scratch_(std::max(scratch, static_cast<std::ptrdiff_t>(shape.steps() + 1) * kLanes)) {}

    void draw(const random::Source &source, std::uint32_t group, std::uint64_t block,
              const Simulator &shape) {
        source.fill(group, block, shape.steps(), shape.factors(), normals_.data(), scratch_.data());
    }
    PathBlock walk(const Simulator &s) {
        const PathBlock block{s.assets(), s.times(), s.years(), s.start(), spot_.data(),
                              variance_.data()};
        s.simulate(normals_.data(), block, scratch_.data());
        return block;
    }

  private:
    AlignedDoubles normals_, spot_, variance_, scratch_;
};

std::ptrdiff_t largest_scratch(const Plan &plan) {
    std::ptrdiff_t size = 0;
    for (const Scenario &s : plan.scenarios) size = std::max(size, s.simulator->scratch());
    return size;
}

class Worker {
  public:
    explicit Worker(const Plan &plan)
        : plan_(plan),
          outputs_each_(plan.scenarios[0].product->outputs()),
          paths_(*plan.scenarios[0].simulator, largest_scratch(plan)),
          outputs_(static_cast<std::ptrdiff_t>(plan.scenarios.size()) * outputs_each_ * kLanes),
          samples_(static_cast<std::ptrdiff_t>(plan.statistics) * kLanes),
          block_moments_(plan.statistics, plan.with_cross) {}

    void add_block(std::uint32_t group, std::uint64_t block, Moments &to) {
        paths_.draw(*plan_.source, group, block, *plan_.scenarios[0].simulator);
        double *out = outputs_.data();
        for (const Scenario &s : plan_.scenarios) {
            s.product->evaluate(paths_.walk(*s.simulator), out);
            out += static_cast<std::ptrdiff_t>(outputs_each_) * kLanes;
        }
        const int lanes = plan_.source->independent_lanes();
        combine(plan_.terms, plan_.statistics, lanes, outputs_.data(), samples_.data());
        block_moments(plan_.statistics, lanes, samples_.data(), block_moments_);
        to.merge(block_moments_);
    }

  private:
    const Plan &plan_;
    int outputs_each_;
    PathWorker paths_;
    AlignedDoubles outputs_, samples_;
    Moments block_moments_;
};

// The chunks of all groups, numbered through; a chunk lies within one group.
struct Chunks {
    std::uint64_t per_group, total, first_block, blocks;

    explicit Chunks(const Plan &plan)
        : per_group((plan.blocks + kBlocksPerChunk - 1) / kBlocksPerChunk),
          total(per_group * static_cast<std::uint64_t>(plan.groups)),
          first_block(plan.first_block),
          blocks(plan.blocks) {}

    void add(Worker &worker, std::uint64_t chunk, Moments &to) const {
        const std::uint64_t begin = chunk % per_group * kBlocksPerChunk;
        const std::uint64_t end = std::min(begin + kBlocksPerChunk, blocks);
        for (std::uint64_t b = begin; b < end; ++b)
            worker.add_block(static_cast<std::uint32_t>(chunk / per_group), first_block + b, to);
    }
};

}  // namespace

std::vector<Moments> run(const Plan &plan) {
    const Chunks chunks(plan);
    std::vector<Moments> groups(static_cast<std::size_t>(plan.groups), Moments(plan.statistics, plan.with_cross));
    for (std::uint64_t wave = 0; wave < chunks.total; wave += kChunksInMemory) {
        const std::uint64_t count = std::min(kChunksInMemory, chunks.total - wave);
        std::vector<Moments> results(count, Moments(plan.statistics, plan.with_cross));
        std::atomic<std::uint64_t> next{0};
        const int useful = static_cast<int>(std::min<std::uint64_t>(count, 1024));
        on_threads(std::min(plan.threads, useful), [&] {
            Worker worker(plan);
            for (std::uint64_t c = next++; c < count; c = next++)
                chunks.add(worker, wave + c, results[c]);
        });
        for (std::uint64_t c = 0; c < count; ++c)
            groups[(wave + c) / chunks.per_group].merge(results[c]);
    }
    return groups;
}

void simulate_paths(const Simulator &simulator, const random::Source &source, std::uint32_t group,
                    std::uint64_t first_block, std::uint64_t blocks, int threads, double *paths) {
    const std::ptrdiff_t assets = simulator.assets(), times = simulator.times();
    std::atomic<std::uint64_t> next{0};
    const int useful = static_cast<int>(std::min<std::uint64_t>(blocks, 1024));
    on_threads(std::min(threads, useful), [&] {
        PathWorker worker(simulator, simulator.scratch());
        for (std::uint64_t b = next++; b < blocks; b = next++) {
            worker.draw(source, group, first_block + b, simulator);
            const PathBlock block = worker.walk(simulator);
            double *out = paths + static_cast<std::ptrdiff_t>(b) * kLanes * times * assets;
            for (std::ptrdiff_t l = 0; l < kLanes; ++l)
                for (std::ptrdiff_t t = 0; t < times; ++t)
                    for (std::ptrdiff_t a = 0; a < assets; ++a)
                        *out++ = block.spots(static_cast<int>(a), static_cast<int>(t))[l];
        }
    });
}

}  // namespace axiom::montecarlo
