#include "axiom/american_batch.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>

#include "axiom/american/acceptance.hpp"
#include "axiom/american/panels.hpp"
#include "axiom/american/two_boundaries.hpp"
#include "axiom/pricing_batch.hpp"

namespace axiom {
namespace {

using namespace american;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What one option comes to; the ends are those of the put's exercise region.
struct Answer {
    double price;
    double lower;
    double upper;
};

// Options that wait for a full block of one scheme.
template <class Scheme, void (*solve)(PutBlock &, Workspace<Scheme> &)>
class Queue {
  public:
    static bool takes(const Put &put) { return serves<Scheme>(put); }

    bool is_full() const { return count_ == kLanes; }
    bool is_empty() const { return count_ == 0; }

    void push(std::ptrdiff_t index, const Put &put) {
        index_[count_] = index;
        put_[count_] = put;
        ++count_;
    }

    // Solves what is there; hands over each option with its answer, or to `next` where it has not
    // converged.
    template <class Write, class Next>
    void flush(const Write &write, const Next &next) {
        if (workspace_ == nullptr) workspace_ = std::make_unique<Workspace<Scheme>>();
        for (int lane = 0; lane < kLanes; ++lane) load(lane, put_[lane < count_ ? lane : 0]);
        solve(block_, *workspace_);
        const int count = count_;
        count_ = 0;
        for (int lane = 0; lane < count; ++lane) {
            if (is_solved<Scheme>(block_, lane))
                write(index_[lane], answer(lane));
            else
                next(index_[lane], put_[lane]);
        }
    }

  private:
    void load(int lane, const Put &put) {
        block_.put.log_spot[lane] = log_ratio(put.spot, put.strike);
        block_.put.expiry[lane] = put.expiry;
        block_.put.vol[lane] = put.vol;
        block_.put.rate[lane] = put.rate;
        block_.put.dividend_yield[lane] = put.dividend_yield;
    }

    // In the exercise region the price is intrinsic to the last digit.
    Answer answer(int lane) const {
        const Put &put = put_[lane];
        const bool exercised = block_.put.log_spot[lane] <= block_.log_boundary[lane];
        const double price = exercised ? put.strike - put.spot : put.strike * block_.value[lane];
        return {price, 0.0, put.strike * std::exp(block_.log_boundary[lane])};
    }

    int count_ = 0;
    std::ptrdiff_t index_[kLanes];
    Put put_[kLanes];
    PutBlock block_;
    std::unique_ptr<Workspace<Scheme>> workspace_;
};

using FastQueue = Queue<Fast, solve_fast>;
using AccurateQueue = Queue<Accurate, solve_accurate>;
using BetweenQueue = Queue<Between, solve_between>;
using ReferenceQueue = Queue<Reference, solve_reference>;

class AmericanTask {
  public:
    explicit AmericanTask(const AmericanRequest &request) : request_(request) {}

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
            write(i, {kNaN, kNaN, kNaN});
            return AmericanFault::none;
        }
        if (is_outside_domain(terms, Model::lognormal)) return AmericanFault::outside_domain;
        const Put put = put_of(terms);
        const Regime regime = regime_of(put);
        if (regime == Regime::never_exercised) {
            write(i, {european(terms), kNaN, kNaN});
        } else if (needs_limit(terms, Model::lognormal)) {
            write(i, {limit(terms, put, regime), kNaN, kNaN});
        } else if (regime == Regime::two_boundaries) {
            return take_two_boundaries(i, terms);
        } else {
            enqueue(i, forget_far_future(put));
        }
        return AmericanFault::none;
    }

    AmericanFault take_two_boundaries(std::ptrdiff_t i, const OptionTerms &terms) const {
        const RegionAndPrice found = request_.price != nullptr
                                         ? two_boundary_price(terms, request_.accuracy)
                                         : two_boundary_region(terms, request_.accuracy);
        if (!found.converged) return AmericanFault::not_converged;
        if (request_.price != nullptr) request_.price[i] = found.price;
        if (request_.lower != nullptr) request_.lower[i] = found.region.lower;
        if (request_.upper != nullptr) request_.upper[i] = found.region.upper;
        return AmericanFault::none;
    }

