// The option when vol is zero: the spot follows its forward, and the holder picks the best moment.
//
// All three dividend models agree here. Plain scalar code: few options come here.
#pragma once

#include <algorithm>
#include <cmath>

#include "plan.hpp"

namespace axiom::dividends {

// The certain spot: at time t after `time` it is worth spot * exp((rate - yield) (t - time)).
struct CertainPath {
    double time;
    double spot;
    double in_spot;  // its derivative in the spot now
};

// Exercise at one moment: the best so far is kept.
class BestMoment {
  public:
    explicit BestMoment(const Lane &lane) : lane_(lane), sign_(lane.is_call ? 1.0 : -1.0) {}

    void offer(const CertainPath &path, double time, bool is_now) {
        const double grown = std::exp((lane_.rate - lane_.dividend_yield) * (time - path.time));
        const double discount = std::exp(-lane_.rate * time);
        const double value = sign_ * discount * (path.spot * grown - 1.0);
        if (value <= best_.value[0]) return;
        best_.value[0] = value;
        best_.value[1] = sign_ * discount * path.in_spot * grown;
        best_.exercised = is_now;
    }

    // All of a segment: its ends, and the moment between at which waiting stops or starts to pay.
    void offer_segment(const CertainPath &path, double end) {
        offer(path, path.time, path.time == 0.0);
        offer(path, end, false);
        const double carry = lane_.rate - lane_.dividend_yield;
        const double turn = lane_.rate / (lane_.dividend_yield * path.spot);
        if (carry == 0.0 || !(turn > 0.0) || std::isinf(turn)) return;
        const double moment = path.time + std::log(turn) / carry;
        if (moment > path.time && moment < end) offer(path, moment, false);
    }

    const Solution &best() const { return best_; }

  private:
    const Lane &lane_;
    double sign_;
    Solution best_{};
};

inline void drop_path(CertainPath &path, const Drop &drop, double carry) {
    const double grown = std::exp(carry * (drop.time - path.time));
    const double left = path.spot * grown * (1.0 - drop.proportion) - drop.cash;
    path = {drop.time, std::max(left, 0.0),
            left > 0.0 ? path.in_spot * grown * (1.0 - drop.proportion) : 0.0};
}

inline Solution solve_certain(const Problem &problem, const Lane &lane) {
    const double carry = lane.rate - lane.dividend_yield;
    CertainPath path{0.0, lane.spot / lane.strike, 1.0};
    BestMoment best(lane);
    const int count = problem.schedule.count_until(lane.expiry);
    for (int k = 0; k < count; ++k) {
        const Drop drop = drop_of(problem.schedule, lane, k);
        if (problem.american) best.offer_segment(path, drop.time);
        drop_path(path, drop, carry);
    }
    if (problem.american) best.offer_segment(path, lane.expiry);
    best.offer(path, lane.expiry, false);
    return best.best();
}

}  // namespace axiom::dividends
