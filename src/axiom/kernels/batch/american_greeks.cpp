#include "axiom/american_greeks_batch.hpp"

#include <memory>

#include "axiom/american/cascade.hpp"
#include "axiom/american/panels.hpp"
#include "axiom/american/two_boundaries.hpp"
#include "axiom/american/without_vol.hpp"
#include "axiom/pricing_batch.hpp"

namespace axiom {
namespace {

using namespace american;

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

template <class Scheme>
struct GreeksRoom {
    Workspace<Scheme> solved;
    GreeksWorkspace<Scheme> greeks;
    PutDerivativesLanes derivatives;
};

GreeksDetail detail_of(double *const *outputs) {
    Sensitivities plain{};
    plain.delta = plain.gamma = plain.theta = plain.dual_delta = plain.dual_gamma = 1.0;
    plain.price = plain.charm = plain.speed = plain.color = 1.0;
    for (int j = 0; j < kOutputs; ++j)
        if (outputs[j] != nullptr && fields(plain)[j] == 0.0) return GreeksDetail::all;
    return GreeksDetail::plain;
}

class GreeksTask : public Cascade<GreeksTask, GreeksRoom> {
  public:
    explicit GreeksTask(const AmericanGreeksRequest &request)
        : request_(request), detail_(detail_of(request.outputs)) {}

    AmericanFault take(std::ptrdiff_t i, const OptionTerms &terms) {
        if (has_nan(terms)) {
            write(i, undefined_sensitivities());
            return AmericanFault::none;
        }
        if (is_outside_domain(terms, Model::lognormal)) return AmericanFault::outside_domain;
        const Put put = put_of(terms);
        const Regime regime = regime_of(put);
        if (regime == Regime::never_exercised) {
            write(i, european(terms));
        } else if (needs_limit(terms, Model::lognormal) && terms.expiry <= kEndless) {
            write(i, limits(terms));
        } else if (regime == Regime::two_boundaries) {
            return take_two_boundaries(i, terms);
        } else {
            enqueue(request_.accuracy, i, forget_far_future(put));
        }
        return AmericanFault::none;
    }

    template <class Scheme>
    void solve(PutBlock &block, GreeksRoom<Scheme> &room) const {
        solve_block(block, room.solved);
        differentiate_block(block, room.solved, room.greeks, detail_, room.derivatives);
    }

    template <class Scheme>
    void finish(std::ptrdiff_t i, const Put &, const PutBlock &block, int lane,
                const GreeksRoom<Scheme> &room) const {
        const OptionTerms terms = request_.columns.at(i);
        const bool is_exercised = block.put.log_spot[lane] <= block.log_boundary[lane];
        write(i, is_exercised ? exercised(terms)
                              : american_greeks(terms, unit_put(terms), block.value[lane],
                                                room.derivatives.at(lane)));
    }

    // The last resort, one option at a time: the boundary panel after panel, read at the finest
    // grid's nodes and differentiated there.
    bool solve_alone(std::ptrdiff_t i, const Put &put) const {
        const OptionTerms terms = request_.columns.at(i);
        PanelBoundary boundary(put.expiry, put.vol, put.rate, put.dividend_yield);
        if (!boundary.solve()) return false;
        const double log_spot = log_ratio(put.spot, put.strike);
        if (log_spot <= boundary.log_boundary()) {
            write(i, exercised(terms));
            return true;
        }
        const double price = larger(put.strike * boundary.price(log_spot), put.strike - put.spot);
        const PutDerivatives d = differentiate_panels(boundary, put, detail_);
        Sensitivities g = american_greeks(terms, unit_put(terms), price / put.strike, d);
        g.price = price;
        write(i, g);
        return true;
    }

  private:
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

    void write(std::ptrdiff_t i, Sensitivities g) const {
        for (int j = 0; j < kOutputs; ++j)
            if (request_.outputs[j] != nullptr) request_.outputs[j][i] = fields(g)[j];
    }

    const AmericanGreeksRequest &request_;
    GreeksDetail detail_;
};

}  // namespace

AmericanOutcome american_greeks_batch(const AmericanGreeksRequest &request) {
    return run_cascade<GreeksTask>(request);
}

}  // namespace axiom
