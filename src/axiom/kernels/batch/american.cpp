#include "axiom/american_batch.hpp"

#include <atomic>
#include <limits>
#include <memory>
#include <mutex>

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
            if (block_.last_step[lane] <= Scheme::tolerance)
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

class AmericanTask {
  public:
    explicit AmericanTask(const AmericanRequest &request) : request_(request) {}

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
            write(i, {kNaN, kNaN, kNaN});
            return AmericanFault::none;
        }
        if (is_outside_domain(terms, Model::lognormal)) return AmericanFault::outside_domain;
        const Put put = put_of(terms);
        const Regime regime = regime_of(put);
        if (regime == Regime::never_exercised) {
            write(i, {european(terms), kNaN, kNaN});
        } else if (needs_limit(terms, Model::lognormal)) {
            write(i, {certain_value(put), kNaN, kNaN});
        } else if (regime == Regime::two_boundaries) {
            return take_two_boundaries(i, terms);
        } else {
            enqueue(i, put);
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

    void enqueue(std::ptrdiff_t i, const Put &put) {
        if (request_.accuracy == Accuracy::fast) push_fast(i, put);
        if (request_.accuracy == Accuracy::accurate) push_accurate(i, put);
        if (request_.accuracy == Accuracy::reference) push_reference(i, put);
    }

    void push_fast(std::ptrdiff_t i, const Put &put) {
        fast_.push(i, put);
        if (fast_.is_full()) flush_fast();
    }
    void push_accurate(std::ptrdiff_t i, const Put &put) {
        accurate_.push(i, put);
        if (accurate_.is_full()) flush_accurate();
    }
    void push_reference(std::ptrdiff_t i, const Put &put) {
        reference_.push(i, put);
        if (reference_.is_full()) flush_reference();
    }

    void flush_fast() {
        fast_.flush([&](std::ptrdiff_t i, const Answer &a) { write(i, a); },
                    [&](std::ptrdiff_t i, const Put &put) { push_accurate(i, put); });
    }
    void flush_accurate() {
        accurate_.flush([&](std::ptrdiff_t i, const Answer &a) { write(i, a); },
                        [&](std::ptrdiff_t i, const Put &put) { push_reference(i, put); });
    }
    void flush_reference() {
        reference_.flush([&](std::ptrdiff_t i, const Answer &a) { write(i, a); },
                         [&](std::ptrdiff_t i, const Put &) {
                             unsolved_ = unsolved_ < 0 || i < unsolved_ ? i : unsolved_;
                         });
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
    Queue<Fast, solve_fast> fast_;
    Queue<Accurate, solve_accurate> accurate_;
    Queue<Reference, solve_reference> reference_;
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
