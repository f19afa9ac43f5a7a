#include <cstring>
#include <thread>

#include "axiom/pde/block.hpp"

namespace axiom::pde {
namespace {

AXIOM_CLONES void matrix(const Weights *weights, const Coefficients &c, const Lanes &theta, int from, int to, int step,
                         Eliminated *out) {
    eliminate_matrix(weights, c, theta, from, to, step, out);
}

#define AXIOM_STAGE(name, american, is_last)                                                                  \
    AXIOM_CLONES void name(const Eliminated *e, const Lanes *floor, const Lanes *u, const Lanes *v,           \
                           const Lanes &far_edge, const Lanes &edge, const Lanes &is_free, int nodes, int step, \
                           Lanes *out) {                                                                      \
        const int near = step < 0 ? 0 : nodes, far = nodes - near;                                            \
        eliminate<is_last>(e, u, v, far_edge, far + step, near, step, out);                                   \
        for (int l = 0; l < kLanes; ++l) out[near][l] = is_free[l] > 0.5 ? out[near][l] : edge[l];            \
        substitute<american>(e, floor, u, is_last ? 0.0 : 1.0, near, far + step, -step, out);                 \
        out[far] = far_edge;                                                                                  \
    }
AXIOM_STAGE(first_stage, false, false)
AXIOM_STAGE(last_stage, false, true)
AXIOM_STAGE(first_american_stage, true, false)
AXIOM_STAGE(last_american_stage, true, true)
#undef AXIOM_STAGE

AXIOM_CLONES void mirror(const Lanes *u, Lanes *v, int nodes) { reflect(u, v, nodes); }
AXIOM_CLONES void larger_of(Lanes *value, const Lanes *other, int nodes) { take_larger(value, other, nodes); }

// v x^2 / 2 - a x + b / 2 at every node, never negative.
AXIOM_CLONES void average_diffusion(const Lanes *x, const Lanes &v, const Lanes &a, const Lanes &b, int nodes,
                                    Lanes *out) {
    for (int i = 0; i <= nodes; ++i) {
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) {
            const double z = x[i].value[l];
            out[i].value[l] = larger(0.5 * (z * (z * v.value[l] - 2.0 * a.value[l]) + b.value[l]), 0.0);
        }
    }
}

bool same(const Lanes &a, const Lanes &b) { return std::memcmp(&a, &b, sizeof a) == 0; }

}  // namespace

void Block::march(std::size_t stretch) {
    const Resolution &r = problem_.resolution;
    const int steps = r.steps[stretch];
    Lanes late, early, from, to, length;
    for (int l = 0; l < kLanes; ++l) {
        late[l] = stretch == 0 ? terms_of(l).expiry : problem_.event_time(contract_of(l), stretch - 1);
        early[l] = stretch == problem_.events.size() ? 0.0 : problem_.event_time(contract_of(l), stretch);
    }
    to = late;
    theta_ = all_lanes(-1.0);
    for (int k = 1; k <= steps; ++k) {
        const double done = static_cast<double>(k) / steps, share = r.graded ? done * done : done;
        const double part = r.graded ? (2.0 * k - 1.0) / (static_cast<double>(steps) * steps) : 1.0 / steps;
        for (int l = 0; l < kLanes; ++l) {
            length[l] = (late[l] - early[l]) * part;
            from[l] = k == steps ? early[l] : late[l] - (late[l] - early[l]) * share;
        }
        Lanes theta;
        for (int l = 0; l < kLanes; ++l) theta[l] = 0.5 * kStageShare * length[l];
        const bool changed = coefficients(from, to);
        if (changed || !same(theta, theta_)) eliminate_matrices(theta);
        step(length);
        to = from;
    }
}

// Takes the averages over a step; says whether anything has changed.
bool Block::coefficients(const Lanes &from, const Lanes &to) {
    Lanes variance, rate, yield;
    for (int l = 0; l < kLanes; ++l) {
        const Averages over = problem_.curves.averages(variant_of(l), from[l], to[l]);
        variance[l] = over.variance;
        rate[l] = over.rate;
        yield[l] = over.yield;
    }
    const bool is_swapped = problem_.kind == Operator::swapped, is_average = problem_.kind == Operator::average;
    const Coefficients old = c_;
    const Lanes old_diffusion = diffusion_[0], old_other = other_decay_;
    c_.diffusion = diffusion_.data();
    c_.stride = is_average || problem_.kind == Operator::local ? 1 : 0;
    c_.diffusion_in_drift = is_average ? 0.0 : 1.0;
    for (int l = 0; l < kLanes; ++l) {
        const double carry = is_swapped ? yield[l] - rate[l] : rate[l] - yield[l];
        c_.drift_less_diffusion[l] = is_average ? 0.0 : carry;
        c_.decay[l] = is_average ? 0.0 : is_swapped ? yield[l] : rate[l];
        other_decay_[l] = is_average ? 0.0 : is_swapped ? rate[l] : yield[l];
    }
    if (is_average) {
        average_diffusion(x_.data(), variance, rate, yield, nodes_, diffusion_.data());
        return true;
    }
    if (problem_.kind == Operator::local) {
        Lanes middle;
        for (int l = 0; l < kLanes; ++l) middle[l] = 0.5 * (from[l] + to[l]);
        local_diffusion(middle);
        return true;
    }
    for (int l = 0; l < kLanes; ++l) diffusion_[0][l] = 0.5 * variance[l];
    return !(same(old_diffusion, diffusion_[0]) && same(old_other, other_decay_) && same(old.decay, c_.decay));
}

