#include "axiom/american/put_pricer.hpp"
#include "axiom/american/two_boundaries.hpp"
#include "axiom/american_vol_batch.hpp"
#include "axiom/vol_rounds.hpp"

namespace axiom {
namespace {

using namespace american;

constexpr std::ptrdiff_t kChunk = 512;
constexpr double kGreatestTotal = 40.0;  // vol sqrt(expiry): the price has reached its limit
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The levels of accuracy of a search, and the errors in price at which each is left.
struct Ladder {
    Level level[3];
    double tolerance[3];
    int count;
};

constexpr Ladder kLadders[] = {
    {{Level::fast, Level::medium}, {1e-3, 1e-7}, 2},
    {{Level::fast, Level::accurate}, {1e-4, 3e-9}, 2},
    {{Level::fast, Level::accurate, Level::reference}, {3e-4, 1e-6, 1e-13}, 3},
};

OptionTerms with_vol(OptionTerms terms, double vol) {
    terms.vol = vol;
    return terms;
}

// The price at infinite vol.
double greatest_price(const Put &put) {
    return put.strike * std::exp(larger(0.0, -put.rate * put.expiry));
}

class AmericanVolTask {
  public:
    AmericanVolTask(const ImpliedVolRequest &request, Accuracy accuracy)
        : request_(request), accuracy_(accuracy), ladder_(kLadders[static_cast<int>(accuracy)]) {}

    void operator()(std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t start = begin; start < end; start += kChunk) {
            items_.clear();
            for (std::ptrdiff_t i = start; i < std::min(start + kChunk, end); ++i) take(i);
            run_searches(items_, [&](const std::vector<VolItem *> &active,
                                     std::vector<double> &values) { price(active, values); });
            for (const VolItem &item : items_) write_result(request_, item.index, item.search.result());
        }
    }

  private:
    void take(std::ptrdiff_t i) {
        const OptionTerms terms = with_vol(request_.columns.at(i), 0.0);
        const double price = request_.columns.at(i).vol;
        if (is_invalid(terms, price)) {
            constexpr double nan = std::numeric_limits<double>::quiet_NaN();
            return write_result(request_, i, {nan, nan, nan, VolStatus::invalid_input});
        }
        const Put put = put_of(terms);
        if (regime_of(put) == Regime::never_exercised)
            return write_result(request_, i, implied_vol_one(terms, price, Model::lognormal));
        const double least = terms.spot == 0.0 ? larger(put.strike - put.spot, 0.0) : certain_value(put);
        VolResult early;
        if (!is_settled_early(terms, price, least, greatest_price(put), early)) {
            const double exercised = larger(put.strike - put.spot, 0.0);
            const double scale = larger(terms.spot, terms.strike);
            items_.push_back({i, terms, VolSearch({terms, price, least, exercised, scale, kGreatestTotal},
                                                  {ladder_.tolerance, ladder_.count})});
            return;
        }
        const bool has_range = terms.expiry >= axiom::kNegligible && terms.spot > 0.0;
        const bool wanted = request_.upper != nullptr && has_range;
        if (early.status == VolStatus::not_identified && wanted)
            early.upper = highest_certain_vol(terms, price);
        write_result(request_, i, early);
    }

    Level level_of(const VolSearch &search) const { return ladder_.level[search.level()]; }

    // Sorts the options into blocks of one level.
    void price(const std::vector<VolItem *> &active, std::vector<double> &values) {
        for (int rung = 0; rung < ladder_.count; ++rung) {
            int count = 0;
            Put puts[american::kLanes];
            std::size_t places[american::kLanes];
            for (std::size_t k = 0; k < active.size(); ++k) {
                if (active[k]->search.level() != rung) continue;
                const OptionTerms terms = with_vol(active[k]->terms, active[k]->search.vol());
                puts[count] = put_of(terms);
                places[count] = k;
                if (regime_of(puts[count]) == Regime::two_boundaries)
                    values[k] = two_boundary_price(terms, accuracy_).price;
                else
                    ++count;
                if (count == american::kLanes) flush(rung, puts, places, count, values);
            }
            if (count > 0) flush(rung, puts, places, count, values);
        }
    }

    void flush(int rung, const Put *puts, const std::size_t *places, int &count,
               std::vector<double> &values) {
        PutPrice prices[american::kLanes];
        pricer_.price(ladder_.level[rung], puts, count, prices);
        for (int lane = 0; lane < count; ++lane) values[places[lane]] = prices[lane].value;
        count = 0;
    }

    // Whether vol still makes no difference to the price.
    bool is_certain(const OptionTerms &terms, double price, double vol) {
        const OptionTerms at = with_vol(terms, vol);
        const Put put = put_of(at);
        const bool exercised = price <= put.strike - put.spot;
        if (regime_of(put) == Regime::two_boundaries)
            return is_at_most(two_boundary_price(at, accuracy_).price, price, at);
        PutPrice found;
        pricer_.price(ladder_.level[ladder_.count - 1], &put, 1, &found);
        if (exercised && !std::isnan(found.value)) return found.gap <= 0.0;
        return is_at_most(found.value, price, at);
    }

    // Vols without a price are either so small that they make no difference, or too large.
    static bool is_at_most(double value, double price, const OptionTerms &at) {
        return std::isnan(value) ? at.vol * std::sqrt(at.expiry) < 1.0 : value <= price;
    }

    // The vol up to which the option is worth no more than at zero vol.
    double highest_certain_vol(const OptionTerms &terms, double price) {
        double low = 1e-4 / std::sqrt(terms.expiry);
        double high = kGreatestTotal / std::sqrt(terms.expiry);
        if (!is_certain(terms, price, low)) return low;
        while (high > low * (1.0 + 1e-7)) {
            const double middle = std::sqrt(low * high);
            (is_certain(terms, price, middle) ? low : high) = middle;
        }
        return low;
    }

    const ImpliedVolRequest &request_;
    Accuracy accuracy_;
    const Ladder &ladder_;
    PutPricer pricer_;
    std::vector<VolItem> items_;
};

}  // namespace

void american_vol_batch(const ImpliedVolRequest &request, Accuracy accuracy) {
    run_in_threads(request.columns.size, request.threads,
                   [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                       AmericanVolTask(request, accuracy)(begin, end);
                   });
}

}  // namespace axiom
