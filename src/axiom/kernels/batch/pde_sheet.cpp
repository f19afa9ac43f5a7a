#include "axiom/pde/sheet.hpp"

#include "axiom/pde/events.hpp"
#include "axiom/pde/lanes.hpp"
#include "axiom/pde/read_off.hpp"

namespace axiom::pde {
namespace {

Stencil stencil(double h0, double h1) {
    const double on = 1.0 / (h0 + h1);
    return {{-on * h1 / h0, (h1 - h0) / (h0 * h1), on * h0 / h1},
            {2.0 * on / h0, -2.0 / (h0 * h1), 2.0 * on / h1}};
}

bool is_free(EdgeKind kind) { return kind == EdgeKind::line; }

}  // namespace

Sheet::Sheet(const Problem &problem, const HestonTerms &heston) : problem_(problem), heston_(heston) {
    const int refinement = problem.resolution.refinement;
    rows_ = static_cast<std::size_t>(problem.resolution.nodes * refinement) + 1;
    columns_ = static_cast<std::size_t>(heston.nodes * refinement) + 1;
    const double none = std::nan("");
    const Contract variances{0.0, {{0.0, EdgeKind::kept, 0.0}, {heston.largest, EdgeKind::line, 0.0}},
                             {none, {0.0, 0.0}, {0.0, 0.0}}, {heston.variance, none, none, none}, false};
    v_ = place_nodes(variances, heston.nodes, refinement, 5.0);
    in_v_.resize(columns_);
    for (std::size_t j = 1; j + 1 < columns_; ++j) in_v_[j] = stencil(v_[j] - v_[j - 1], v_[j + 1] - v_[j]);
    const double h0 = v_[1] - v_[0], h1 = v_[2] - v_[1], last = v_[columns_ - 1] - v_[columns_ - 2];
    first_v_[0] = -(2.0 * h0 + h1) / (h0 * (h0 + h1));
    first_v_[1] = (h0 + h1) / (h0 * h1);
    first_v_[2] = -h0 / (h1 * (h0 + h1));
    in_v_[0] = {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}};
    in_v_[columns_ - 1] = {{0.0, 0.0, 0.0}, {2.0 / (last * last), -2.0 / (last * last), 0.0}};
    const std::size_t size = rows_ * columns_;
    for (auto *values : {&u_, &y_, &begin_, &turned_, &mixed_[0], &mixed_[1], &along_x_[0], &along_x_[1],
                         &along_v_[0], &along_v_[1], &matrix_x_.inverse, &matrix_x_.behind, &matrix_x_.ahead})
        values->resize(size);
    for (auto *values : {&matrix_v_.inverse, &matrix_v_.behind, &matrix_v_.ahead}) values->resize(columns_);
    if (problem.american) {
        floor_.resize(rows_);
        multiplier_.resize(size);
    }
}

void Sheet::operator()(std::size_t contract, int variant, double *out) {
    contract_ = contract;
    variant_ = variant;
    theta_ = -1.0;
    place(contract);
    begin();
    for (std::size_t stretch = 0; stretch <= problem_.events.size(); ++stretch) {
        march(stretch);
        if (stretch < problem_.events.size()) apply_event(stretch);
    }
    const std::size_t lane = contract * static_cast<std::size_t>(problem_.variants()) + static_cast<std::size_t>(variant);
    read_off(problem_.places[lane], out);
}

void Sheet::place(std::size_t contract) {
    const Resolution &r = problem_.resolution;
    x_ = place_nodes(problem_.contracts[contract], r.nodes, r.refinement, r.concentration);
    growth_.resize(rows_);
    in_x_.resize(rows_);
    for (std::size_t i = 0; i < rows_; ++i) {
        growth_[i] = std::exp(x_[i]);
        if (i > 0 && i + 1 < rows_) in_x_[i] = stencil(x_[i] - x_[i - 1], x_[i + 1] - x_[i]);
    }
}