void Block::local_diffusion(const Lanes &middle) {
    const LocalVols &vols = problem_.local_vols;
    std::vector<double> row(vols.columns());
    for (int l = 0; l < kLanes; ++l) {
        vols.row(variant_of(l), middle[l], row.data());
        const double forward = vols.log_forward(problem_.curves, variant_of(l), middle[l]);
        std::size_t place = 0;
        for (std::size_t i = 0; i < x_.size(); ++i) {
            const double vol = vols.at(row.data(), x_[i][l] - forward, place);
            diffusion_[i][l] = 0.5 * vol * vol;
        }
    }
}

void Block::eliminate_matrices(const Lanes &theta) {
    theta_ = theta;
    matrix(weights_.data(), c_, theta, nodes_ - 1, 0, -1, forth_.data());
    if (problem_.two_sided) matrix(weights_.data(), c_, theta, 1, nodes_, 1, back_.data());
}

Lanes Block::edge_value(int end) const {
    const Edge &edge = edges_[end];
    Lanes value;
    for (int l = 0; l < kLanes; ++l) value[l] = edge.level[l] + edge.slope[l] * edge.basis[l];
    return value;
}

void Block::advance_edges(double share, const Lanes &length) {
    for (int l = 0; l < kLanes; ++l) {
        const double decay = exponential(-share * length[l] * c_.decay[l]);
        const double other = exponential(-share * length[l] * other_decay_[l]);
        for (Edge &edge : edges_) {
            edge.level[l] *= edge.is_kept[l] > 0.5 ? 1.0 : decay;
            edge.slope[l] *= other;
        }
    }
    if (problem_.american) exercise_edges();
}

void Block::exercise_edges() {
    for (int l = 0; l < kLanes; ++l) {
        const Payoff &payoff = terms_of(l).payoff;
        for (int end = 0; end < 2; ++end) {
            Edge &edge = edges_[end];
            const std::size_t node = end == 0 ? 0 : static_cast<std::size_t>(nodes_);
            if (edge.level[l] + edge.slope[l] * edge.basis[l] >= floor_[node][l]) continue;
            const int side = x_[node][l] > payoff.kink ? 1 : 0;
            edge.level[l] = payoff.level[side];
            edge.slope[l] = payoff.slope[side];
        }
    }
}

void Block::step(const Lanes &length) {
    const auto last = static_cast<std::size_t>(nodes_);
    const Lanes old[2] = {u_[0], u_[last]};
    advance_edges(kStageShare, length);
    Lanes mean[2] = {edge_value(0), edge_value(1)};
    for (int end = 0; end < 2; ++end)
        for (int l = 0; l < kLanes; ++l) mean[end][l] = 0.5 * (mean[end][l] + old[end][l]);
    stage(mean[0], mean[1], false);
    mirror(u_.data(), v_.data(), nodes_);
    advance_edges(1.0 - kStageShare, length);
    stage(edge_value(0), edge_value(1), true);
}

// From u (and v) to v, or in the last stage to u.
void Block::stage(const Lanes &low, const Lanes &high, bool is_last) {
    const auto solve_stage = problem_.american ? (is_last ? last_american_stage : first_american_stage)
                                               : (is_last ? last_stage : first_stage);
    const Lanes *floor = floor_.data();
    Lanes *out = is_last ? u_.data() : v_.data();
    if (problem_.two_sided)
        solve_stage(back_.data(), floor, u_.data(), v_.data(), low, high, all_lanes(0.0), nodes_, 1, spare_.data());
    solve_stage(forth_.data(), floor, u_.data(), v_.data(), high, low, is_reflecting_, nodes_, -1, out);
    if (problem_.two_sided) larger_of(out, spare_.data(), nodes_);
}

std::vector<double> solve(const Problem &problem, int threads) {
    const std::ptrdiff_t lanes = problem.lanes(), blocks = (lanes + kLanes - 1) / kLanes;
    std::vector<double> out(static_cast<std::size_t>(3 * lanes));
    const auto run = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        Block block(problem);
        for (std::ptrdiff_t b = from; b < to; ++b) block(b * kLanes, out.data() + 3 * b * kLanes);
    };
    const std::ptrdiff_t used = std::max<std::ptrdiff_t>(1, std::min<std::ptrdiff_t>(threads, blocks));
    std::vector<std::thread> workers;
    for (std::ptrdiff_t w = 1; w < used; ++w)
        workers.emplace_back(run, blocks * w / used, blocks * (w + 1) / used);
    run(0, blocks / used);
    for (std::thread &worker : workers) worker.join();
    return out;
}

}  // namespace axiom::pde
