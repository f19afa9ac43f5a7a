#include "axiom/american_vol_batch.hpp"
#include "axiom/dividends/certain.hpp"
#include "axiom/dividends/closed_form.hpp"
#include "axiom/dividends_batch.hpp"
#include "axiom/vol_rounds.hpp"

namespace axiom {
namespace {

using namespace dividends;

constexpr double kCertainTotal = 1e-6;  // vol sqrt(expiry) below it moves no price
constexpr double kLeastTotal = 1e-3;    // where the search for the highest certain vol begins
constexpr double kGreatestTotal = 6.0;  // beyond it the grids are not fine enough
constexpr int kHalvings = 34;  // leave 1e-9 of the vol

// An option quoted at its price at zero vol, which may be what exercise now gives.
struct CertainItem {
    std::ptrdiff_t index;
    OptionTerms terms;
    double price;
    bool is_exercised;
};

Lane lane_of(const OptionTerms &o) {
    return {o.spot, o.strike, o.expiry, o.vol, o.rate, o.dividend_yield, o.is_call > 0.5};
}

double intrinsic(const OptionTerms &o) {
    return larger(o.is_call > 0.5 ? o.spot - o.strike : o.strike - o.spot, 0.0);
}

// More than the option can be worth.
double greatest_price(const OptionTerms &o) {
    const double leg = o.is_call > 0.5 ? o.spot : o.strike;
    const double growth = o.is_call > 0.5 ? o.dividend_yield : o.rate;
    return leg * std::exp(larger(0.0, -growth * o.expiry));
}

// The European option on the spot less its dividends; without them where nothing would be left.
OptionTerms european_like(const Problem &problem, const OptionTerms &terms) {
    Problem escrowed = problem;
    if (problem.model == DividendModel::spot) escrowed.model = DividendModel::escrowed;
    const OptionTerms like = closed_form(escrowed, lane_of(terms)).terms;
    return like.spot > 0.1 * terms.spot && like.strike > 0.1 * terms.strike ? like : terms;
}

class DividendVolTask {
  public:
    DividendVolTask(const ImpliedVolRequest &request, const Problem &problem,
                    const std::vector<Scheme> &schemes, double tolerance,
                    american::Accuracy accuracy)
        : request_(request), problem_(problem), schemes_(schemes),
          tolerances_(schemes.size(), 1e-4), accuracy_(accuracy) {
        tolerances_.back() = tolerance;
    }

    void run() {
        for (std::ptrdiff_t i = 0; i < request_.columns.size; ++i) take(i);
        run_searches(items_, [&](const std::vector<VolItem *> &active,
                                 std::vector<double> &values) { price(active, values); });
        for (const VolItem &item : items_) write_result(request_, item.index, item.search.result());
        if (!without_dividends_.empty()) search_without_dividends();
        if (request_.upper != nullptr && !certain_.empty()) find_highest_certain_vols();
    }

  private:
    void take(std::ptrdiff_t i) {
        OptionTerms terms = request_.columns.at(i);
        const double price = terms.vol;
        terms.vol = 0.0;
        if (is_invalid(terms, price)) {
            constexpr double nan = std::numeric_limits<double>::quiet_NaN();
            return write_result(request_, i, {nan, nan, nan, VolStatus::invalid_input});
        }
        const bool closed = problem_.model != DividendModel::spot || !pays_before(terms.expiry);
        if (!problem_.american && closed) return write_result(request_, i, closed_vol(terms, price));
        if (problem_.model != DividendModel::forward && !pays_before(terms.expiry))
            return without_dividends_.push_back(i);
        const double exercised = problem_.american ? intrinsic(terms) : 0.0;
        const double least = least_price(terms, exercised);
        VolResult early;
        if (is_settled_early(terms, price, least, greatest_price(terms), early)) {
            const bool has_range = terms.expiry >= kNegligible && terms.spot > 0.0;
            if (early.status == VolStatus::not_identified && has_range)
                certain_.push_back({i, terms, price, price <= exercised});
            return write_result(request_, i, early);
        }
        const VolTarget target{european_like(problem_, terms), price, least, exercised,
                               larger(terms.spot, terms.strike), kGreatestTotal};
        const VolLevels levels{tolerances_.data(), static_cast<int>(tolerances_.size())};
        items_.push_back({i, terms, VolSearch(target, levels)});
    }

    bool pays_before(double expiry) const { return problem_.schedule.count_until(expiry) > 0; }

