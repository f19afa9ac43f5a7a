#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/tuple.h>

#include <stdexcept>
#include <tuple>
#include <vector>

#include "arrays.hpp"
#include "axiom/markets/heston.hpp"
#include "axiom/markets/maker.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using markets::MakerSteps;
using markets::MarketTerms;

using Matrix = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Seeds = nb::ndarray<const std::uint64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Places = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Choice = nb::ndarray<const std::uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

void require(bool condition, const char *what) {
    if (!condition) throw std::invalid_argument(what);
}

// Hands a vector to NumPy in a given shape.
nb::object shaped(std::vector<double> &&values, std::initializer_list<std::size_t> shape) {
    auto *kept = new std::vector<double>(std::move(values));
    nb::capsule owner(kept, [](void *p) noexcept { delete static_cast<std::vector<double> *>(p); });
    return nb::cast(nb::ndarray<nb::numpy, double>(kept->data(), shape, owner));
}

markets::DepthTerms depth_of(std::tuple<int, double, double> terms) {
    const auto [kind, decay, shift] = terms;
    return {static_cast<markets::DepthKind>(kind), decay, shift};
}

void make_terms(MarketTerms *self, std::tuple<int, double, double, double> mid,
                const Input &move_times, std::tuple<int, double, double> bid_depth,
                std::tuple<int, double, double> ask_depth, std::tuple<bool, double, double> decays,
                std::tuple<double, double, double, double, double, double, double> flow,
                std::tuple<double, double, bool> jump, std::tuple<bool, double, bool> delay,
                std::tuple<double, bool, double> queue, std::tuple<double, double> fees, double tick,
                int limit) {
    require(limit > 0, "MakerTerms: the limit must be positive");
    const auto [mid_kind, start, drift, vol] = mid;
    const auto [bid_baseline, ask_baseline, own, cross, decay, bid_excess, ask_excess] = flow;
    const auto [is_drawn, lowest, highest] = decays;
    const auto [probability, size, jump_is_exponential] = jump;
    const auto [is_posted, mean, delay_is_exponential] = delay;
    const auto [ahead, queue_is_exponential, cancel_rate] = queue;
    const auto [per_unit, share] = fees;
    new (self) MarketTerms{
        {static_cast<markets::MidKind>(mid_kind), start, drift, vol, copied(move_times)},
        depth_of(bid_depth), depth_of(ask_depth), {is_drawn, lowest, highest},
        {bid_baseline, ask_baseline, own, cross, decay, bid_excess, ask_excess},
        {probability, size, jump_is_exponential},
        {is_posted, mean, delay_is_exponential},
        {ahead, queue_is_exponential, cancel_rate},
        per_unit, share, tick, limit};
}

// The second array holds mid, inventory and wealth at every decision: [3][episodes][steps + 1].
nb::tuple run_maker(const MarketTerms &terms, const Input &ends, const Matrix &bid,
                    const Matrix &ask, const Matrix &levels, std::uint64_t seed,
                    std::uint64_t first_episode, std::size_t episodes, int threads, bool recorded) {
    const std::size_t steps = ends.shape(0), width = 2 * static_cast<std::size_t>(terms.limit) + 1;
    require(bid.shape(0) == steps && bid.shape(1) == width && ask.shape(0) == steps &&
                ask.shape(1) == width,
            "run_maker: the table does not fit steps and limit");
    require((levels.shape(0) == 1 || levels.shape(0) == episodes) &&
                levels.shape(1) == terms.mid.times.size() + 1,
            "run_maker: the levels do not fit episodes and moves");
    require(threads > 0 && episodes > 0 && steps > 0, "run_maker: sizes must be positive");
    std::vector<double> summary(episodes * markets::kSummary);
    const std::size_t path = episodes * (steps + 1);
    std::vector<double> paths(recorded ? 3 * path : 0);
    double *mid = recorded ? paths.data() : nullptr;
    {
        const nb::gil_scoped_release released;
        const markets::OfferTable table = markets::with_reach(
            terms, static_cast<std::ptrdiff_t>(steps), bid.data(), ask.data());
        markets::run_maker({&terms, &table, ends.data(), levels.data(),
                            static_cast<std::ptrdiff_t>(levels.shape(0)), seed, first_episode,
                            static_cast<std::ptrdiff_t>(episodes), threads, summary.data(), mid,
                            recorded ? mid + path : nullptr, recorded ? mid + 2 * path : nullptr});
    }
    nb::object kept = recorded ? shaped(std::move(paths), {3, episodes, steps + 1}) : nb::none();
    return nb::make_tuple(shaped(std::move(summary), {episodes, markets::kSummary}), kept);
}