    static double european(const OptionTerms &terms) {
        return is_regular(terms, Model::lognormal) ? price_one(terms, Model::lognormal)
                                                   : limit_sensitivities(terms, Model::lognormal).price;
    }

    // Nothing is random, or vol or expiry has no end.
    static double limit(const OptionTerms &terms, const Put &put, Regime regime) {
        if (vanishes(terms, Model::lognormal) || terms.spot == 0.0) return certain_value(put);
        return regime == Regime::one_boundary ? endless_value(put) : european(terms);
    }

    static Put forget_far_future(Put put) {
        if (put.rate * put.expiry > kForgotten) put.expiry = kForgotten / put.rate;
        return put;
    }

    void enqueue(std::ptrdiff_t i, const Put &put) {
        if (request_.accuracy == Accuracy::fast) push(fast_, i, put);
        if (request_.accuracy == Accuracy::accurate) push(accurate_, i, put);
        if (request_.accuracy == Accuracy::reference) push(reference_, i, put);
    }

    template <class Own>
    void push(Own &queue, std::ptrdiff_t i, const Put &put) {
        if (!Own::takes(put)) {
            push_on(queue, i, put);
            return;
        }
        queue.push(i, put);
        if (queue.is_full()) flush(queue);
    }

    template <class Own>
    void flush(Own &queue) {
        if (queue.is_empty()) return;
        queue.flush([&](std::ptrdiff_t i, const Answer &a) { write(i, a); },
                    [&](std::ptrdiff_t i, const Put &put) { push_on(queue, i, put); });
    }

    // Where an option goes that a scheme does not serve or solve.
    void push_on(const FastQueue &, std::ptrdiff_t i, const Put &put) { push(accurate_, i, put); }
    void push_on(const AccurateQueue &, std::ptrdiff_t i, const Put &put) { push(between_, i, put); }
    void push_on(const BetweenQueue &, std::ptrdiff_t i, const Put &put) { push(reference_, i, put); }
    void push_on(const ReferenceQueue &, std::ptrdiff_t i, const Put &put) { solve_alone(i, put); }

    // The last resort, one option at a time.
    void solve_alone(std::ptrdiff_t i, const Put &put) {
        PanelBoundary boundary(put.expiry, put.vol, put.rate, put.dividend_yield);
        if (!boundary.solve()) {
            unsolved_ = unsolved_ < 0 || i < unsolved_ ? i : unsolved_;
            return;
        }
        const double log_spot = log_ratio(put.spot, put.strike);
        const double intrinsic = put.strike - put.spot;
        const bool exercised = log_spot <= boundary.log_boundary();
        const double held = exercised ? 0.0 : put.strike * boundary.price(log_spot);
        const double price = exercised ? intrinsic : std::max(held, intrinsic);
        write(i, {price, 0.0, put.strike * std::exp(boundary.log_boundary())});
    }

    void write(std::ptrdiff_t i, const Answer &a) const {
        if (request_.price != nullptr) request_.price[i] = a.price;
        if (request_.lower == nullptr) return;
        const OptionTerms terms = request_.columns.at(i);
        const bool turned = terms.is_call > 0.5 && !std::isnan(a.upper);
        // The call's region (B, infinity) in its own spot: the put's in strike / spot, turned over.
        request_.lower[i] = turned ? terms.strike * terms.spot / a.upper : a.lower;
        request_.upper[i] = turned ? kInfinity : a.upper;
    }

    const AmericanRequest &request_;
    std::ptrdiff_t unsolved_ = -1;
    FastQueue fast_;
    AccurateQueue accurate_;
    BetweenQueue between_;
    ReferenceQueue reference_;
};

}  // namespace

AmericanOutcome american_batch(const AmericanRequest &request) {
    AmericanOutcome first{-1, AmericanFault::none};
    std::mutex guard;
    run_in_threads(request.columns.size, request.threads,
                   [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                       const AmericanOutcome found = AmericanTask(request).run(begin, end);
                       const std::lock_guard<std::mutex> lock(guard);
                       if (found.index >= 0 && (first.index < 0 || found.index < first.index))
                           first = found;
                   });
    return first;
}

}  // namespace axiom
