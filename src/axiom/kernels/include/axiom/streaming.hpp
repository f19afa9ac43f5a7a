// Stores that go around the caches, for results too large to stay in them: a plain store first
// reads the line that it then overwrites.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__GNUC__) && defined(__x86_64__)
#include <immintrin.h>
#define AXIOM_HAS_STREAMING 1
#else
#define AXIOM_HAS_STREAMING 0
#endif

namespace axiom {

constexpr std::ptrdiff_t kStreamedDoubles = 2 << 20;  // larger results are streamed
constexpr std::ptrdiff_t kLine = 8;                   // doubles in a cache line

#if AXIOM_HAS_STREAMING

// Copies whole cache lines from an aligned source to an aligned target around the caches.
__attribute__((target("avx512f"))) inline void stream_lines(double *target, const double *source,
                                                            std::ptrdiff_t count) {
    for (std::ptrdiff_t i = 0; i < count; i += kLine)
        _mm512_stream_pd(target + i, _mm512_load_pd(source + i));
}

inline bool can_stream() {
    static const bool supported = __builtin_cpu_supports("avx512f") != 0;
    return supported;
}

inline void finish_streaming() { _mm_sfence(); }

#else

inline void stream_lines(double *target, const double *source, std::ptrdiff_t count) {
    std::memcpy(target, source, static_cast<std::size_t>(count) * sizeof(double));
}
inline bool can_stream() { return false; }
inline void finish_streaming() {}

#endif

inline void copy_doubles(double *target, const double *source, std::ptrdiff_t count) {
    std::memcpy(target, source, static_cast<std::size_t>(count) * sizeof(double));
}

// One output on its way to memory: what does not fill a cache line waits for the next block.
template <std::ptrdiff_t block>
class StreamedOutput {
  public:
    void start(double *target) {
        const auto address = reinterpret_cast<std::uintptr_t>(target) / sizeof(double);
        skipped_ = static_cast<std::ptrdiff_t>(address % kLine);
        held_ = skipped_;
        line_ = target - skipped_;
    }

    // Where the next block's results go.
    double *slot() { return buffer_ + held_; }

    // Sends `count` new results on, as far as they fill lines.
    void advance(std::ptrdiff_t count) {
        const std::ptrdiff_t available = held_ + count;
        const std::ptrdiff_t whole = available / kLine * kLine;
        std::ptrdiff_t sent = 0;
        if (skipped_ > 0 && whole > 0) {
            copy_doubles(line_ + skipped_, buffer_ + skipped_, kLine - skipped_);
            skipped_ = 0;
            sent = kLine;
        }
        stream_lines(line_ + sent, buffer_ + sent, whole - sent);
        line_ += whole;
        held_ = available - whole;
        for (std::ptrdiff_t i = 0; i < held_; ++i) buffer_[i] = buffer_[whole + i];
    }

    void finish() { copy_doubles(line_ + skipped_, buffer_ + skipped_, held_ - skipped_); }

  private:
    double *line_ = nullptr;       // the cache line that buffer_ starts
    std::ptrdiff_t skipped_ = 0;   // leading entries of the first line that are not ours
    std::ptrdiff_t held_ = 0;
    alignas(64) double buffer_[block + kLine];
};

}  // namespace axiom
