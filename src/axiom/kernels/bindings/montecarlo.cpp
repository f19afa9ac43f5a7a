#include "montecarlo.hpp"

#include "axiom/montecarlo/driver.hpp"
#include "axiom/random/sobol.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using SourcePointer = std::shared_ptr<random::Source>;
using Words = nb::ndarray<const std::uint32_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

// The spots themselves, asset by asset and time by time: for tests and control variates.
class Spots final : public montecarlo::Product {
  public:
    Spots(int assets, int times) : assets_(assets), times_(times) {}
    int outputs() const override { return assets_ * times_; }
    int assets() const override { return assets_; }
    int times() const override { return times_; }
    void evaluate(const montecarlo::PathBlock &block, double *out) const override {
        const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(outputs()) * montecarlo::kLanes;
        for (std::ptrdiff_t i = 0; i < size; ++i) out[i] = block.spot[i];
    }

  private:
    int assets_, times_;
};

ProductPointer spots(int assets, int times) {
    require(assets > 0 && times > 0, "spots: sizes must be positive");
    return std::make_shared<Spots>(assets, times);
}

SourcePointer pseudorandom(std::uint64_t seed, bool antithetic) {
    return std::make_shared<random::Pseudorandom>(seed, antithetic);
}

// initial[dimension] holds the degree, the polynomial and the initial numbers m_1 ... m_degree.
SourcePointer sobol(std::uint64_t seed, const Words &initial, const Input &years) {
    require(years.shape(0) > 0, "sobol: no steps");
    const std::size_t count = initial.shape(0), width = initial.shape(1);
    std::vector<std::uint32_t> directions(count * random::kDigits);
    for (std::size_t d = 0; d < count; ++d) {
        const std::uint32_t *row = initial.data() + d * width;
        require(row[0] + 2 <= width, "sobol: a row is too short for its degree");
        random::direction_numbers(row[1], static_cast<int>(row[0]), row + 2,
                                  directions.data() + d * random::kDigits);
    }
    return std::make_shared<random::Sobol>(seed, std::move(directions), copied(years));
}

void check_shape(const montecarlo::Simulator &s, const montecarlo::Simulator &first) {
    require(s.steps() == first.steps() && s.factors() == first.factors() &&
                s.times() == first.times() && s.assets() == first.assets(),
            "simulators differ in shape");
}

std::vector<montecarlo::Combination> sparse(const Table &weights) {
    std::vector<montecarlo::Combination> terms;
    for (std::size_t i = 0; i < weights.shape(0); ++i)
        for (std::size_t j = 0; j < weights.shape(1); ++j)
            if (weights(i, j) != 0.0)
                terms.push_back({static_cast<int>(i), static_cast<int>(j), weights(i, j)});
    return terms;
}

nb::tuple as_arrays(const std::vector<montecarlo::Moments> &groups) {
    std::vector<double> mean, cross;
    for (const montecarlo::Moments &g : groups) {
        mean.insert(mean.end(), g.mean.begin(), g.mean.end());
        cross.insert(cross.end(), g.cross.begin(), g.cross.end());
    }
    return nb::make_tuple(groups[0].count, owned(std::move(mean)), owned(std::move(cross)));
}

nb::tuple run_paths(const std::vector<SimulatorPointer> &simulators,
                    const std::vector<ProductPointer> &products, const SourcePointer &source,
                    const Table &weights,
                    int groups, std::uint64_t first_block, std::uint64_t blocks, int threads,
                    bool with_cross) {
    require(!simulators.empty() && simulators.size() == products.size(),
            "run_paths: one product a simulator");
    require(groups > 0 && blocks > 0 && threads > 0, "run_paths: sizes must be positive");
    montecarlo::Plan plan{{}, source, sparse(weights), static_cast<int>(weights.shape(0)), groups,
                          first_block, blocks, threads, with_cross};
    const montecarlo::Simulator &first = *simulators[0];
    const int outputs = products[0]->outputs();
    for (std::size_t i = 0; i < simulators.size(); ++i) {
        check_shape(*simulators[i], first);
        require(products[i]->outputs() == outputs && products[i]->times() == first.times() &&
                    products[i]->assets() == first.assets(),
                "run_paths: a product does not fit its simulator");
        plan.scenarios.push_back({simulators[i], products[i]});
    }
    require(weights.shape(1) == simulators.size() * static_cast<std::size_t>(outputs) &&
                weights.shape(0) > 0,
            "run_paths: the weights do not fit the outputs");
    std::vector<montecarlo::Moments> moments;
    {
        const nb::gil_scoped_release released;
        moments = montecarlo::run(plan);
    }
    return as_arrays(moments);
}

