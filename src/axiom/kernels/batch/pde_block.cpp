#include "axiom/pde/block.hpp"

#include <limits>

#include "axiom/pde/events.hpp"
#include "axiom/pde/read_off.hpp"

namespace axiom::pde {
namespace {

double tolerance_of(const Contract &contract) { return 1e-10 * (contract.edges[1].x - contract.edges[0].x); }

}  // namespace

Block::Block(const Problem &problem)
    : problem_(problem), nodes_(problem.resolution.nodes * problem.resolution.refinement) {
    const auto count = static_cast<std::size_t>(nodes_) + 1;
    for (auto *nodes : {&x_, &u_, &v_, &diffusion_}) nodes->resize(count);
    if (problem.american) floor_.resize(count);
    if (problem.two_sided) {
        spare_.resize(count);
        back_.resize(count);
    }
    weights_.resize(count);
    forth_.resize(count);
}

void Block::operator()(std::ptrdiff_t first, double *out) {
    const std::ptrdiff_t last = problem_.lanes() - 1;
    for (int l = 0; l < kLanes; ++l) lane_[l] = std::min(first + l, last);
    alive_[0] = all_lanes(-std::numeric_limits<double>::infinity());
    alive_[1] = all_lanes(std::numeric_limits<double>::infinity());
    for (int l = 0; l < kLanes; ++l) {
        place(l);
        begin(l);
        begin_edges(l);
    }
    weigh();
    fit_lines();
    for (std::size_t stretch = 0; stretch <= problem_.events.size(); ++stretch) {
        march(stretch);
        if (stretch < problem_.events.size()) apply(stretch);
    }
    for (int l = 0; l < kLanes && first + l <= last; ++l) read_off(l, out + 3 * l);
}

// The variants of a contract share its nodes.
void Block::place(int l) {
    const Contract &contract = terms_of(l);
    if (l > 0 && contract_of(l) == contract_of(l - 1)) {
        for (Lanes &x : x_) x[l] = x[l - 1];
        return;
    }
    const Resolution &r = problem_.resolution;
    const std::vector<double> x = place_nodes(contract, r.nodes, r.refinement, r.concentration);
    const std::size_t last = x.size() - 1;
    for (std::size_t i = 0; i <= last; ++i) x_[i][l] = x[contract.descending ? last - i : i];
}

void Block::begin(int l) {
    const Contract &contract = terms_of(l);
    const Payoff &payoff = contract.payoff;
    if (l > 0 && contract_of(l) == contract_of(l - 1)) {
        for (Lanes &u : u_) u[l] = u[l - 1];
        for (Lanes &floor : floor_) floor[l] = floor[l - 1];
        return;
    }
    const double tolerance = tolerance_of(contract);
    for (std::size_t i = 0; i < x_.size(); ++i) {
        const double x = x_[i][l], basis = basis_of(x);
        const double below = payoff.on_side(0, basis), above = payoff.on_side(1, basis);
        const bool on_kink = std::fabs(x - payoff.kink) < tolerance;
        u_[i][l] = on_kink ? 0.5 * (below + above) : x > payoff.kink ? above : below;
        if (problem_.american) floor_[i][l] = u_[i][l];
    }
}

void Block::begin_edges(int l) {
    const Contract &contract = terms_of(l);
    for (int end = 0; end < 2; ++end) {
        const EdgeTerms &terms = contract.edges[contract.descending ? 1 - end : end];
        Edge &edge = edges_[end];
        edge.level[l] = terms.value;
        edge.slope[l] = 0.0;
        edge.basis[l] = basis_of(terms.x);
        edge.is_kept[l] = terms.kind == EdgeKind::kept ? 1.0 : 0.0;
        edge.is_line[l] = terms.kind == EdgeKind::line ? 1.0 : 0.0;
        if (end == 0) is_reflecting_[l] = terms.kind == EdgeKind::reflecting ? 1.0 : 0.0;
        const std::size_t node = end == 0 ? 0 : static_cast<std::size_t>(nodes_);
        if (terms.kind == EdgeKind::kept || terms.kind == EdgeKind::discounted) u_[node][l] = terms.value;
    }
}

// Weights by the quadratic through three nodes; none where the value is given.
void Block::weigh() {
    const auto last = static_cast<std::size_t>(nodes_);
    for (int l = 0; l < kLanes; ++l) {
        const double low = alive_[0][l], high = alive_[1][l];
        const double tolerance = tolerance_of(terms_of(l));
        for (std::size_t i = 0; i <= last; ++i) {
            Weights &w = weights_[i];
            const double x = x_[i][l];
            const bool is_inner = i > 0 && i < last && x > low + tolerance && x < high - tolerance;
            const double h0 = is_inner ? x - x_[i - 1][l] : 1.0, h1 = is_inner ? x_[i + 1][l] - x : 1.0;
            const double on = is_inner ? 1.0 / (h0 + h1) : 0.0;
            w.second[0][l] = 2.0 * on / h0;
            w.second[1][l] = 2.0 * on / h1;
            w.first[0][l] = -on * h1 / h0;
            w.first[1][l] = on * h0 / h1;
        }
        const double h = x_[1][l] - x_[0][l];
        weights_[0].second[1][l] = is_reflecting_[l] > 0.5 ? 2.0 / (h * h) : 0.0;
    }
}

// Straight lines in the basis through the outermost nodes stand for the values beyond.
void Block::fit_lines() {
    const std::size_t outer[2] = {0, static_cast<std::size_t>(nodes_)};
    const std::size_t inner[2] = {1, static_cast<std::size_t>(nodes_) - 1};
    for (int end = 0; end < 2; ++end) {
        Edge &edge = edges_[end];
        for (int l = 0; l < kLanes; ++l) {
            if (edge.is_line[l] < 0.5) continue;
            const double at = edge.basis[l], rise = u_[outer[end]][l] - u_[inner[end]][l];
            edge.slope[l] = rise / (at - basis_of(x_[inner[end]][l]));
            edge.level[l] = u_[outer[end]][l] - edge.slope[l] * at;
        }
    }
}

double Block::discounted(int l, double time) const {
    const Curves &curves = problem_.curves;
    const double expiry = terms_of(l).expiry;
    return std::exp(curves.rate_integral(variant_of(l), time) - curves.rate_integral(variant_of(l), expiry));
}

void Block::keep_watch(std::size_t event) {
    for (int l = 0; l < kLanes; ++l) {
        const double *terms = problem_.terms_of(contract_of(l), event);
        const double tolerance = tolerance_of(terms_of(l));
        alive_[0][l] = terms[0];
        alive_[1][l] = terms[1];
        for (std::size_t i = 0; i < x_.size(); ++i)
            if (x_[i][l] < terms[0] + tolerance || x_[i][l] > terms[1] - tolerance) u_[i][l] = 0.0;
    }
    weigh();
}

void Block::apply(std::size_t event) {
    const EventKind kind = problem_.events[event];
    if (kind == EventKind::none) return;
    if (kind == EventKind::watch) keep_watch(event);
    Column column{std::vector<double>(x_.size()), std::vector<double>(x_.size())};
    for (int l = 0; l < kLanes && kind != EventKind::watch; ++l) {
        const double *terms = problem_.terms_of(contract_of(l), event);
        const double tolerance = tolerance_of(terms_of(l));
        for (std::size_t i = 0; i < x_.size(); ++i) {
            column.x[i] = x_[i][l];
            column.u[i] = u_[i][l];
        }
        if (kind == EventKind::knock_out) {
            const double time = problem_.event_time(contract_of(l), event);
            knock_out(column, terms[0], terms[1], terms[2] * (terms[3] > 0.5 ? discounted(l, time) : 1.0), tolerance);
        } else if (kind == EventKind::dividend) {
            const double level[2] = {edges_[0].level[l], edges_[1].level[l]};
            const double slope[2] = {edges_[0].slope[l], edges_[1].slope[l]};
            pay_dividend(column, terms[0], terms[1], level, slope);
            if (problem_.american) {
                std::vector<double> floor(x_.size());
                for (std::size_t i = 0; i < x_.size(); ++i) floor[i] = floor_[i][l];
                take_larger_smoothly(column, floor);
            }
        } else if (kind == EventKind::compound) {
            compound(column, terms[0], terms[1]);
        } else {
            clamp(column, terms[0], terms[1], tolerance);
        }
        for (std::size_t i = 0; i < x_.size(); ++i) u_[i][l] = column.u[i];
    }
    fit_lines();
}

void Block::read_off(int l, double *out) const {
    const double place = problem_.places[static_cast<std::size_t>(lane_[l])];
    const double tolerance = tolerance_of(terms_of(l));
    std::size_t low = 0, high = static_cast<std::size_t>(nodes_);
    const auto is_dead = [&](std::size_t i) {
        return x_[i][l] < alive_[0][l] - tolerance || x_[i][l] > alive_[1][l] + tolerance;
    };
    const auto is_exercised = [&](std::size_t i) {
        return problem_.american && u_[i][l] <= floor_[i][l] + 1e-13 * (1.0 + std::fabs(floor_[i][l]));
    };
    while (low < high && is_dead(low)) ++low;
    while (high > low && is_dead(high)) --high;
    std::size_t after = low + 1;
    const bool ascending = x_[1][l] > x_[0][l];
    while (after < high && (x_[after][l] < place) == ascending) ++after;
    if (problem_.american && is_exercised(after - 1) && is_exercised(after)) {
        const Payoff &payoff = terms_of(l).payoff;
        const int side = place > payoff.kink ? 1 : 0;
        const double basis = basis_of(place), grown = payoff.slope[side] * basis;
        out[0] = payoff.on_side(side, basis);
        out[1] = out[2] = grown;
        return;
    }
    std::size_t from = after >= low + kReadNodes / 2 ? after - kReadNodes / 2 : low;
    if (from + kReadNodes - 1 > high) from = high >= low + kReadNodes - 1 ? high + 1 - kReadNodes : low;
    for (int k = 0; k < 4 && problem_.american && from + kReadNodes <= high && is_exercised(from); ++k) ++from;
    double x[kReadNodes], u[kReadNodes];
    for (std::size_t k = 0; k < kReadNodes; ++k) {
        x[k] = x_[from + k][l] - place;
        u[k] = u_[from + k][l];
    }
    polynomial_at_zero(x, u, out);
}

}  // namespace axiom::pde
