#include "axiom/closed_forms_batch.hpp"

#include <cstring>
#include <limits>

namespace axiom::closed_forms {
namespace {

// The numbers of one contract, market first; their sum is NaN if one of them is.
struct Numbers {
    double market[4];
    double contract[kMostColumns];
    bool has_nan = false;

    Numbers(const Request &request, std::ptrdiff_t i) {
        for (int j = 0; j < 4; ++j) market[j] = checked(request.market[j].at(i));
        for (int j = 0; j < request.family->columns; ++j)
            contract[j] = checked(request.contract[j].at(i));
    }

  private:
    double checked(double value) {
        has_nan = has_nan || value != value;
        return value;
    }
};

void price_one(const Request &request, std::ptrdiff_t i) {
    const Numbers n(request, i);
    const auto market = market_at<double>(n.market[0], n.market[1], n.market[2], n.market[3]);
    request.outputs[0][i] = n.has_nan ? std::numeric_limits<double>::quiet_NaN()
                                      : request.family->price(market, n.contract);
}

void greeks_one(const Request &request, std::ptrdiff_t i) {
    const Numbers n(request, i);
    if (n.has_nan) {
        for (double *output : request.outputs) output[i] = std::numeric_limits<double>::quiet_NaN();
        return;
    }
    const auto market = market_at<Greek>(n.market[0], n.market[1], n.market[2], n.market[3]);
    const Greek value = request.family->greeks(market, n.contract);
    const double results[kResults] = {value.value,        value.first[kSpot],  value.second[0],
                                      value.first[kVol],  -value.first[kTime], value.first[kRate],
                                      value.first[kYield]};
    for (int j = 0; j < kResults; ++j) request.outputs[j][i] = results[j];
}

}  // namespace

const Family *find_family(const char *name) {
    const Family *lists[] = {barrier_families(), corridor_families(), lookback_families(),
                             terminal_families()};
    for (const Family *list : lists)
        for (const Family *family = list; family->name != nullptr; ++family)
            if (std::strcmp(family->name, name) == 0) return family;
    return nullptr;
}

void evaluate(const Request &request) {
    const bool with_greeks = request.outputs[1] != nullptr;
    run_in_threads(request.size, request.threads, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t i = begin; i < end; ++i)
            with_greeks ? greeks_one(request, i) : price_one(request, i);
    });
}

}  // namespace axiom::closed_forms
