#include "axiom/montecarlo/contract.hpp"

#include <stdexcept>

namespace axiom::montecarlo {
namespace {

// How many places a payoff takes at least, how many numbers, and how many more of them for each
// place and each asset; whether it reads one asset only.
struct Shape {
    const char *name;
    int places, numbers, per_place, per_asset;
    bool one_asset;
};

constexpr Shape kShapes[kPayoffs] = {
    {"asset", 1, 2, 0, 0, false},
    {"vanilla", 1, 3, 0, 0, true},
    {"cash_or_nothing", 1, 3, 0, 0, true},
    {"asset_or_nothing", 1, 2, 0, 0, true},
    {"forward_start", 2, 2, 0, 0, true},
    {"compound", 1, 7, 0, 0, true},
    {"chooser", 1, 8, 0, 0, true},
    {"barrier", 3, 9, 0, 0, true},
    {"barrier_at_dates", 1, 9, 0, 0, true},
    {"corridor", 3, 9, 0, 0, true},
    {"corridor_at_dates", 1, 9, 0, 0, true},
    {"arithmetic_average", 1, 3, 1, 0, true},
    {"geometric_average", 1, 3, 1, 0, true},
    {"continuous_arithmetic_average", 2, 4, 0, 0, true},
    {"continuous_geometric_average", 2, 4, 0, 0, true},
    {"fixed_lookback", 1, 4, 0, 0, true},
    {"fixed_lookback_at_dates", 1, 4, 0, 0, true},
    {"floating_lookback", 1, 4, 0, 0, true},
    {"floating_lookback_at_dates", 1, 4, 0, 0, true},
    {"cliquet", 1, 7, 0, 0, true},
    {"range_accrual", 1, 4, 0, 0, true},
    {"realised_variance", 1, 6, 0, 0, true},
    {"realised_vol", 1, 6, 0, 0, true},
    {"weighted_sum", 1, 2, 0, 1, false},
    {"best_of", 1, 2, 0, 1, false},
    {"worst_of", 1, 2, 0, 1, false},
    {"autocallable", 1, 9, 1, 1, false},
};

bool is_continuous_average(Payoff payoff) {
    return payoff == Payoff::continuous_arithmetic_average ||
           payoff == Payoff::continuous_geometric_average;
}

// Whether the first place is where a watch or an average starts, which may be now.
bool may_start_now(Payoff payoff) {
    switch (payoff) {
        case Payoff::forward_start:
        case Payoff::barrier:
        case Payoff::corridor:
        case Payoff::arithmetic_average:
        case Payoff::geometric_average:
        case Payoff::continuous_arithmetic_average:
        case Payoff::continuous_geometric_average:
        case Payoff::fixed_lookback_at_dates:
        case Payoff::floating_lookback_at_dates:
        case Payoff::range_accrual: return true;
        default: return false;
    }
}

Payoff payoff_of(const std::string &name) {
    for (int i = 0; i < kPayoffs; ++i)
        if (name == kShapes[i].name) return static_cast<Payoff>(i);
    throw std::invalid_argument("payoff '" + name + "' is unknown");
}

void require(bool holds, const Shape &shape, const char *problem) {
    if (!holds) throw std::invalid_argument("payoff '" + std::string(shape.name) + "': " + problem);
}

}  // namespace

const char *payoff_name(Payoff payoff) { return kShapes[static_cast<int>(payoff)].name; }

Contract::Contract(const std::string &payoff, std::vector<double> numbers, std::vector<int> places,
                   std::vector<double> discounts, int assets)
    : payoff_(payoff_of(payoff)),
      numbers_(std::move(numbers)),
      places_(std::move(places)),
      discounts_(std::move(discounts)),
      assets_(assets) {
    check();
}

void Contract::check() const {
    const Shape &shape = kShapes[static_cast<int>(payoff_)];
    const int count = static_cast<int>(places_.size());
    require(count >= shape.places, shape, "places are missing");
    require(assets_ >= 1 && (assets_ == 1 || !shape.one_asset), shape, "wrong number of assets");
    int needed = shape.numbers + shape.per_place * count + shape.per_asset * assets_;
    if (is_continuous_average(payoff_)) needed += places_[1] - places_[0];
    require(static_cast<int>(numbers_.size()) >= needed, shape, "numbers are missing");
    for (int i = 0; i < count; ++i) {
        const int least = i == 0 && count > 1 && may_start_now(payoff_) ? kNow : 0;
        require(places_[i] >= least && places_[i] < static_cast<int>(discounts_.size()), shape, "a place is off the grid");
        require(i == 0 || places_[i] >= places_[i - 1], shape, "places do not ascend");
    }
    if (payoff_ == Payoff::asset)
        require(numbers_[1] >= 0.0 && numbers_[1] < assets_, shape, "no such asset");
}

}  // namespace axiom::montecarlo
