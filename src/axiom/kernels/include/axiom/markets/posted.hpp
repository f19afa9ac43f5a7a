// Prices that a maker has posted: they stand until a later message takes effect, and wait in a queue.
//
// Messages take effect in the order in which they were sent. A side whose price does not change keeps
// its place; otherwise it joins behind the volume at its new price. Volume ahead leaves by trades and,
// at a constant rate, by cancellation. Verified by tests/unit/desk/markets/test_posted_quotes.py and
// tests/parity/test_maker_twin.py.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "stream.hpp"
#include "terms.hpp"

namespace axiom::markets {

constexpr double kNoPrice = std::numeric_limits<double>::infinity();

// Whole ticks at or below a price; the price itself without a tick.
inline double floored(double price, double tick) {
    if (!(tick > 0.0) || std::isinf(price)) return price;
    double steps = std::floor(price / tick);
    if ((steps + 1.0) * tick <= price) steps += 1.0;
    if (steps * tick > price) steps -= 1.0;
    return steps * tick;
}

// One unit on one side, if it is alive.
struct Resting {
    double price = kNoPrice, ahead = 0.0, since = 0.0;
    bool alive = false;

    void post(double to, double now, const QueueTerms &queue, Stream &extra) {
        if (alive && to == price) return;
        price = to;
        alive = !std::isinf(to);
        since = now;
        ahead = queue.ahead;
        if (alive && queue.is_exponential) ahead *= log_ratio(1.0, extra.next());
    }

    // An order of one unit has come to this price: whether it reaches this unit.
    bool meets_order(double now, const QueueTerms &queue) {
        ahead *= std::exp(-queue.cancel_rate * (now - since));
        since = now;
        if (ahead < 1.0) return true;
        ahead -= 1.0;
        return false;
    }
};

class Posted {
  public:
    void restart() {
        bid = ask = Resting{};
        messages_.clear();
        first_ = 0;
        latest_ = 0.0;
    }

    void send(double now, double mid, double bid_offset, double ask_offset, const MarketTerms &terms,
              Stream &extra) {
        double delay = terms.delay.mean;
        if (terms.delay.is_exponential) delay *= log_ratio(1.0, extra.next());
        latest_ = larger(latest_, now + delay);
        const double offered = -floored(-(mid + ask_offset), terms.tick);
        messages_.push_back({latest_, floored(mid - bid_offset, terms.tick), offered});
        if (latest_ <= now) take_effect(terms.queue, extra);
    }

    double next_effect() const {
        return first_ < messages_.size() ? messages_[first_].time : INFINITY;
    }
    void take_effect(const QueueTerms &queue, Stream &extra) {
        const Message m = messages_[first_++];
        if (first_ == messages_.size()) {
            messages_.clear();
            first_ = 0;
        }
        bid.post(m.bid, m.time, queue, extra);
        ask.post(m.ask, m.time, queue, extra);
    }

    Resting bid, ask;

  private:
    struct Message {
        double time, bid, ask;
    };
    std::vector<Message> messages_;
    std::size_t first_ = 0;
    double latest_ = 0.0;
};

}  // namespace axiom::markets
