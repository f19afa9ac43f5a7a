// Costly elements over threads: contiguous shares, so that results do not depend on their number.
#pragma once

#include <cstddef>
#include <thread>
#include <vector>

namespace axiom::several {

// Runs task(i) for each i in [0, size) on up to `threads` threads.
template <class Task>
void run_each(std::size_t size, int threads, Task task) {
    const std::size_t asked = threads > 1 ? static_cast<std::size_t>(threads) : 1;
    const std::size_t count = asked < size ? asked : (size > 0 ? size : 1);
    const auto share = [&](std::size_t k) {
        for (std::size_t i = size * k / count; i < size * (k + 1) / count; ++i) task(i);
    };
    std::vector<std::thread> workers;
    for (std::size_t k = 1; k < count; ++k) workers.emplace_back(share, k);
    share(0);
    for (std::thread &worker : workers) worker.join();
}

}  // namespace axiom::several
