// One maker in one market, from policy decision to policy decision, with exact arrivals between.
//
// Orders come from the intensities in force by thinning: operational time runs at the bound, and an
// order is kept with the share of the bound that is still in force. Y. Ogata, "On Lewis' simulation
// method for point processes", IEEE Trans. Inf. Theory 27(1), 1981, 23-31 (algorithm 2). With an
// exponential kernel intensities only fall between orders, so the bound is the intensity now.
// Verified by tests/parity/test_maker_twin.py and tests/unit/desk/markets/test_simulation.py.
#pragma once

#include <cmath>

#include "account.hpp"
#include "mid.hpp"
#include "posted.hpp"
#include "stream.hpp"
#include "terms.hpp"

namespace axiom::markets {

// Offsets and the probabilities that an order reaches them, by inventory from -limit; or, with a
// stride of 0, the same for every inventory.
struct Offer {
    const double *bid, *ask, *bid_reach, *ask_reach;
    int stride;
};

class Episode {
  public:
    void restart(const MarketTerms &terms, Label label, const double *levels) {
        terms_ = &terms;
        for (int p = 0; p < kPurposeCount; ++p) streams_[p].restart(label, static_cast<Purpose>(p));
        mid_.restart(terms.mid, levels);
        posted_.restart();
        bid_depth_ = terms.bid_depth;
        ask_depth_ = terms.ask_depth;
        if (terms.decay.is_drawn) draw_decay(terms.decay);
        account = Account{};
        account.mark = mid_.price();
        bid_excess_ = terms.flow.bid_excess;
        ask_excess_ = terms.flow.ask_excess;
        time_ = 0.0;
        operational_ = streams_[gap].next();
    }

    // From now to `end` under one row of the policy.
    void advance(double end, const Offer &offer) {
        offer_ = offer;
        mid_.start_step(time_, end, streams_[move]);
        if (terms_->delay.is_posted) send();
        for (bool done = false; !done;) done = go_on(end);
    }

    Account account;

  private:
    // To the next order, or to the next thing that is due; whether that is the end.
    bool go_on(double end) {
        const double moves = mid_.next_move(), messages = posted_.next_effect();
        const double due = smaller(smaller(moves, messages), end);
        const double bound = bid_intensity() + ask_intensity();
        const double left = bound * (due - time_);
        if (operational_ <= left) {
            run_to(smaller(time_ + operational_ / bound, due));
            operational_ = streams_[gap].next();
            take_order(bound * streams_[mark].next());
            return false;
        }
        operational_ -= left;
        run_to(due);
        if (due == messages) {
            posted_.take_effect(terms_->queue, streams_[extra]);
            return false;
        }
        if (due == moves) {
            mid_.take_move();
            account.mark_to(mid_.price(), time_);
            return false;
        }
        account.mark_to(mid_.at_end(), time_);
        return true;
    }

    void run_to(double time) {
        if (bid_excess_ + ask_excess_ > 0.0) {
            const double kept = std::exp(-terms_->flow.decay * (time - time_));
            bid_excess_ *= kept;
            ask_excess_ *= kept;
        }
        time_ = time;
    }

    double bid_intensity() const { return terms_->flow.bid_baseline + bid_excess_; }
    double ask_intensity() const { return terms_->flow.ask_baseline + ask_excess_; }

    // `point` lies between 0 and the bound: which side it falls to, if any, and how deep it goes.
    void take_order(double point) {
        const double bids = bid_intensity(), asks = ask_intensity();
        if (point < bids) {
            account.bid_orders += 1.0;
            excite(bid_excess_, ask_excess_);
            meet(+1, point / bids);
        } else if (point - bids < asks) {
            account.ask_orders += 1.0;
            excite(ask_excess_, bid_excess_);
            meet(-1, (point - bids) / asks);
        }
    }

    void excite(double &own, double &other) const {
        own += terms_->flow.own;
        other += terms_->flow.cross;
    }

    // An order to sell meets the bid (side +1), one to buy the ask (-1).
    void meet(int side, double depth) {
        if (side * account.inventory >= terms_->limit) return;
        if (terms_->delay.is_posted) {
            meet_posted(side, depth);
            return;
        }
        const int row = row_of_inventory();
        const double offset = (side > 0 ? offer_.bid : offer_.ask)[row];
        const double reach = terms_->decay.is_drawn
                                 ? depth_of(side).reach(offset)
                                 : (side > 0 ? offer_.bid_reach : offer_.ask_reach)[row];
        if (!(depth < reach)) return;
        account.mark_to(mid_.at(time_, streams_[bridge]), time_);
        fill(side, account.mark - side * offset);
    }

    void meet_posted(int side, double depth) {
        Resting &resting = side > 0 ? posted_.bid : posted_.ask;
        if (!resting.alive) return;
        account.mark_to(mid_.at(time_, streams_[bridge]), time_);
        if (!(depth < depth_of(side).reach(side * (account.mark - resting.price)))) return;
        if (!resting.meets_order(time_, terms_->queue)) return;
        resting.alive = false;
        fill(side, resting.price);
        send();
    }

    void fill(int side, double price) {
        account.trade(side, price, terms_->fee_per_unit + terms_->fee_share * price);
        const JumpTerms &jump = terms_->jump;
        if (jump.probability > 0.0 && streams_[extra].next() < jump.probability) {
            const double size =
                jump.is_exponential ? jump.size * log_ratio(1.0, streams_[extra].next()) : jump.size;
            mid_.jump(-side * size);
            account.mark_to(mid_.price(), time_);
        }
    }

    void send() {
        const double now = mid_.at(time_, streams_[bridge]);
        account.mark_to(now, time_);
        const int row = row_of_inventory(), q = account.inventory;
        posted_.send(time_, now, q < terms_->limit ? offer_.bid[row] : kNoPrice,
                     -q < terms_->limit ? offer_.ask[row] : kNoPrice, *terms_, streams_[extra]);
    }

    void draw_decay(const DecayTerms &range) {
        const double share = streams_[extra].next();
        bid_depth_.decay = ask_depth_.decay = range.lowest + share * (range.highest - range.lowest);
    }

    const DepthTerms &depth_of(int side) const { return side > 0 ? bid_depth_ : ask_depth_; }

    int row_of_inventory() const { return offer_.stride * (account.inventory + terms_->limit); }

    const MarketTerms *terms_ = nullptr;
    Offer offer_{};
    DepthTerms bid_depth_{}, ask_depth_{};
    Stream streams_[kPurposeCount];
    Mid mid_;
    Posted posted_;
    double bid_excess_ = 0.0, ask_excess_ = 0.0;
    double time_ = 0.0, operational_ = 0.0;
};

}  // namespace axiom::markets
