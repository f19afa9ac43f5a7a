#include "axiom/american_batch.hpp"

#include <algorithm>
#include <limits>

#include "axiom/american/cascade.hpp"
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

class AmericanTask : public Cascade<AmericanTask, Workspace> {
  public:
    explicit AmericanTask(const AmericanRequest &request) : request_(request) {}

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
            enqueue(request_.accuracy, i, forget_far_future(put));
        }
        return AmericanFault::none;
    }

    template <class Scheme>
    void solve(PutBlock &block, Workspace<Scheme> &workspace) const {
        solve_block(block, workspace);
    }

    // In the exercise region the price is intrinsic to the last digit.
    template <class Scheme>
    void finish(std::ptrdiff_t i, const Put &put, const PutBlock &block, int lane,
                const Workspace<Scheme> &) const {
        const bool exercised = block.put.log_spot[lane] <= block.log_boundary[lane];
        const double price = exercised ? put.strike - put.spot : put.strike * block.value[lane];
        write(i, {price, 0.0, put.strike * std::exp(block.log_boundary[lane])});
    }

    // The last resort, one option at a time.
    bool solve_alone(std::ptrdiff_t i, const Put &put) const {
        PanelBoundary boundary(put.expiry, put.vol, put.rate, put.dividend_yield);
        if (!boundary.solve()) return false;
        const double log_spot = log_ratio(put.spot, put.strike);
        const double intrinsic = put.strike - put.spot;
        const bool exercised = log_spot <= boundary.log_boundary();
        const double held = exercised ? 0.0 : put.strike * boundary.price(log_spot);
        const double price = exercised ? intrinsic : std::max(held, intrinsic);
        write(i, {price, 0.0, put.strike * std::exp(boundary.log_boundary())});
        return true;
    }

  private:
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
};

}  // namespace

AmericanOutcome american_batch(const AmericanRequest &request) {
    return run_cascade<AmericanTask>(request);
}

}  // namespace axiom
