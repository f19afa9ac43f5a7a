#include "axiom/american/put_pricer.hpp"

#include <limits>

#include "axiom/american/acceptance.hpp"

namespace axiom::american {

AXIOM_CLONES void solve_medium(PutBlock &block, Workspace<Medium> &workspace) {
    derive(block.put);
    solve_boundary<Medium>(block.put, workspace, Medium::tolerance);
    price_puts<Medium>(block, workspace);
}

template <class Scheme>
void PutPricer::solve(void (*solver)(PutBlock &, Workspace<Scheme> &),
                      std::unique_ptr<Workspace<Scheme>> &workspace, const Put *puts, int count,
                      PutPrice *prices) {
    if (workspace == nullptr) workspace = std::make_unique<Workspace<Scheme>>();
    for (int lane = 0; lane < kLanes; ++lane) {
        const Put &put = puts[lane < count ? lane : 0];
        block_.put.log_spot[lane] = log_ratio(put.spot, put.strike);
        block_.put.expiry[lane] = put.expiry;
        block_.put.vol[lane] = put.vol;
        block_.put.rate[lane] = put.rate;
        block_.put.dividend_yield[lane] = put.dividend_yield;
    }
    solver(block_, *workspace);
    for (int lane = 0; lane < count; ++lane) {
        const Put &put = puts[lane];
        const double gap = block_.put.log_spot[lane] - block_.log_boundary[lane];
        const double held = put.strike * block_.value[lane];
        prices[lane] = {gap <= 0.0 ? put.strike - put.spot : held, gap};
        if (!serves<Scheme>(put) || !is_solved<Scheme>(block_, lane))
            prices[lane].value = std::numeric_limits<double>::quiet_NaN();
    }
}

void PutPricer::price(Level level, const Put *puts, int count, PutPrice *prices) {
    if (level == Level::fast) solve<Fast>(solve_fast, fast_, puts, count, prices);
    if (level == Level::medium) solve<Medium>(solve_medium, medium_, puts, count, prices);
    if (level == Level::accurate) solve<Accurate>(solve_accurate, accurate_, puts, count, prices);
    if (level == Level::reference) solve<Reference>(solve_reference, reference_, puts, count, prices);
    for (int lane = 0; lane < count; ++lane)
        if (std::isnan(prices[lane].value)) prices[lane] = price_alone(level, puts[lane]);
}

PutPrice PutPricer::price_alone(Level level, const Put &put) {
    const std::uint8_t is_call = 0;
    PutPrice found{std::numeric_limits<double>::quiet_NaN(), 0.0};
    double lower, upper;
    AmericanRequest request{};
    const double *inputs[] = {&put.spot, &put.strike, &put.expiry,
                              &put.vol,  &put.rate,   &put.dividend_yield};
    for (int j = 0; j < kInputs; ++j) request.columns.values[j] = {inputs[j], 0};
    request.columns.is_call = &is_call;
    request.columns.carries = 1.0;
    request.columns.size = 1;
    request.accuracy = level == Level::reference ? Accuracy::reference : Accuracy::accurate;
    request.price = &found.value;
    request.lower = &lower;
    request.upper = &upper;
    request.threads = 1;
    if (american_batch(request).index >= 0) return {std::numeric_limits<double>::quiet_NaN(), 0.0};
    found.gap = std::log(put.spot / upper);
    return found;
}

}  // namespace axiom::american
