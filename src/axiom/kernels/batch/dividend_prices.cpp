#include <algorithm>
#include <limits>

#include "axiom/dividends/certain.hpp"
#include "axiom/dividends/closed_form.hpp"
#include "axiom/dividends/variants.hpp"
#include "axiom/dividends_batch.hpp"

namespace axiom::dividends {
namespace {

constexpr double kSmallestDeviation = 1e-6;  // vol * sqrt(expiry) below it counts as certainty
constexpr double kLargestDeviation = 6.0;    // callers keep grids below it: calls lose their digits

// How an option is priced.
enum class Way { limit, formula, certain, closed, grid };

Lane lane_of(const OptionTerms &o) {
    const double highest_vol = kLargestDeviation / std::sqrt(larger(o.expiry, kNegligible));
    return {o.spot, o.strike, o.expiry, smaller(o.vol, highest_vol), o.rate, o.dividend_yield, o.is_call > 0.5};
}

Way way_of(const Problem &problem, const OptionTerms &o) {
    if (has_nan(o) || o.expiry < kNegligible || o.spot == 0.0) return Way::limit;
    const bool plain = problem.model != DividendModel::forward && problem.schedule.count_until(o.expiry) == 0;
    if (plain && !problem.american) return is_regular(o, Model::lognormal) ? Way::formula : Way::limit;
    if (o.vol * std::sqrt(o.expiry) < kSmallestDeviation) return Way::certain;
    return !problem.american && problem.model != DividendModel::spot ? Way::closed : Way::grid;
}

Sensitivities limit_of(const Problem &problem, const OptionTerms &o) {
    const bool exercised = problem.american && o.spot == 0.0 && o.is_call < 0.5 && o.rate >= 0.0;
    if (has_nan(o) || !exercised) return limit_sensitivities(o, Model::lognormal);
    return exercised_sensitivities(lane_of(o));
}

Variants variants_for(const Request &request) {
    const auto wants = [&](std::initializer_list<int> outputs) {
        return std::any_of(outputs.begin(), outputs.end(), [&](int j) { return request.outputs[j] != nullptr; });
    };
    Variants v;
    if (wants({3, 9, 10, 12, 14, 16})) v.add(v.vol, 4);
    if (wants({5})) v.add(v.rate, 2);
    if (wants({6})) v.add(v.yield, 2);
    if (wants({7, 8})) v.add(v.cash, 2);
    if (request.by_dividend != nullptr) v.add(v.dividends, 2 * request.problem.schedule.size());
    return v;
}

class Batch {
  public:
    explicit Batch(const Request &request) : request_(request), variants_(variants_for(request)) {}

    std::ptrdiff_t run() {
        for (std::ptrdiff_t i = 0; i < request_.columns.size; ++i) {
            const OptionTerms terms = request_.columns.at(i);
            if (is_outside_domain(terms, Model::lognormal)) return i;
            sort_in(i, terms);
        }
        if (!wants_anything()) return -1;
        const std::vector<Solution> solutions = solve(request_.problem, lanes_, variants_.count, request_.threads);
        for (std::size_t i = 0; i < on_grid_.size(); ++i)
            write_solutions(on_grid_[i], false, &solutions[i * static_cast<std::size_t>(variants_.count)]);
        return -1;
    }

  private:
    bool wants_anything() const {
        return request_.by_dividend != nullptr ||
               std::any_of(request_.outputs, request_.outputs + kOutputs, [](const double *o) { return o != nullptr; });
    }

    // Answers an option without a grid, or puts its lanes on the list.
    void sort_in(std::ptrdiff_t i, const OptionTerms &terms) {
        const Way way = way_of(request_.problem, terms);
        if (way == Way::limit || way == Way::formula) {
            const bool regular = way == Way::formula;
            write(i, regular ? formula(terms, Model::lognormal) : limit_of(request_.problem, terms));
            const double each = has_nan(terms) ? std::numeric_limits<double>::quiet_NaN() : 0.0;
            write_dividends(i, [&](int) { return each; });
            return;
        }
        const Lane lane = lane_of(terms);
        const auto count = static_cast<std::size_t>(variants_.count);
        if (way == Way::grid) {
            lanes_.resize(lanes_.size() + count);
            add_variants(request_.problem, variants_, lane, false, &lanes_[lanes_.size() - count]);
            on_grid_.push_back(i);
            return;
        }
        solve_at_once(i, lane, way);
    }

    void solve_at_once(std::ptrdiff_t i, const Lane &lane, Way way) {
        const auto count = static_cast<std::size_t>(variants_.count);
        std::vector<Lane> lanes(count);
        std::vector<Solution> solutions(count);
        add_variants(request_.problem, variants_, lane, true, lanes.data());
        for (std::size_t j = 0; j < count; ++j) {
            const Solution found = way == Way::certain ? solve_certain(request_.problem, lanes[j])
                                                       : solve_closed(request_.problem, lanes[j]);
            solutions[j] = in_currency(found, lane.strike);
        }
        write_solutions(i, true, solutions.data());
    }

    void write_solutions(std::ptrdiff_t i, bool closed, const Solution *solutions) const {
        const Lane lane = lane_of(request_.columns.at(i));
        write(i, sensitivities_of(request_.problem, variants_, lane, closed, solutions));
        write_dividends(i, [&](int d) {
            return dividend_sensitivity(request_.problem, variants_, lane, closed, solutions, d);
        });
    }

    void write(std::ptrdiff_t i, Sensitivities g) const {
        for (int j = 0; j < kOutputs; ++j)
            if (request_.outputs[j] != nullptr) request_.outputs[j][i] = fields(g)[j];
    }

    template <class Sensitivity>
    void write_dividends(std::ptrdiff_t i, Sensitivity sensitivity) const {
        if (request_.by_dividend == nullptr) return;
        for (int d = 0; d < request_.problem.schedule.size(); ++d)
            request_.by_dividend[d * request_.columns.size + i] = sensitivity(d);
    }

    const Request &request_;
    Variants variants_;
    std::vector<Lane> lanes_;
    std::vector<std::ptrdiff_t> on_grid_;
};

}  // namespace

std::ptrdiff_t price_batch(const Request &request) { return Batch(request).run(); }

}  // namespace axiom::dividends
