#include "axiom/american_greeks_batch.hpp"

#include <memory>
#include <mutex>

#include "axiom/american/acceptance.hpp"
#include "axiom/american/two_boundaries.hpp"
#include "axiom/american/without_vol.hpp"
#include "axiom/pricing_batch.hpp"

namespace axiom {
namespace {

using namespace american;

// Options that wait for a full block of one scheme.
template <class Scheme, void (*solve)(PutBlock &, Workspace<Scheme> &),
          void (*differentiate)(const PutBlock &, const Workspace<Scheme> &,
                                GreeksWorkspace<Scheme> &, GreeksDetail, PutDerivativesLanes &)>
class GreeksQueue {
  public:
    bool is_full() const { return count_ == kLanes; }
    bool is_empty() const { return count_ == 0; }

    void push(std::ptrdiff_t index, const OptionTerms &terms) {
        index_[count_] = index;
        terms_[count_] = terms;
        ++count_;
    }

    // Solves what is there; hands over each option's Greeks, or the option to `next` where its
    // boundary has not converged.
    template <class Write, class Next>
    void flush(GreeksDetail detail, const Write &write, const Next &next) {
        if (room_ == nullptr) room_ = std::make_unique<Room>();
        for (int lane = 0; lane < kLanes; ++lane) load(lane, put_of(terms_[lane < count_ ? lane : 0]));
        solve(block_, room_->solved);
        differentiate(block_, room_->solved, room_->greeks, detail, derivatives_);
        const int count = count_;
        count_ = 0;
        for (int lane = 0; lane < count; ++lane) {
            if (is_solved<Scheme>(block_, lane))
                write(index_[lane], greeks_of(lane));
            else
                next(index_[lane], terms_[lane]);
        }
    }

  private:
    struct Room {
        Workspace<Scheme> solved;
        GreeksWorkspace<Scheme> greeks;
    };

    void load(int lane, const Put &put) {
        block_.put.log_spot[lane] = log_ratio(put.spot, put.strike);
        block_.put.expiry[lane] = put.expiry;
        block_.put.vol[lane] = put.vol;
        block_.put.rate[lane] = put.rate;
        block_.put.dividend_yield[lane] = put.dividend_yield;
    }

    Sensitivities greeks_of(int lane) const {
        const OptionTerms &terms = terms_[lane];
        if (block_.put.log_spot[lane] <= block_.log_boundary[lane]) return exercised(terms);
        return american_greeks(terms, unit_put(terms), block_.value[lane], derivatives_.at(lane));
    }

    int count_ = 0;
    std::ptrdiff_t index_[kLanes];
    OptionTerms terms_[kLanes];
    PutBlock block_;
    PutDerivativesLanes derivatives_;
    std::unique_ptr<Room> room_;
};

GreeksDetail detail_of(double *const *outputs) {
    Sensitivities plain{};
    plain.delta = plain.gamma = plain.theta = plain.dual_delta = plain.dual_gamma = 1.0;
    plain.price = plain.charm = plain.speed = plain.color = 1.0;
    for (int j = 0; j < kOutputs; ++j)
        if (outputs[j] != nullptr && fields(plain)[j] == 0.0) return GreeksDetail::all;
    return GreeksDetail::plain;
}

class GreeksTask {
  public:
    explicit GreeksTask(const AmericanGreeksRequest &request)
        : request_(request), detail_(detail_of(request.outputs)) {}

    AmericanOutcome run(std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t i = begin; i < end; ++i) {
            const AmericanFault fault = take(i, request_.columns.at(i));
            if (fault != AmericanFault::none) return {i, fault};
        }
        if (!fast_.is_empty()) flush_fast();
        if (!accurate_.is_empty()) flush_accurate();
        if (!reference_.is_empty()) flush_reference();
        if (unsolved_ >= 0) return {unsolved_, AmericanFault::not_converged};
        return {-1, AmericanFault::none};
    }

