#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <vector>

#include "arrays.hpp"
#include "axiom/fourier/strip.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using Flags = nb::ndarray<const std::uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Places = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

fourier::Affine affine_of(const Input &p) {
    if (p.shape(0) != 8) throw std::invalid_argument("affine model: eight parameters are needed");
    return {p(0), p(1), p(2), p(3), p(4), p(5), p(6), p(7)};
}

// Every expiry's strip by itself, dealt to the threads in turn.
template <class Task>
void deal(std::size_t size, int threads, Task task) {
    const std::size_t count = std::min(size, static_cast<std::size_t>(threads));
    const auto work = [&](std::size_t first) {
        for (std::size_t e = first; e < size; e += count) task(e);
    };
    std::vector<std::thread> workers;
    for (std::size_t w = 1; w < count; ++w) workers.emplace_back(work, w);
    if (count > 0) work(0);
    for (std::thread &worker : workers) worker.join();
}

// Values and errors, one output after the other, and how often the characteristic function was taken.
// The options of expiry e are start(e) to start(e + 1).
nb::tuple affine_strips(const Input &model, int payoff, int reach, double tolerance, const Input &expiry,
                        const Input &forward, const Places &start, const Input &strike,
                        const Flags &is_call, int threads) {
    const std::size_t expiries = expiry.shape(0), n = strike.shape(0);
    if (forward.shape(0) != expiries || start.shape(0) != expiries + 1 || is_call.shape(0) != n)
        throw std::invalid_argument("affine strips: lengths disagree");
    const fourier::Affine p = affine_of(model);
    const auto wanted = static_cast<fourier::Reach>(reach);
    std::vector<double> values(n * static_cast<std::size_t>(fourier::outputs_of(wanted))), errors(values.size());
    std::vector<std::ptrdiff_t> evaluated(expiries, 0);
    {
        const nb::gil_scoped_release released;
        deal(expiries, threads, [&](std::size_t e) {
            const std::int64_t a = start(e);
            const fourier::Strip strip{expiry(e), forward(e), start(e + 1) - a, strike.data() + a,
                                       is_call.data() + a, values.data() + a, errors.data() + a,
                                       static_cast<std::ptrdiff_t>(n)};
            evaluated[e] = fourier::price_strip(p, static_cast<fourier::Payoff>(payoff), wanted, tolerance, strip);
        });
    }
    std::ptrdiff_t total = 0;
    for (const std::ptrdiff_t each : evaluated) total += each;
    return nb::make_tuple(owned(std::move(values)), owned(std::move(errors)), total);
}

}  // namespace

void bind_fourier(nb::module_ &module) {
    using namespace nb::literals;
    module.def("affine_strips", &affine_strips, "model"_a, "payoff"_a, "reach"_a, "tolerance"_a, "expiry"_a,
               "forward"_a, "start"_a, "strike"_a, "is_call"_a, "threads"_a);
}

}  // namespace axiom::bindings