void Sheet::begin() {
    const Contract &contract = problem_.contracts[contract_];
    const Payoff &payoff = contract.payoff;
    const double tolerance = 1e-10 * (x_.back() - x_.front());
    for (std::size_t i = 0; i < rows_; ++i) {
        const double below = payoff.on_side(0, growth_[i]), above = payoff.on_side(1, growth_[i]);
        const bool on_kink = std::fabs(x_[i] - payoff.kink) < tolerance;
        const double value = on_kink ? 0.5 * (below + above) : x_[i] > payoff.kink ? above : below;
        for (std::size_t j = 0; j < columns_; ++j) u_[at(i, j)] = value;
        if (problem_.american) floor_[i] = value;
    }
    if (problem_.american) std::fill(multiplier_.begin(), multiplier_.end(), 0.0);
    for (int end = 0; end < 2; ++end) {
        level_[end] = contract.edges[end].value;
        slope_[end] = 0.0;
    }
    fit_lines();
    set_edges(u_);
}

void Sheet::fit_lines() {
    const std::size_t outer[2] = {0, rows_ - 1}, inner[2] = {1, rows_ - 2};
    for (int end = 0; end < 2; ++end) {
        if (!is_free(problem_.contracts[contract_].edges[end].kind)) continue;
        slope_[end] = (u_[at(outer[end], 0)] - u_[at(inner[end], 0)]) / (growth_[outer[end]] - growth_[inner[end]]);
        level_[end] = u_[at(outer[end], 0)] - slope_[end] * growth_[outer[end]];
    }
}

void Sheet::set_edges(std::vector<double> &u) const {
    for (int end = 0; end < 2; ++end) {
        const std::size_t i = end == 0 ? 0 : rows_ - 1;
        double value = level_[end] + slope_[end] * growth_[i];
        if (problem_.american) value = std::max(value, floor_[i]);
        for (std::size_t j = 0; j < columns_; ++j) u[at(i, j)] = value;
    }
}

// A barrier that is watched at a date.
void Sheet::apply_event(std::size_t event) {
    if (problem_.events[event] != EventKind::knock_out) return;
    const double *terms = problem_.terms_of(contract_, event);
    const Curves &curves = problem_.curves;
    const double expiry = problem_.contracts[contract_].expiry, time = problem_.event_time(contract_, event);
    const double discount =
        std::exp(curves.rate_integral(variant_, time) - curves.rate_integral(variant_, expiry));
    Column column{x_, std::vector<double>(rows_)};
    for (std::size_t j = 0; j < columns_; ++j) {
        for (std::size_t i = 0; i < rows_; ++i) column.u[i] = u_[at(i, j)];
        knock_out(column, terms[0], terms[1], terms[2] * (terms[3] > 0.5 ? discount : 1.0),
                  1e-10 * (x_.back() - x_.front()));
        for (std::size_t i = 0; i < rows_; ++i) u_[at(i, j)] = column.u[i];
    }
    fit_lines();
}

void Sheet::read_off(double place, double *out) const {
    const auto nearest = [](const std::vector<double> &nodes, double where) {
        const auto after = static_cast<std::size_t>(std::lower_bound(nodes.begin(), nodes.end(), where) - nodes.begin());
        const std::size_t from = after > kReadNodes / 2 ? after - kReadNodes / 2 : 0;
        return std::min(from, nodes.size() - kReadNodes);
    };
    const std::size_t i0 = nearest(x_, place), j0 = nearest(v_, heston_.variance);
    double x[kReadNodes], v[kReadNodes], column[kReadNodes], in_x[3][kReadNodes], found[3];
    for (std::size_t k = 0; k < kReadNodes; ++k) {
        x[k] = x_[i0 + k] - place;
        v[k] = v_[j0 + k] - heston_.variance;
    }
    for (std::size_t j = 0; j < kReadNodes; ++j) {
        for (std::size_t i = 0; i < kReadNodes; ++i) column[i] = u_[at(i0 + i, j0 + j)];
        polynomial_at_zero(x, column, found);
        for (int k = 0; k < 3; ++k) in_x[k][j] = found[k];
    }
    polynomial_at_zero(v, in_x[0], found);
    out[0] = found[0];
    out[3] = found[1];
    out[4] = found[2];
    polynomial_at_zero(v, in_x[1], found);
    out[1] = found[0];
    out[5] = found[1];
    polynomial_at_zero(v, in_x[2], found);
    out[2] = found[0];
}

}  // namespace axiom::pde
