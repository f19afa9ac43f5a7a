#include "axiom/american_greeks_batch.hpp"

#include <memory>
#include <mutex>

#include "axiom/american/acceptance.hpp"
#include "axiom/american/panels.hpp"
#include "axiom/american/two_boundaries.hpp"
#include "axiom/american/without_vol.hpp"
#include "axiom/pricing_batch.hpp"

namespace axiom {
namespace {

using namespace american;

// The put that the option amounts to; what discounting leaves nothing of is forgotten.
Put near_put(const OptionTerms &terms) {
    Put put = put_of(terms);
    if (put.rate * put.expiry > kForgotten) put.expiry = kForgotten / put.rate;
    return put;
}

void load_put(PutLanes &lanes, int lane, const Put &put) {
    lanes.log_spot[lane] = log_ratio(put.spot, put.strike);
    lanes.expiry[lane] = put.expiry;
    lanes.vol[lane] = put.vol;
    lanes.rate[lane] = put.rate;
    lanes.dividend_yield[lane] = put.dividend_yield;
}

PutDerivatives differentiate_panels(const PanelBoundary &boundary, const Put &put,
                                    GreeksDetail detail) {
    const auto workspace = std::make_unique<GreeksWorkspace<Reference>>();
    PutLanes lanes;
    for (int lane = 0; lane < kLanes; ++lane) load_put(lanes, lane, put);
    derive(lanes);
    Lanes log_boundary[Reference::nodes];
    for (int j = 0; j < Reference::nodes; ++j) {
        const double z = boundary_nodes<Reference::nodes, Reference::points>().node[j];
        const double l = boundary.log_boundary(put.expiry * z * z);
        for (int lane = 0; lane < kLanes; ++lane) log_boundary[j][lane] = l;
    }
    PutDerivativesLanes derivatives;
    differentiate_boundary(lanes, log_boundary, *workspace, detail, derivatives);
    return derivatives.at(0);
}

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

    static bool takes(const OptionTerms &terms) { return serves<Scheme>(near_put(terms)); }

    // Solves what is there; hands over each option's Greeks, or the option to `next` where its
    // boundary has not converged.
    template <class Write, class Next>
    void flush(GreeksDetail detail, const Write &write, const Next &next) {
        if (room_ == nullptr) room_ = std::make_unique<Room>();
        for (int lane = 0; lane < kLanes; ++lane) load_put(block_.put, lane, near_put(terms_[lane < count_ ? lane : 0]));
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

using FastQueue = GreeksQueue<Fast, solve_fast, differentiate_fast>;
using AccurateQueue = GreeksQueue<Accurate, solve_accurate, differentiate_accurate>;
using BetweenQueue = GreeksQueue<Between, solve_between, differentiate_between>;
using ReferenceQueue = GreeksQueue<Reference, solve_reference, differentiate_reference>;

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
        flush(fast_);
        flush(accurate_);
        flush(between_);
        flush(reference_);
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
        } else if (needs_limit(terms, Model::lognormal) && terms.expiry <= kEndless) {
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

    // Without vol, without time, at a spot of zero, or at a vol without end.
    static Sensitivities limits(const OptionTerms &terms) {
        if (terms.spot == 0.0) return at_spot_zero(terms);
        return vanishes(terms, Model::lognormal) ? without_vol(terms) : at_endless_vol(terms);
    }

    static Sensitivities european(const OptionTerms &terms) {
        return is_regular(terms, Model::lognormal) ? greeks_one(terms, Model::lognormal)
                                                   : limit_sensitivities(terms, Model::lognormal);
    }

    void enqueue(std::ptrdiff_t i, const OptionTerms &terms) {
        if (request_.accuracy == Accuracy::fast) push(fast_, i, terms);
        if (request_.accuracy == Accuracy::accurate) push(accurate_, i, terms);
        if (request_.accuracy == Accuracy::reference) push(reference_, i, terms);
    }

    template <class Own>
    void push(Own &queue, std::ptrdiff_t i, const OptionTerms &terms) {
        if (!Own::takes(terms)) {
            push_on(queue, i, terms);
            return;
        }
        queue.push(i, terms);
        if (queue.is_full()) flush(queue);
    }

    template <class Own>
    void flush(Own &queue) {
        if (queue.is_empty()) return;
        queue.flush(detail_, [&](std::ptrdiff_t i, const Sensitivities &g) { write(i, g); },
                    [&](std::ptrdiff_t i, const OptionTerms &o) { push_on(queue, i, o); });
    }

    // Where an option goes that a scheme does not serve or solve.
    void push_on(const FastQueue &, std::ptrdiff_t i, const OptionTerms &o) { push(accurate_, i, o); }
    void push_on(const AccurateQueue &, std::ptrdiff_t i, const OptionTerms &o) {
        push(between_, i, o);
    }
    void push_on(const BetweenQueue &, std::ptrdiff_t i, const OptionTerms &o) {
        push(reference_, i, o);
    }
    void push_on(const ReferenceQueue &, std::ptrdiff_t i, const OptionTerms &o) {
        solve_alone(i, o);
    }

    // The last resort, one option at a time: the boundary panel after panel, read at the finest
    // grid's nodes and differentiated there.
    void solve_alone(std::ptrdiff_t i, const OptionTerms &terms) {
        const Put put = near_put(terms);
        PanelBoundary boundary(put.expiry, put.vol, put.rate, put.dividend_yield);
        if (!boundary.solve()) {
            unsolved_ = unsolved_ < 0 || i < unsolved_ ? i : unsolved_;
            return;
        }
        const double log_spot = log_ratio(put.spot, put.strike);
        if (log_spot <= boundary.log_boundary()) {
            write(i, exercised(terms));
            return;
        }
        const double price = larger(put.strike * boundary.price(log_spot), put.strike - put.spot);
        const PutDerivatives d = differentiate_panels(boundary, put, detail_);
        Sensitivities g = american_greeks(terms, unit_put(terms), price / put.strike, d);
        g.price = price;
        write(i, g);
    }

    void write(std::ptrdiff_t i, Sensitivities g) const {
        for (int j = 0; j < kOutputs; ++j)
            if (request_.outputs[j] != nullptr) request_.outputs[j][i] = fields(g)[j];
    }

    const AmericanGreeksRequest &request_;
    GreeksDetail detail_;
    std::ptrdiff_t unsolved_ = -1;
    FastQueue fast_;
    AccurateQueue accurate_;
    BetweenQueue between_;
    ReferenceQueue reference_;
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