void make_steps(MakerSteps *self, const MarketTerms &terms, const Input &ends, std::size_t count) {
    require(ends.shape(0) > 0 && count > 0, "MakerSteps: sizes must be positive");
    new (self) MakerSteps(terms, copied(ends), static_cast<std::ptrdiff_t>(count));
}

void restart(MakerSteps &self, const Places &chosen, const Seeds &seeds, const Seeds &episodes,
             const Matrix &levels) {
    const std::size_t n = chosen.shape(0);
    require(seeds.shape(0) == n && episodes.shape(0) == n &&
                (levels.shape(0) == 1 || levels.shape(0) == n) &&
                static_cast<std::ptrdiff_t>(levels.shape(1)) == self.levels(),
            "MakerSteps.restart: sizes disagree");
    for (std::size_t i = 0; i < n; ++i) {
        require(chosen(i) >= 0 && chosen(i) < self.count(), "MakerSteps.restart: no such episode");
        const std::size_t row = levels.shape(0) > 1 ? i : 0;
        self.restart(chosen(i), {seeds(i), episodes(i)}, levels.data() + row * levels.shape(1));
    }
}

void advance(MakerSteps &self, const Input &bid, const Input &ask, const Choice &chosen,
             int threads) {
    const auto n = static_cast<std::size_t>(self.count());
    require(bid.shape(0) == n && ask.shape(0) == n && chosen.shape(0) == n && threads > 0,
            "MakerSteps.advance: sizes disagree");
    const nb::gil_scoped_release released;
    self.advance(bid.data(), ask.data(), chosen.data(), threads);
}

nb::object observe(const MakerSteps &self) {
    const auto n = static_cast<std::size_t>(self.count());
    std::vector<double> seen(markets::kView * n);
    self.observe(seen.data());
    return shaped(std::move(seen), {n, markets::kView});
}

// coefficients as `heston_coefficients` makes them for one step.
nb::tuple heston_moves(const Input &coefficients, const Input &variance, const Input &z_variance,
                       const Input &z_spot) {
    const std::size_t n = variance.shape(0);
    require(coefficients.shape(0) == 11 && z_variance.shape(0) == n && z_spot.shape(0) == n,
            "heston_moves: sizes disagree");
    const double *c = coefficients.data();
    std::vector<double> move(n), after(n);
    markets::heston_moves({c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10]},
                          static_cast<std::ptrdiff_t>(n), variance.data(), z_variance.data(),
                          z_spot.data(), move.data(), after.data());
    return nb::make_tuple(owned(std::move(move)), owned(std::move(after)));
}

nb::object episode_numbers(const Seeds &seeds, const Seeds &episodes, int purpose,
                           std::uint64_t batch) {
    const std::size_t n = seeds.shape(0);
    require(episodes.shape(0) == n && purpose >= 0 && purpose < markets::kPurposeCount,
            "episode_numbers: sizes disagree, or no such purpose");
    std::vector<double> numbers(n * markets::kBatch);
    for (std::size_t i = 0; i < n; ++i)
        markets::fill_batch({seeds(i), episodes(i)}, static_cast<markets::Purpose>(purpose), batch,
                            numbers.data() + i * markets::kBatch);
    return shaped(std::move(numbers), {n, markets::kBatch});
}

}  // namespace

void bind_markets(nb::module_ &module) {
    using namespace nb::literals;
    nb::class_<MarketTerms>(module, "MakerTerms")
        .def("__init__", &make_terms, "mid"_a, "move_times"_a, "bid_depth"_a, "ask_depth"_a,
             "decays"_a, "flow"_a, "jump"_a, "delay"_a, "queue"_a, "fees"_a, "tick"_a, "limit"_a);
    nb::class_<MakerSteps>(module, "MakerSteps")
        .def("__init__", &make_steps, "terms"_a, "ends"_a, "count"_a)
        .def("restart", &restart, "chosen"_a, "seeds"_a, "episodes"_a, "levels"_a)
        .def("advance", &advance, "bid"_a, "ask"_a, "chosen"_a, "threads"_a)
        .def("observe", &observe);
    module.def("run_maker", &run_maker, "terms"_a, "ends"_a, "bid"_a, "ask"_a, "levels"_a, "seed"_a,
               "first_episode"_a, "episodes"_a, "threads"_a, "recorded"_a);
    module.def("heston_moves", &heston_moves, "coefficients"_a, "variance"_a, "z_variance"_a,
               "z_spot"_a);
    module.def("episode_numbers", &episode_numbers, "seeds"_a, "episodes"_a, "purpose"_a, "batch"_a);
}

}  // namespace axiom::bindings
