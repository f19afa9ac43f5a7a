#include "axiom/american/put_pricer.hpp"

#include <limits>

#include "axiom/american/acceptance.hpp"

namespace axiom::american {

AXIOM_CLONES void solve_block(PutBlock &block, Workspace<Medium> &workspace) {
    derive(block.put);
    solve_boundary<Medium>(block.put, workspace, Medium::tolerance);
    price_puts<Medium>(block, workspace);
}

template <class Scheme>
void PutPricer::solve(std::unique_ptr<Workspace<Scheme>> &workspace, const Put *puts, int count,
                      PutPrice *prices) {
    if (workspace == nullptr) workspace = std::make_unique<Workspace<Scheme>>();
    for (int lane = 0; lane < kLanes; ++lane)
        load_put(block_.put, lane, puts[lane < count ? lane : 0]);
    solve_block(block_, *workspace);
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
    if (level == Level::fast) solve(fast_, puts, count, prices);
    if (level == Level::medium) solve(medium_, puts, count, prices);
    if (level == Level::accurate) solve(accurate_, puts, count, prices);
    if (level == Level::reference) solve(reference_, puts, count, prices);
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