    // American options that see no dividend, together.
    void search_without_dividends() const {
        const std::size_t size = without_dividends_.size();
        std::vector<double> inputs[kInputs], vol(size), lower(size), upper(size);
        std::vector<std::uint8_t> is_call(size), status(size);
        ImpliedVolRequest request{request_.columns, Model::lognormal,
                                  vol.data(),       request_.lower == nullptr ? nullptr : lower.data(),
                                  request_.upper == nullptr ? nullptr : upper.data(),
                                  status.data(),    request_.threads};
        for (std::size_t k = 0; k < size; ++k)
            is_call[k] = request_.columns.at(without_dividends_[k]).is_call > 0.5 ? 1 : 0;
        for (int j = 0; j < kInputs; ++j) {
            for (std::ptrdiff_t i : without_dividends_)
                inputs[j].push_back(request_.columns.values[j].at(i));
            request.columns.values[j] = {inputs[j].data(), 1};
        }
        request.columns.is_call = is_call.data();
        request.columns.is_call_stride = 1;
        request.columns.size = static_cast<std::ptrdiff_t>(size);
        american_vol_batch(request, accuracy_);
        for (std::size_t k = 0; k < size; ++k)
            write_result(request_, without_dividends_[k],
                         {vol[k], lower[k], upper[k], static_cast<VolStatus>(status[k])});
    }

    // Black's formula holds for the part of the spot that is lognormal.
    VolResult closed_vol(const OptionTerms &terms, double price) const {
        return implied_vol_one(closed_form(problem_, lane_of(terms)).terms, price, Model::lognormal);
    }

    double least_price(const OptionTerms &terms, double exercised) const {
        if (terms.expiry < kNegligible || terms.spot == 0.0) return intrinsic(terms);
        const Lane lane = lane_of(terms);
        return larger(in_currency(solve_certain(problem_, lane), lane.strike).value[0], exercised);
    }

    // For prices of zero vol: the vols up to which the option is worth no more, all at once.
    void find_highest_certain_vols() const {
        Problem problem = problem_;
        problem.scheme = schemes_.back();
        std::vector<double> low, high;
        for (const CertainItem &item : certain_) {
            const double root_expiry = std::sqrt(item.terms.expiry);
            low.push_back(kLeastTotal / root_expiry);
            high.push_back(kGreatestTotal / root_expiry);
        }
        std::vector<Lane> lanes(certain_.size());
        for (int halving = 0; halving < kHalvings; ++halving) {
            for (std::size_t k = 0; k < lanes.size(); ++k) {
                lanes[k] = lane_of(certain_[k].terms);
                lanes[k].vol = std::sqrt(low[k] * high[k]);
            }
            const std::vector<Solution> found = solve(problem, lanes, 1, request_.threads);
            for (std::size_t k = 0; k < lanes.size(); ++k) {
                const bool certain = certain_[k].is_exercised ? found[k].exercised
                                                              : found[k].value[0] <= certain_[k].price;
                (certain ? low[k] : high[k]) = lanes[k].vol;
            }
        }
        for (std::size_t k = 0; k < certain_.size(); ++k) request_.upper[certain_[k].index] = low[k];
    }

    // One call of the engine for each level: it groups the options by their grids.
    void price(const std::vector<VolItem *> &active, std::vector<double> &values) const {
        for (std::size_t level = 0; level < schemes_.size(); ++level) {
            std::vector<Lane> lanes;
            std::vector<std::size_t> places;
            for (std::size_t k = 0; k < active.size(); ++k) {
                if (active[k]->search.level() != static_cast<int>(level)) continue;
                OptionTerms terms = active[k]->terms;
                terms.vol = active[k]->search.vol();
                if (terms.vol * std::sqrt(terms.expiry) < kCertainTotal) {
                    values[k] = least_price(terms, problem_.american ? intrinsic(terms) : 0.0);
                    continue;
                }
                lanes.push_back(lane_of(terms));
                places.push_back(k);
            }
            if (lanes.empty()) continue;
            Problem problem = problem_;
            problem.scheme = schemes_[level];
            const std::vector<Solution> found = solve(problem, lanes, 1, request_.threads);
            for (std::size_t k = 0; k < places.size(); ++k) values[places[k]] = found[k].value[0];
        }
    }

    const ImpliedVolRequest &request_;
    const Problem &problem_;
    const std::vector<Scheme> &schemes_;
    std::vector<double> tolerances_;
    american::Accuracy accuracy_;
    std::vector<VolItem> items_;
    std::vector<CertainItem> certain_;
    std::vector<std::ptrdiff_t> without_dividends_;
};

}  // namespace

void dividend_vol_batch(const ImpliedVolRequest &request, const Problem &problem,
                        const std::vector<Scheme> &schemes, double tolerance,
                        american::Accuracy accuracy) {
    DividendVolTask(request, problem, schemes, tolerance, accuracy).run();
}

}  // namespace axiom
