#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "arrays.hpp"
#include "axiom/bivariate_normal.hpp"
#include "axiom/several/each.hpp"
#include "axiom/several/multivariate_normal.hpp"
#include "axiom/several/terminal.hpp"
#include "module.hpp"

namespace nb = nanobind;

namespace axiom::bindings {
namespace {

using several::kMostAssets;
using several::Terminal;
using several::Value;

Output bivariate(const Input &x, const Input &y, const Input &rho) {
    const std::size_t n = x.shape(0);
    if (y.shape(0) != n || rho.shape(0) != n)
        throw std::invalid_argument("bivariate_normal: lengths disagree");
    std::vector<double> out(n);
    for (std::size_t i = 0; i < n; ++i) {
        const bool is_nan = std::isnan(x(i)) || std::isnan(y(i)) || std::isnan(rho(i));
        out[i] = is_nan ? std::numeric_limits<double>::quiet_NaN() : bivariate_normal(x(i), y(i), rho(i));
    }
    return owned(std::move(out));
}

// One probability; `correlation` row by row.
double multivariate(const Input &upper, const Input &correlation, int points) {
    const std::size_t n = upper.shape(0);
    if (n > kMostAssets || correlation.shape(0) != n * n || points < 2 || points > several::kMostPoints)
        throw std::invalid_argument("normal_probability: lengths disagree");
    several::Normals normals;
    normals.count = static_cast<int>(n);
    for (std::size_t i = 0; i < n; ++i) {
        normals.upper[i] = upper(i);
        for (std::size_t j = 0; j < n; ++j) normals.correlation.at[i][j] = correlation(i * n + j);
    }
    return several::normal_probability(normals, points);
}

// Columns of a batch: n forwards, weights and n * n covariances a contract, one contract after another.
struct Contracts {
    const Input &forwards, &covariance, &strike;
    std::size_t size, assets;

    Contracts(const Input &f, const Input &c, const Input &k)
        : forwards(f), covariance(c), strike(k), size(k.shape(0)), assets(size ? f.shape(0) / size : 0) {
        if (assets == 0 || assets > kMostAssets || f.shape(0) != size * assets ||
            c.shape(0) != size * assets * assets)
            throw std::invalid_argument("several assets: lengths disagree");
    }

    Terminal at(std::size_t m) const {
        Terminal t;
        t.assets = static_cast<int>(assets);
        for (std::size_t i = 0; i < assets; ++i) {
            t.forwards[i] = forwards(m * assets + i);
            for (std::size_t j = 0; j < assets; ++j)
                t.covariance.at[i][j] = covariance((m * assets + i) * assets + j);
        }
        return t;
    }
};

// Value, error, evaluations, gradient and Hessian, each for all contracts; task(m) values one.
template <class Task>
nb::tuple for_each(const Contracts &contracts, int threads, Task task) {
    const std::size_t size = contracts.size, n = contracts.assets;
    std::vector<double> value(size), error(size), evaluations(size), gradient(size * n), hessian(size * n * n);
    {
        const nb::gil_scoped_release release;
        several::run_each(size, threads, [&](std::size_t m) {
            const Value found = task(m);
            value[m] = found.value, error[m] = found.error, evaluations[m] = found.evaluations;
            for (std::size_t i = 0; i < n; ++i) {
                gradient[m * n + i] = found.gradient[i];
                for (std::size_t j = 0; j < n; ++j)
                    hessian[(m * n + i) * n + j] = found.hessian.at[i][j];
            }
        });
    }
    return nb::make_tuple(owned(std::move(value)), owned(std::move(error)), owned(std::move(evaluations)),
                          owned(std::move(gradient)), owned(std::move(hessian)));
}

nb::tuple sum_options(const Input &forwards, const Input &covariance, const Input &weights,
                      const Input &strike, double tolerance, int threads) {
    const Contracts contracts(forwards, covariance, strike);
    if (weights.shape(0) != forwards.shape(0))
        throw std::invalid_argument("sum_options: lengths disagree");
    const double *w = weights.data(), *k = strike.data();
    return for_each(contracts, threads, [&, w, k](std::size_t m) {
        return several::sum_option(contracts.at(m), w + m * contracts.assets, k[m], tolerance);
    });
}

nb::tuple extremes(const Input &forwards, const Input &covariance, const Input &strike, bool of_largest,
                   double tolerance, int threads) {
    const Contracts contracts(forwards, covariance, strike);
    const double *k = strike.data();
    return for_each(contracts, threads, [&, k](std::size_t m) {
        return several::extreme(contracts.at(m), k[m], of_largest, tolerance);
    });
}

}  // namespace

void bind_several_assets(nb::module_ &module) {
    using namespace nb::literals;
    module.def("bivariate_normal", &bivariate, "x"_a, "y"_a, "rho"_a);
    module.def("normal_probability", &multivariate, "upper"_a, "correlation"_a, "points"_a);
    module.def("sum_options", &sum_options, "forwards"_a, "covariance"_a, "weights"_a, "strike"_a,
               "tolerance"_a, "threads"_a);
    module.def("extremes", &extremes, "forwards"_a, "covariance"_a, "strike"_a, "of_largest"_a,
               "tolerance"_a, "threads"_a);
}

}  // namespace axiom::bindings
