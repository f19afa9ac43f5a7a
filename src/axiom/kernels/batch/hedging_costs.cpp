#include "axiom/hedging/costs.hpp"

#include <cmath>
#include <vector>

#include "axiom/batch.hpp"
#include "axiom/montecarlo/path_block.hpp"

namespace axiom::hedging {
namespace {

using montecarlo::kLanes;

// What all paths share between two hedges.
struct Interval {
    Moment moment;
    double discount, next_discount, cost;
};

// What a block has done so far, per option sold.
struct Account {
    alignas(64) double held[kLanes];
    alignas(64) double gain[kLanes];
    alignas(64) double trading[kLanes];
};

AXIOM_FN void settle(const Interval &k, const Holding &bounds, double spot, double next, double *held,
                     double *gain, double *trading) {
    const double target = larger(smaller(*held, bounds.most), bounds.least);
    *trading += k.cost * magnitude(target - *held) * spot * k.discount;
    *gain += target * (next * k.next_discount - spot * k.discount);
    *held = target;
}

template <bool adjusts>
AXIOM_FN void hedge_cubic(const Rule &r, const Interval &k, const double *AXIOM_RESTRICT spots,
                          const double *AXIOM_RESTRICT vols, const double *AXIOM_RESTRICT slopes,
                          Account *AXIOM_RESTRICT account) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const Holding bounds = cubic_band<adjusts>(r, k.moment, spots[l], vols[l], slopes[l]);
        settle(k, bounds, spots[l], spots[kLanes + l], &account->held[l], &account->gain[l],
               &account->trading[l]);
    }
}

AXIOM_CLONES void hedge_plainly(const Rule &given, const Interval &interval, const double *spots,
                                const double *vols, const double *slopes, Account *account) {
    const Rule r = given;
    const Interval k = interval;
    hedge_cubic<false>(r, k, spots, vols, slopes, account);
}

AXIOM_CLONES void hedge_adjusted(const Rule &given, const Interval &interval, const double *spots,
                                 const double *vols, const double *slopes, Account *account) {
    const Rule r = given;
    const Interval k = interval;
    hedge_cubic<true>(r, k, spots, vols, slopes, account);
}

AXIOM_CLONES void hedge_zakamouline(const Rule &given, const Interval &interval,
                                    const double *AXIOM_RESTRICT spots,
                                    const double *AXIOM_RESTRICT vols, const double *,
                                    Account *AXIOM_RESTRICT account) {
    const Rule r = given;
    const Interval k = interval;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const Holding bounds = zakamouline_band(r, k.moment, spots[l], vols[l]);
        settle(k, bounds, spots[l], spots[kLanes + l], &account->held[l], &account->gain[l],
               &account->trading[l]);
    }
}

using Hedge = void (*)(const Rule &, const Interval &, const double *, const double *, const double *,
                       Account *);

Hedge chosen(Family family, const Rule &r) {
    if (family == Family::zakamouline) return hedge_zakamouline;
    const bool adjusts = r.smile != 0.0 || r.constant != 0.0 || r.linear != 0.0 || r.quadratic != 0.0;
    return adjusts ? hedge_adjusted : hedge_plainly;
}

void close(const Job &job, double is_call, const double *spots, const Account &account, double *loss,
           double *trading) {
    const double discount = std::exp(-job.rate * job.expiry);
    const double direction = 2.0 * is_call - 1.0;
    for (int l = 0; l < kLanes; ++l) {
        const double payoff = discount * larger(direction * (spots[l] - job.strike), 0.0);
        const double spent = account.trading[l] + job.cost * magnitude(account.held[l]) * spots[l] * discount;
        loss[l] = job.sign * (payoff - job.premium - account.gain[l]) + spent;
        trading[l] = spent;
    }
}

Interval interval_of(const Job &job, int number) {
    const double width = job.expiry / job.hedges;
    const double left = job.expiry * (job.hedges - number) / job.hedges;
    const Moment moment{job.strike, std::log(job.strike), left, std::sqrt(left), job.rate * left,
                        std::exp(-job.rate * left / 3.0), std::pow(left, 0.05), std::pow(left, -0.02)};
    return {moment, std::exp(-job.rate * width * number),
            std::exp(-job.rate * width * (number + 1)), job.cost};
}

}  // namespace

void hedging_costs(const Job &job, Family family, const Rule &rule, const PathViews &paths,
                   std::uint64_t blocks, int threads, double *loss, double *trading) {
    std::vector<Interval> intervals;
    for (int i = 0; i < job.hedges; ++i) intervals.push_back(interval_of(job, i));
    const Hedge hedge = chosen(family, rule);
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(job.hedges + 1) * kLanes;
    run_in_threads(static_cast<std::ptrdiff_t>(blocks) * kLanes, threads,
                   [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                       for (std::ptrdiff_t b = begin / kLanes; b < end / kLanes; ++b) {
                           Account account{};
                           for (int i = 0; i < job.hedges; ++i) {
                               const std::ptrdiff_t at = b * row + static_cast<std::ptrdiff_t>(i) * kLanes;
                               hedge(rule, intervals[static_cast<std::size_t>(i)], paths.spots + at,
                                     paths.vols + at, paths.slopes + at, &account);
                           }
                           const std::ptrdiff_t end_at = b * row + (row - kLanes);
                           close(job, rule.is_call, paths.spots + end_at, account, loss + b * kLanes,
                                 trading + b * kLanes);
                       }
                   });
}

}  // namespace axiom::hedging
