// The random numbers of one episode: a stream for each purpose, filled a batch at a time.
//
// A number depends on the seed, the episode, its purpose and its place alone: the counter of Philox is
// (episode, place, purpose), its key the seed. Episodes can be made by any thread, and two policies in
// the same episode meet the same orders and the same moves of the mid.
// Verified by tests/unit/desk/markets/test_streams.py.
#pragma once

#include <cstdint>

#include "../random/philox.hpp"

namespace axiom::markets {

constexpr int kBatch = 64;

// Paths of models use third words below 2^31 with groups from 0: purposes stay clear of them.
constexpr std::uint64_t kPurposes = 0x4d4b0000ULL;

enum Purpose : int {
    move,    // normal: the mid over a step
    bridge,  // normal: the mid between the ends of a step
    gap,     // exponential: operational time to the next order
    mark,    // uniform: side and depth of an order
    extra,   // uniform: decays, jumps, delays, queues
    kPurposeCount
};

// Which episode of which seed.
struct Label {
    std::uint64_t seed, episode;
};

// One batch of uniform, normal or unit exponential numbers, as the purpose asks.
void fill_batch(Label label, Purpose purpose, std::uint64_t batch, double *out);

class Stream {
  public:
    void restart(Label label, Purpose purpose) {
        label_ = label;
        purpose_ = purpose;
        batch_ = 0;
        used_ = kBatch;
    }
    double next() {
        if (used_ == kBatch) {
            fill_batch(label_, purpose_, batch_++, numbers_);
            used_ = 0;
        }
        return numbers_[used_++];
    }

  private:
    alignas(64) double numbers_[kBatch];
    Label label_{};
    Purpose purpose_ = move;
    std::uint64_t batch_ = 0;
    int used_ = kBatch;
};

}  // namespace axiom::markets
