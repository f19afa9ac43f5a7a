// Runs blocks of paths over threads and reduces them in a fixed order.
//
// Blocks are dealt out in chunks of constant size; each chunk has its own moments, and chunks merge in
// the order of their numbers, so that results have the same bits for any number of threads. All
// scenarios of a block walk the same random numbers.
#pragma once

#include <memory>
#include <vector>

#include "../random/source.hpp"
#include "product.hpp"
#include "simulator.hpp"
#include "statistics.hpp"

namespace axiom::montecarlo {

constexpr std::uint64_t kBlocksPerChunk = 16;
constexpr std::uint64_t kChunksInMemory = 512;

struct Scenario {
    std::shared_ptr<const Simulator> simulator;
    std::shared_ptr<const Product> product;
};

struct Plan {
    std::vector<Scenario> scenarios;  // of one shape: steps, factors, times, assets, outputs
    std::shared_ptr<const random::Source> source;
    std::vector<Combination> terms;  // of the outputs of all scenarios, one after the other
    int statistics;
    int groups;
    std::uint64_t first_block, blocks;  // of every group
    int threads;
    bool with_cross;  // whether cross products of the statistics are wanted
};

// One set of moments a group.
std::vector<Moments> run(const Plan &plan);

// paths[path][time][asset] of consecutive blocks of a group.
void simulate_paths(const Simulator &simulator, const random::Source &source, std::uint32_t group,
                    std::uint64_t first_block, std::uint64_t blocks, int threads, double *paths);

}  // namespace axiom::montecarlo