Output simulate_paths(const SimulatorPointer &simulator, const SourcePointer &source,
                      std::uint32_t group, std::uint64_t first_block, std::uint64_t blocks,
                      int threads) {
    require(blocks > 0 && threads > 0, "simulate_paths: sizes must be positive");
    std::vector<double> paths(blocks * montecarlo::kLanes *
                              static_cast<std::size_t>(simulator->times()) *
                              static_cast<std::size_t>(simulator->assets()));
    {
        const nb::gil_scoped_release released;
        montecarlo::simulate_paths(*simulator, *source, group, first_block, blocks, threads,
                                   paths.data());
    }
    return owned(std::move(paths));
}

// Numbers as simulators get them: normals[step][factor][lane].
Output draw_normals(const SourcePointer &source, std::uint32_t group, std::uint64_t block, int steps,
                    int factors) {
    require(steps > 0 && factors > 0, "draw_normals: sizes must be positive");
    const std::size_t row = montecarlo::kLanes;
    std::vector<double> normals(static_cast<std::size_t>(steps) * static_cast<std::size_t>(factors) * row);
    std::vector<double> scratch((static_cast<std::size_t>(steps) + 1) * row);
    source->fill(group, block, steps, factors, normals.data(), scratch.data());
    return owned(std::move(normals));
}

nb::tuple philox_words(std::uint32_t c0, std::uint32_t c1, std::uint32_t c2, std::uint32_t c3,
                       std::uint64_t seed) {
    const random::Words w = random::philox({{c0, c1, c2, c3}}, random::key_of(seed));
    return nb::make_tuple(w.w[0], w.w[1], w.w[2], w.w[3]);
}

}  // namespace

void bind_montecarlo(nb::module_ &module) {
    using namespace nb::literals;
    nb::class_<montecarlo::Simulator>(module, "Simulator")
        .def_prop_ro("assets", &montecarlo::Simulator::assets)
        .def_prop_ro("times", &montecarlo::Simulator::times)
        .def_prop_ro("steps", &montecarlo::Simulator::steps)
        .def_prop_ro("factors", &montecarlo::Simulator::factors);
    nb::class_<montecarlo::Product>(module, "Product")
        .def_prop_ro("outputs", &montecarlo::Product::outputs);
    nb::class_<random::Source>(module, "Source")
        .def_prop_ro("independent_lanes", &random::Source::independent_lanes);
    module.def("spots", &spots, "assets"_a, "times"_a);
    module.def("pseudorandom", &pseudorandom, "seed"_a, "antithetic"_a);
    module.def("sobol", &sobol, "seed"_a, "initial"_a, "years"_a);
    module.def("run_paths", &run_paths, "simulators"_a, "products"_a, "source"_a, "weights"_a,
               "groups"_a, "first_block"_a, "blocks"_a, "threads"_a, "with_cross"_a);
    module.def("simulate_paths", &simulate_paths, "simulator"_a, "source"_a, "group"_a,
               "first_block"_a, "blocks"_a, "threads"_a);
    module.def("draw_normals", &draw_normals, "source"_a, "group"_a, "block"_a, "steps"_a, "factors"_a);
    module.def("philox_words", &philox_words, "c0"_a, "c1"_a, "c2"_a, "c3"_a, "seed"_a);
}

}  // namespace axiom::bindings
