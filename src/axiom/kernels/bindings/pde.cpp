#include <stdexcept>
#include <vector>

#include <nanobind/stl/vector.h>

#include "arrays.hpp"
#include "axiom/pde/problem.hpp"
#include "axiom/pde/sheet.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

constexpr std::size_t kContractTerms = 17;

// Columns: expiry; low edge: x, kind, value; high edge: the same; payoff: kink, level and slope below,
// level and slope above; four pins; whether nodes descend.
pde::Contract contract_of(const double *c) {
    const pde::EdgeTerms low{c[1], static_cast<pde::EdgeKind>(static_cast<int>(c[2])), c[3]};
    const pde::EdgeTerms high{c[4], static_cast<pde::EdgeKind>(static_cast<int>(c[5])), c[6]};
    return {c[0], {low, high}, {c[7], {c[8], c[10]}, {c[9], c[11]}}, {c[12], c[13], c[14], c[15]}, c[16] > 0.5};
}

std::vector<pde::Contract> contracts_of(const Input &terms) {
    if (terms.shape(0) % kContractTerms != 0) throw std::invalid_argument("pde contracts: 17 terms each");
    std::vector<pde::Contract> contracts(terms.shape(0) / kContractTerms);
    for (std::size_t i = 0; i < contracts.size(); ++i) contracts[i] = contract_of(terms.data() + i * kContractTerms);
    return contracts;
}

void check(const pde::Problem &p, const Input &times) {
    const std::size_t contracts = p.contracts.size(), variants = static_cast<std::size_t>(p.variants());
    if (times.shape(0) < 2 || p.places.size() != contracts * variants ||
        p.event_times.size() != contracts * p.events.size() ||
        p.event_terms.size() != contracts * p.events.size() * pde::kEventTerms ||
        p.resolution.steps.size() != p.events.size() + 1)
        throw std::invalid_argument("pde problem: lengths disagree");
}

Output pde_solve(int kind, bool american, bool two_sided, const Input &terms, const Input &places,
                 const std::vector<int> &events, const Input &event_times, const Input &event_terms,
                 const Input &times, const Input &variance, const Input &rate, const Input &yield,
                 const Input &vol_times, const Input &moneyness, const Input &vols, const Input &shifts,
                 double log_spot, int nodes, int refinement, double concentration, const std::vector<int> &steps,
                 bool graded, int threads) {
    std::vector<pde::EventKind> kinds;
    for (int event : events) kinds.push_back(static_cast<pde::EventKind>(event));
    const pde::Problem problem{
        static_cast<pde::Operator>(kind), american, two_sided, contracts_of(terms), copied(places),
        std::move(kinds), copied(event_times), copied(event_terms),
        pde::Curves(copied(times), copied(variance), copied(rate), copied(yield)),
        pde::LocalVols(copied(vol_times), copied(moneyness), copied(vols), copied(shifts), log_spot),
        {nodes, refinement, concentration, steps, graded}};
    check(problem, times);
    std::vector<double> found;
    {
        nb::gil_scoped_release release;
        found = pde::solve(problem, threads);
    }
    return owned(std::move(found));
}

Output pde_solve_sheets(bool american, const Input &terms, const Input &places, const std::vector<int> &events,
                        const Input &event_times, const Input &event_terms, const Input &times, const Input &rate,
                        const Input &yield, const Input &heston, int variance_nodes, int nodes, int refinement,
                        double concentration, const std::vector<int> &steps, bool graded, int threads) {
    if (heston.shape(0) != 6) throw std::invalid_argument("pde heston: 6 terms");
    std::vector<pde::EventKind> kinds;
    for (int event : events) kinds.push_back(static_cast<pde::EventKind>(event));
    const pde::Problem problem{pde::Operator::lognormal, american, false, contracts_of(terms), copied(places),
                               std::move(kinds), copied(event_times), copied(event_terms),
                               pde::Curves(copied(times), std::vector<double>(rate.shape(0)), copied(rate), copied(yield)),
                               pde::LocalVols({}, {}, {}, {}, 0.0),
                               {nodes, refinement, concentration, steps, graded}};
    check(problem, times);
    const pde::HestonTerms h{heston(0), heston(1), heston(2), heston(3), heston(4), heston(5), variance_nodes};
    std::vector<double> found;
    {
        nb::gil_scoped_release release;
        found = pde::solve_sheets(problem, h, threads);
    }
    return owned(std::move(found));
}

}  // namespace

void bind_pde(nb::module_ &module) {
    using namespace nb::literals;
    module.def("pde_solve", &pde_solve, "kind"_a, "american"_a, "two_sided"_a, "terms"_a, "places"_a, "events"_a,
               "event_times"_a, "event_terms"_a, "times"_a, "variance"_a, "rate"_a, "yield_"_a, "vol_times"_a,
               "moneyness"_a, "vols"_a, "shifts"_a, "log_spot"_a, "nodes"_a, "refinement"_a, "concentration"_a,
               "steps"_a, "graded"_a, "threads"_a);
    module.def("pde_solve_sheets", &pde_solve_sheets, "american"_a, "terms"_a, "places"_a, "events"_a,
               "event_times"_a, "event_terms"_a, "times"_a, "rate"_a, "yield_"_a, "heston"_a, "variance_nodes"_a,
               "nodes"_a, "refinement"_a, "concentration"_a, "steps"_a, "graded"_a, "threads"_a);
}

}  // namespace axiom::bindings