  private:
    AmericanFault take(std::ptrdiff_t i, const OptionTerms &terms) {
        if (has_nan(terms)) {
            write(i, undefined_sensitivities());
            return AmericanFault::none;
        }
        if (is_outside_domain(terms, Model::lognormal)) return AmericanFault::outside_domain;
        const Regime regime = regime_of(put_of(terms));
        if (regime == Regime::never_exercised) {
            write(i, european(terms));
        } else if (needs_limit(terms, Model::lognormal)) {
            write(i, limits(terms));
        } else if (regime == Regime::two_boundaries) {
            return take_two_boundaries(i, terms);
        } else {
            enqueue(i, terms);
        }
        return AmericanFault::none;
    }

    AmericanFault take_two_boundaries(std::ptrdiff_t i, const OptionTerms &terms) const {
        const Sensitivities g = two_boundary_greeks(terms, request_.accuracy);
        if (std::isnan(g.price)) return AmericanFault::not_converged;
        write(i, g);
        return AmericanFault::none;
    }

    // Without vol, without time, at a spot of zero, or beyond any vol or expiry.
    static Sensitivities limits(const OptionTerms &terms) {
        if (terms.spot == 0.0) return at_spot_zero(terms);
        return without_vol(terms);
    }

    static Sensitivities european(const OptionTerms &terms) {
        return is_regular(terms, Model::lognormal) ? greeks_one(terms, Model::lognormal)
                                                   : limit_sensitivities(terms, Model::lognormal);
    }

    void enqueue(std::ptrdiff_t i, const OptionTerms &terms) {
        if (request_.accuracy == Accuracy::fast) push_fast(i, terms);
        if (request_.accuracy == Accuracy::accurate) push_accurate(i, terms);
        if (request_.accuracy == Accuracy::reference) push_reference(i, terms);
    }

    void push_fast(std::ptrdiff_t i, const OptionTerms &terms) {
        if (!serves<Fast>(put_of(terms))) return push_accurate(i, terms);
        fast_.push(i, terms);
        if (fast_.is_full()) flush_fast();
    }
    void push_accurate(std::ptrdiff_t i, const OptionTerms &terms) {
        if (!serves<Accurate>(put_of(terms))) return push_reference(i, terms);
        accurate_.push(i, terms);
        if (accurate_.is_full()) flush_accurate();
    }
    void push_reference(std::ptrdiff_t i, const OptionTerms &terms) {
        reference_.push(i, terms);
        if (reference_.is_full()) flush_reference();
    }

    void flush_fast() {
        fast_.flush(detail_, [&](std::ptrdiff_t i, const Sensitivities &g) { write(i, g); },
                    [&](std::ptrdiff_t i, const OptionTerms &o) { push_accurate(i, o); });
    }
    void flush_accurate() {
        accurate_.flush(detail_, [&](std::ptrdiff_t i, const Sensitivities &g) { write(i, g); },
                        [&](std::ptrdiff_t i, const OptionTerms &o) { push_reference(i, o); });
    }
    void flush_reference() {
        reference_.flush(detail_, [&](std::ptrdiff_t i, const Sensitivities &g) { write(i, g); },
                         [&](std::ptrdiff_t i, const OptionTerms &) {
                             unsolved_ = unsolved_ < 0 || i < unsolved_ ? i : unsolved_;
                         });
    }

    void write(std::ptrdiff_t i, Sensitivities g) const {
        for (int j = 0; j < kOutputs; ++j)
            if (request_.outputs[j] != nullptr) request_.outputs[j][i] = fields(g)[j];
    }

    const AmericanGreeksRequest &request_;
    GreeksDetail detail_;
    std::ptrdiff_t unsolved_ = -1;
    GreeksQueue<Fast, solve_fast, differentiate_fast> fast_;
    GreeksQueue<Accurate, solve_accurate, differentiate_accurate> accurate_;
    GreeksQueue<Reference, solve_reference, differentiate_reference> reference_;
};

}  // namespace

AmericanOutcome american_greeks_batch(const AmericanGreeksRequest &request) {
    AmericanOutcome first{-1, AmericanFault::none};
    std::mutex guard;
    run_in_threads(request.columns.size, request.threads,
                   [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                       const AmericanOutcome found = GreeksTask(request).run(begin, end);
                       const std::lock_guard<std::mutex> lock(guard);
                       if (found.index >= 0 && (first.index < 0 || found.index < first.index))
                           first = found;
                   });
    return first;
}

}  // namespace axiom
