// The mid-price of one episode, known at the ends of steps and between them where it is asked for.
//
// A Brownian mid draws the end of a step first and then, in ascending order of time, what lies
// between by the Brownian bridge: its values at the ends do not depend on how often it is asked.
// A given mid holds between its moves. P. Glasserman, "Monte Carlo Methods in Financial Engineering",
// Springer 2004, section 3.1. Verified by tests/unit/desk/markets/test_mids.py.
#pragma once

#include <cmath>

#include "stream.hpp"
#include "terms.hpp"

namespace axiom::markets {

class Mid {
  public:
    // `levels` of a given mid: its start and the value after each move.
    void restart(const MidTerms &terms, const double *levels) {
        terms_ = &terms;
        levels_ = levels;
        moves_ = 0;
        shift_ = 0.0;
        const double start = terms.kind == MidKind::given ? levels[0] : terms.start;
        x_ = end_x_ = terms.kind == MidKind::lognormal ? std::log(start) : start;
        time_ = end_ = 0.0;
    }

    void start_step(double from, double to, Stream &moves) {
        time_ = from;
        end_ = to;
        if (terms_->kind == MidKind::given) return;
        const double years = to - from, vol = terms_->vol;
        const double trend =
            terms_->kind == MidKind::lognormal ? terms_->drift - 0.5 * vol * vol : terms_->drift;
        end_x_ = x_ + trend * years + vol * root(years) * moves.next();
    }

    // The next time at which a given mid moves.
    double next_move() const {
        const auto next = static_cast<std::size_t>(moves_);
        return terms_->kind == MidKind::given && next < terms_->times.size() ? terms_->times[next]
                                                                             : INFINITY;
    }
    void take_move() { x_ = levels_[++moves_]; }

    // Times of calls must not descend.
    double at(double time, Stream &bridges) {
        if (terms_->kind != MidKind::given && time > time_) cross(time, bridges);
        return price();
    }
    double at_end() {
        if (terms_->kind != MidKind::given) {
            x_ = end_x_;
            time_ = end_;
        }
        return price();
    }
    double price() const {
        return (terms_->kind == MidKind::lognormal ? std::exp(x_) : x_) + shift_;
    }
    void jump(double size) { shift_ += size; }

  private:
    void cross(double time, Stream &bridges) {
        if (time >= end_) {
            at_end();
            return;
        }
        const double left = end_ - time_, gone = time - time_;
        const double spread = terms_->vol * root(gone * (end_ - time) / left);
        x_ += gone / left * (end_x_ - x_) + spread * bridges.next();
        time_ = time;
    }

    const MidTerms *terms_ = nullptr;
    const double *levels_ = nullptr;
    std::ptrdiff_t moves_ = 0;
    double x_ = 0.0, end_x_ = 0.0, time_ = 0.0, end_ = 0.0, shift_ = 0.0;
};

}  // namespace axiom::markets
