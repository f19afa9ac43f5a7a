#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/recursions/asian.hpp"
#include "axiom/recursions/clipped_sum.hpp"
#include "axiom/recursions/tridiagonal_flow.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

// g and its first two derivatives.
nb::tuple asian(double start, double forward, double variance, const Input &growth, const Input &variances,
                const Input &weights, int nodes) {
    const std::size_t n = growth.shape(0);
    if (variances.shape(0) != n || weights.shape(0) != n || nodes < 16 || nodes > 384)
        throw std::invalid_argument("asian: lengths disagree");
    std::vector<recursions::AsianStep> steps(n);
    for (std::size_t i = 0; i < n; ++i) steps[i] = {growth(i), variances(i), weights(i)};
    const recursions::AsianTerms terms{start, forward, variance, steps.data(), static_cast<int>(n)};
    recursions::AsianValue found;
    {
        const nb::gil_scoped_release release;
        found = recursions::asian(terms, nodes);
    }
    return nb::make_tuple(found.value, found.first, found.second);
}

double expected_clipped_sum(const Input &means, const Input &deviations, double lower, double upper,
                            double least, double most, double past, int points) {
    const std::size_t n = means.shape(0);
    if (n == 0 || deviations.shape(0) != n || points < 2 || points > 32)
        throw std::invalid_argument("expected_clipped_sum: lengths disagree");
    std::vector<recursions::Period> periods(n);
    for (std::size_t i = 0; i < n; ++i) periods[i] = {means(i), deviations(i)};
    const recursions::ClippedSum terms{periods.data(), static_cast<int>(n), lower, upper, least, most, past};
    const nb::gil_scoped_release release;
    return recursions::expected_clipped_sum(terms, points);
}

using Rows = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Table = nb::ndarray<nb::numpy, double, nb::ndim<2>>;

// Logarithms at the start and after each step; one row of the matrices serves every step.
Table tridiagonal_flow(const Input &start, const Input &lengths, const Rows &diagonal, const Rows &up,
                       const Rows &down) {
    const std::size_t n = start.shape(0), steps = lengths.shape(0), rows = diagonal.shape(0);
    for (const Rows *matrix : {&diagonal, &up, &down})
        if (matrix->shape(0) != rows || matrix->shape(1) != n || (rows != 1 && rows != steps))
            throw std::invalid_argument("tridiagonal_flow: shapes disagree");
    auto *logs = new std::vector<double>((steps + 1) * n);
    nb::capsule owner(logs, [](void *p) noexcept { delete static_cast<std::vector<double> *>(p); });
    {
        const nb::gil_scoped_release release;
        recursions::TridiagonalFlow flow(n);
        flow.start(start.data());
        flow.logs(logs->data());
        for (std::size_t s = 0; s < steps; ++s) {
            const std::size_t at = rows == 1 ? 0 : s * n;
            flow.advance({diagonal.data() + at, up.data() + at, down.data() + at}, lengths(s));
            flow.logs(logs->data() + (s + 1) * n);
        }
    }
    return Table(logs->data(), {steps + 1, n}, owner);
}

}  // namespace

void bind_recursions(nb::module_ &module) {
    using namespace nb::literals;
    module.def("asian", &asian, "start"_a, "forward"_a, "variance"_a, "growth"_a, "variances"_a, "weights"_a,
               "nodes"_a);
    module.def("expected_clipped_sum", &expected_clipped_sum, "means"_a, "deviations"_a, "lower"_a, "upper"_a,
               "least"_a, "most"_a, "past"_a, "points"_a);
    module.def("tridiagonal_flow", &tridiagonal_flow, "start"_a, "lengths"_a, "diagonal"_a, "up"_a, "down"_a);
}

}  // namespace axiom::bindings
