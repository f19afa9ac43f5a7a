// The way of options through the schemes: in full blocks, each option on to the next finer scheme
// where one does not serve or solve it, and alone at the end.
#pragma once

#include <memory>
#include <mutex>
#include <tuple>
#include <type_traits>

#include "../american_batch.hpp"
#include "acceptance.hpp"

namespace axiom::american {

// What discounting leaves nothing of is forgotten.
inline Put forget_far_future(Put put) {
    if (put.rate * put.expiry > kForgotten) put.expiry = kForgotten / put.rate;
    return put;
}

// Puts that wait for a full block of one scheme, and the room in which it is solved.
template <class AnyScheme, class Room>
class Queue {
  public:
    using Scheme = AnyScheme;

    bool is_full() const { return count_ == kLanes; }
    bool is_empty() const { return count_ == 0; }

    void push(std::ptrdiff_t index, const Put &put) {
        index_[count_] = index;
        put_[count_] = put;
        ++count_;
    }

    // Has `task` solve what is there and finish each option; hands over to `next` what has not
    // converged.
    template <class Task, class Next>
    void flush(Task &task, const Next &next) {
        if (room_ == nullptr) room_ = std::make_unique<Room>();
        for (int lane = 0; lane < kLanes; ++lane)
            load_put(block_.put, lane, put_[lane < count_ ? lane : 0]);
        task.solve(block_, *room_);
        const int count = count_;
        count_ = 0;
        for (int lane = 0; lane < count; ++lane) {
            if (is_solved<Scheme>(block_, lane))
                task.finish(index_[lane], put_[lane], block_, lane, *room_);
            else
                next(index_[lane], put_[lane]);
        }
    }

  private:
    int count_ = 0;
    std::ptrdiff_t index_[kLanes];
    Put put_[kLanes];
    PutBlock block_;
    std::unique_ptr<Room> room_;
};

// The loop over a range of options. A Task derives from Cascade<Task, Room> and has
//   take(i, terms)                      answers option i at once, or calls enqueue(..., i, put);
//   solve(block, room)                  solves a block of a scheme in a Room<Scheme>;
//   finish(i, put, block, lane, room)   writes what has been solved;
//   solve_alone(i, put)                 writes what no scheme has solved, or returns false.
template <class Task, template <class> class Room>
class Cascade {
  public:
    AmericanOutcome run(const OptionColumns &columns, std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t i = begin; i < end; ++i) {
            const AmericanFault fault = task().take(i, columns.at(i));
            if (fault != AmericanFault::none) return {i, fault};
        }
        flush<kFast>();
        flush<kAccurate>();
        flush<kBetween>();
        flush<kReference>();
        if (unsolved_ >= 0) return {unsolved_, AmericanFault::not_converged};
        return {-1, AmericanFault::none};
    }

  protected:
    void enqueue(Accuracy accuracy, std::ptrdiff_t i, const Put &put) {
        if (accuracy == Accuracy::fast) push<kFast>(i, put);
        if (accuracy == Accuracy::accurate) push<kAccurate>(i, put);
        if (accuracy == Accuracy::reference) push<kReference>(i, put);
    }

  private:
    template <class Scheme>
    using QueueOf = Queue<Scheme, Room<Scheme>>;
    enum Step { kFast, kAccurate, kBetween, kReference, kAlone };

    Task &task() { return static_cast<Task &>(*this); }

    template <int step>
    void push(std::ptrdiff_t i, const Put &put) {
        if constexpr (step == kAlone) {
            if (!task().solve_alone(i, put)) give_up(i);
        } else {
            auto &queue = std::get<step>(queues_);
            using Scheme = typename std::decay_t<decltype(queue)>::Scheme;
            if (!serves<Scheme>(put)) return push<step + 1>(i, put);
            queue.push(i, put);
            if (queue.is_full()) flush<step>();
        }
    }

    template <int step>
    void flush() {
        auto &queue = std::get<step>(queues_);
        if (queue.is_empty()) return;
        queue.flush(task(), [&](std::ptrdiff_t i, const Put &put) { push<step + 1>(i, put); });
    }

    void give_up(std::ptrdiff_t i) { unsolved_ = unsolved_ < 0 || i < unsolved_ ? i : unsolved_; }

    std::ptrdiff_t unsolved_ = -1;
    std::tuple<QueueOf<Fast>, QueueOf<Accurate>, QueueOf<Between>, QueueOf<Reference>> queues_;
};

// Runs a Task over all options of a request; returns the first option that could not be priced.
template <class Task, class Request>
AmericanOutcome run_cascade(const Request &request) {
    AmericanOutcome first{-1, AmericanFault::none};
    std::mutex guard;
    run_in_threads(request.columns.size, request.threads,
                   [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                       const AmericanOutcome found =
                           Task(request).run(request.columns, begin, end);
                       const std::lock_guard<std::mutex> lock(guard);
                       if (found.index >= 0 && (first.index < 0 || found.index < first.index))
                           first = found;
                   });
    return first;
}

}  // namespace axiom::american
