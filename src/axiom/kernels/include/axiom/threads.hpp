// Runs one task on several threads.
#pragma once

#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace axiom {

// Runs task() on so many threads, and rethrows the first thing that one of them threw.
template <class Task>
void on_threads(int threads, Task task) {
    std::exception_ptr failure;
    std::mutex guard;
    const auto guarded = [&] {
        try {
            task();
        } catch (...) {
            const std::lock_guard<std::mutex> lock(guard);
            if (!failure) failure = std::current_exception();
        }
    };
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(guarded);
    guarded();
    for (std::thread &other : others) other.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace axiom
