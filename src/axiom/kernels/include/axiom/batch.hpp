// Loops over arrays: fixed blocks that the compiler vectorises, split over threads.
//
// Every option passes through the same loop of constant length (the last block is padded), so its
// result does not depend on its place in the array or on the number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "limits.hpp"

namespace axiom {

constexpr std::ptrdiff_t kBlock = 64;
constexpr std::ptrdiff_t kMinPerThread = 4096;
constexpr int kInputs = 6;

// One input: an array of doubles (stride 1) or one value for all options (stride 0).
struct Column {
    const double *data;
    std::ptrdiff_t stride;
    double at(std::ptrdiff_t i) const { return data[i * stride]; }
};

// spot, strike, expiry, vol (or price), rate, dividend_yield; is_call as bytes 0 and 1.
struct OptionColumns {
    Column values[kInputs];
    const std::uint8_t *is_call;
    std::ptrdiff_t is_call_stride;
    double carries;
    std::ptrdiff_t size;

    OptionTerms at(std::ptrdiff_t i) const {
        return {values[0].at(i), values[1].at(i), values[2].at(i), values[3].at(i),
                values[4].at(i), values[5].at(i), is_call[i * is_call_stride] ? 1.0 : 0.0,
                carries};
    }
};

// A block of flags as doubles, without a branch on them: calls and puts come in any order.
void widen_flags(const std::uint8_t *flags, double *widened);

// One block of inputs: pointers into the arrays, or into buffers for constants and the last block.
class BlockInputs {
  public:
    explicit BlockInputs(const OptionColumns &columns) : columns_(columns) {
        for (int j = 0; j < kInputs; ++j)
            if (columns.values[j].stride == 0) fill(buffers_[j], columns.values[j].data[0]);
        if (columns.is_call_stride == 0) fill(is_call_, columns.is_call[0] ? 1.0 : 0.0);
    }

    void load(std::ptrdiff_t start, std::ptrdiff_t count) {
        for (int j = 0; j < kInputs; ++j) {
            const Column &column = columns_.values[j];
            if (column.stride == 0) {
                values[j] = buffers_[j];
            } else if (count == kBlock) {
                values[j] = column.data + start;
            } else {
                for (std::ptrdiff_t i = 0; i < kBlock; ++i)
                    buffers_[j][i] = column.data[start + (i < count ? i : 0)];
                values[j] = buffers_[j];
            }
        }
        if (columns_.is_call_stride != 0) load_flags(columns_.is_call + start, count);
    }

    const double *values[kInputs];
    const double *is_call() const { return is_call_; }

  private:
    void load_flags(const std::uint8_t *flags, std::ptrdiff_t count) {
        if (count == kBlock) {
            widen_flags(flags, is_call_);
            return;
        }
        for (std::ptrdiff_t i = 0; i < kBlock; ++i)
            is_call_[i] = static_cast<double>(flags[i < count ? i : 0]);
    }

    static void fill(double *buffer, double value) {
        for (std::ptrdiff_t i = 0; i < kBlock; ++i) buffer[i] = value;
    }

    const OptionColumns &columns_;
    alignas(64) double buffers_[kInputs][kBlock];
    alignas(64) double is_call_[kBlock];
};

// Runs task(begin, end) over [0, size) on up to `threads` threads, cut at block boundaries.
template <class Task>
void run_in_threads(std::ptrdiff_t size, int threads, Task task) {
    const std::ptrdiff_t useful = (size + kMinPerThread - 1) / kMinPerThread;
    const std::ptrdiff_t count = threads < useful ? threads : useful;
    if (count <= 1) {
        task(std::ptrdiff_t{0}, size);
        return;
    }
    const std::ptrdiff_t blocks = (size + kBlock - 1) / kBlock;
    const std::ptrdiff_t share = (blocks + count - 1) / count * kBlock;
    std::vector<std::thread> workers;
    for (std::ptrdiff_t begin = share; begin < size; begin += share)
        workers.emplace_back(task, begin, begin + share < size ? begin + share : size);
    task(std::ptrdiff_t{0}, share < size ? share : size);
    for (std::thread &worker : workers) worker.join();
}

}  // namespace axiom
