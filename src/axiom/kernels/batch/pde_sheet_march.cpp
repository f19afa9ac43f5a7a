#include <thread>

#include "axiom/pde/lanes.hpp"
#include "axiom/pde/sheet.hpp"

namespace axiom::pde {
namespace {

constexpr double kWeight = 1.0 / 3.0;  // of the modified Craig-Sneyd scheme
constexpr int kDampedSteps = 2;        // each of them in two halves

struct Row {
    const double *below, *here, *above;
};

// Elimination and substitution down one direction, `width` problems side by side. With `shared` the
// coefficients are one a node, else one a node and problem.
template <bool shared>
AXIOM_FN void solve_side_by_side(const double *inverse, const double *behind, const double *ahead, double *u,
                                 std::ptrdiff_t count, std::ptrdiff_t width) {
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const double *before = u + (i > 0 ? i - 1 : 0) * width;
        double *here = u + i * width;
        AXIOM_INDEPENDENT
        for (std::ptrdiff_t j = 0; j < width; ++j) {
            const std::ptrdiff_t k = shared ? i : i * width + j;
            here[j] = inverse[k] * here[j] + (i > 0 ? behind[k] * before[j] : 0.0);
        }
    }
    for (std::ptrdiff_t i = count - 2; i >= 0; --i) {
        const double *after = u + (i + 1) * width;
        double *here = u + i * width;
        AXIOM_INDEPENDENT
        for (std::ptrdiff_t j = 0; j < width; ++j) here[j] += ahead[shared ? i : i * width + j] * after[j];
    }
}

AXIOM_CLONES void sweep_x(const double *inverse, const double *behind, const double *ahead, double *u,
                          std::ptrdiff_t count, std::ptrdiff_t width) {
    solve_side_by_side<false>(inverse, behind, ahead, u, count, width);
}
AXIOM_CLONES void sweep_v(const double *inverse, const double *behind, const double *ahead, double *u,
                          std::ptrdiff_t count, std::ptrdiff_t width) {
    solve_side_by_side<true>(inverse, behind, ahead, u, count, width);
}

// One row of nodes: the mixed derivative, the part along x and the part along v of the operator.
AXIOM_CLONES void apply_row(const Row &u, const Stencil &x, const Stencil *v, const double *variance,
                            std::ptrdiff_t columns, double carry, double half_rate, const HestonTerms &h,
                            double *mixed, double *in_x, double *in_v) {
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t j = 0; j < columns; ++j) {
        const double diffusion = 0.5 * variance[j], drift = carry - diffusion;
        double sum = -half_rate * u.here[j];
        sum += (diffusion * x.second[0] + drift * x.first[0]) * u.below[j];
        sum += (diffusion * x.second[1] + drift * x.first[1]) * u.here[j];
        sum += (diffusion * x.second[2] + drift * x.first[2]) * u.above[j];
        in_x[j] = sum;
    }
    const double correlated = h.correlation * h.vol_of_vol, square = 0.5 * h.vol_of_vol * h.vol_of_vol;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t j = 1; j < columns - 1; ++j) {
        const double diffusion = square * variance[j], drift = h.reversion * (h.mean - variance[j]);
        double cross = 0.0, along = -half_rate * u.here[j];
        for (int k = 0; k < 3; ++k) {
            const double slope =
                x.first[0] * u.below[j + k - 1] + x.first[1] * u.here[j + k - 1] + x.first[2] * u.above[j + k - 1];
            cross += v[j].first[k] * slope;
            along += (diffusion * v[j].second[k] + drift * v[j].first[k]) * u.here[j + k - 1];
        }
        mixed[j] = correlated * variance[j] * cross;
        in_v[j] = along;
    }
    const std::ptrdiff_t last = columns - 1;
    mixed[0] = mixed[last] = 0.0;
    in_v[last] = square * variance[last] * v[last].second[0] * (u.here[last - 1] - u.here[last]) -
                 half_rate * u.here[last];
}

AXIOM_CLONES void turn(const double *from, double *to, std::ptrdiff_t rows, std::ptrdiff_t columns) {
    for (std::ptrdiff_t i = 0; i < rows; i += kLanes)
        for (std::ptrdiff_t j = 0; j < columns; ++j)
            for (std::ptrdiff_t k = i; k < i + kLanes && k < rows; ++k) to[j * rows + k] = from[k * columns + j];
}

}  // namespace

// Rows on the edges are left at zero: their values are given.
void Sheet::operators(const std::vector<double> &u, std::vector<double> &mixed, std::vector<double> &in_x,
                      std::vector<double> &in_v) const {
    const auto columns = static_cast<std::ptrdiff_t>(columns_);
    const double inflow = heston_.reversion * heston_.mean;
    for (std::size_t i = 1; i + 1 < rows_; ++i) {
        const double *here = u.data() + at(i, 0);
        apply_row({here - columns, here, here + columns}, in_x_[i], in_v_.data(), v_.data(), columns, carry_,
                  0.5 * rate_, heston_, mixed.data() + at(i, 0), in_x.data() + at(i, 0), in_v.data() + at(i, 0));
        in_v[at(i, 0)] = inflow * (first_v_[0] * here[0] + first_v_[1] * here[1] + first_v_[2] * here[2]) -
                         0.5 * rate_ * here[0];
    }
}

void Sheet::eliminate_in_x(double theta) {
    for (std::size_t i = 0; i < rows_; ++i) {
        const bool is_edge = i == 0 || i + 1 == rows_;
        for (std::size_t j = 0; j < columns_; ++j) {
            const double diffusion = 0.5 * v_[j], drift = carry_ - diffusion;
            const auto weight = [&](int k) {
                return is_edge ? 0.0 : -theta * (diffusion * in_x_[i].second[k] + drift * in_x_[i].first[k]);
            };
            const double below = weight(0), above = weight(2);
            const double centre = is_edge ? 1.0 : 1.0 + weight(1) + 0.5 * theta * rate_;
            const double carried = i > 0 ? matrix_x_.ahead[at(i - 1, j)] : 0.0;
            const double inverse = 1.0 / (centre + below * carried);
            matrix_x_.inverse[at(i, j)] = inverse;
            matrix_x_.behind[at(i, j)] = -below * inverse;
            matrix_x_.ahead[at(i, j)] = -above * inverse;
        }
    }
}

// The third weight of the one-sided derivative in the first row goes out against the second row.
void Sheet::eliminate_in_v(double theta) {
    const double square = 0.5 * heston_.vol_of_vol * heston_.vol_of_vol;
    const double inflow = heston_.reversion * heston_.mean, kept = 1.0 + 0.5 * theta * rate_;
    double rows[2][3];
    for (std::size_t j = 0; j < columns_; ++j) {
        const bool is_last = j + 1 == columns_;
        const double diffusion = square * v_[j], drift = heston_.reversion * (heston_.mean - v_[j]);
        double row[3];
        for (int k = 0; k < 3; ++k) {
            row[k] = j == 0 ? -theta * inflow * first_v_[k]
                            : -theta * (diffusion * in_v_[j].second[k] + (is_last ? 0.0 : drift * in_v_[j].first[k]));
        }
        row[j == 0 ? 0 : 1] += kept;
        if (j < 2) std::copy(row, row + 3, rows[j]);
        if (j == 0) continue;
        if (j == 1) {
            first_row_share_ = rows[0][2] / rows[1][2];
            const double centre = rows[0][0] - first_row_share_ * rows[1][0];
            matrix_v_.inverse[0] = 1.0 / centre;
            matrix_v_.behind[0] = 0.0;
            matrix_v_.ahead[0] = -(rows[0][1] - first_row_share_ * rows[1][1]) / centre;
        }
        const double inverse = 1.0 / (row[1] + row[0] * matrix_v_.ahead[j - 1]);
        matrix_v_.inverse[j] = inverse;
        matrix_v_.behind[j] = -row[0] * inverse;
        matrix_v_.ahead[j] = -row[2] * inverse;
    }
}

void Sheet::solve_in_x(std::vector<double> &u) const {
    sweep_x(matrix_x_.inverse.data(), matrix_x_.behind.data(), matrix_x_.ahead.data(), u.data(),
            static_cast<std::ptrdiff_t>(rows_), static_cast<std::ptrdiff_t>(columns_));
}

void Sheet::solve_in_v(std::vector<double> &u) {
    const auto rows = static_cast<std::ptrdiff_t>(rows_), columns = static_cast<std::ptrdiff_t>(columns_);
    turn(u.data(), turned_.data(), rows, columns);
    for (std::size_t i = 0; i < rows_; ++i) turned_[i] -= first_row_share_ * turned_[rows_ + i];
    sweep_v(matrix_v_.inverse.data(), matrix_v_.behind.data(), matrix_v_.ahead.data(), turned_.data(), columns, rows);
    turn(turned_.data(), u.data(), columns, rows);
    set_edges(u);
}

// Both implicit corrections of y against the operators of the begin.
void Sheet::corrections(std::vector<double> &y, double theta) {
    for (std::size_t k = 0; k < y.size(); ++k) y[k] -= theta * along_x_[0][k];
    set_edges(y);
    solve_in_x(y);
    for (std::size_t k = 0; k < y.size(); ++k) y[k] -= theta * along_v_[0][k];
    solve_in_v(y);
}

void Sheet::step(double length, bool damped) {
    const double weight = damped ? 1.0 : kWeight, theta = weight * length;
    if (theta != theta_) {
        eliminate_in_x(theta);
        eliminate_in_v(theta);
        theta_ = theta;
    }
    const std::size_t size = u_.size();
    for (int end = 0; end < 2; ++end) {
        const bool is_kept = problem_.contracts[contract_].edges[end].kind == EdgeKind::kept;
        level_[end] *= is_kept ? 1.0 : std::exp(-rate_ * length);
        slope_[end] *= std::exp(-yield_ * length);
    }
    operators(u_, mixed_[0], along_x_[0], along_v_[0]);
    for (std::size_t k = 0; k < size; ++k)
        begin_[k] = u_[k] + length * (mixed_[0][k] + along_x_[0][k] + along_v_[0][k]);
    if (problem_.american)
        for (std::size_t k = 0; k < size; ++k) begin_[k] += length * multiplier_[k];
    y_ = begin_;
    corrections(y_, theta);
    if (!damped) {
        operators(y_, mixed_[1], along_x_[1], along_v_[1]);
        const double rest = (0.5 - kWeight) * length;
        for (std::size_t k = 0; k < size; ++k) {
            const double cross = mixed_[1][k] - mixed_[0][k];
            const double all = cross + along_x_[1][k] - along_x_[0][k] + along_v_[1][k] - along_v_[0][k];
            y_[k] = begin_[k] + theta * cross + rest * all;
        }
        corrections(y_, theta);
    }
    u_.swap(y_);
    if (!problem_.american) return;
    for (std::size_t i = 0; i < rows_; ++i) {
        for (std::size_t j = 0; j < columns_; ++j) {
            const std::size_t k = at(i, j);
            const double held = u_[k];
            u_[k] = std::max(held - length * multiplier_[k], floor_[i]);
            multiplier_[k] = std::max(multiplier_[k] + (floor_[i] - held) / length, 0.0);
        }
    }
}

void Sheet::march(std::size_t stretch) {
    const int steps = problem_.resolution.steps[stretch];
    const double late = stretch == 0 ? problem_.contracts[contract_].expiry : problem_.event_time(contract_, stretch - 1);
    const double early = stretch == problem_.events.size() ? 0.0 : problem_.event_time(contract_, stretch);
    const double all = late - early;
    double to = late;
    for (int k = 0; k < steps && all > 0.0; ++k) {
        const double done = (k + 1.0) / steps;
        const double from = k + 1 == steps ? early : late - all * (problem_.resolution.graded ? done * done : done);
        const double length = problem_.resolution.graded ? all * (2.0 * k + 1.0) / (static_cast<double>(steps) * steps)
                                                         : all / steps;
        const Averages over = problem_.curves.averages(variant_, from, to);
        if (over.rate != rate_ || over.yield != yield_) theta_ = -1.0;
        rate_ = over.rate;
        yield_ = over.yield;
        carry_ = rate_ - yield_;
        const int parts = k < kDampedSteps ? 2 : 1;
        for (int part = 0; part < parts; ++part) step(length / parts, parts > 1);
        to = from;
    }
}

std::vector<double> solve_sheets(const Problem &problem, const HestonTerms &heston, int threads) {
    const std::ptrdiff_t lanes = problem.lanes(), variants = problem.variants();
    std::vector<double> out(static_cast<std::size_t>(kSheetOutputs * lanes));
    const auto run = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        Sheet sheet(problem, heston);
        for (std::ptrdiff_t k = from; k < to; ++k)
            sheet(static_cast<std::size_t>(k / variants), static_cast<int>(k % variants), out.data() + kSheetOutputs * k);
    };
    const std::ptrdiff_t used = std::max<std::ptrdiff_t>(1, std::min<std::ptrdiff_t>(threads, lanes));
    std::vector<std::thread> workers;
    for (std::ptrdiff_t w = 1; w < used; ++w)
        workers.emplace_back(run, lanes * w / used, lanes * (w + 1) / used);
    run(0, lanes / used);
    for (std::thread &worker : workers) worker.join();
    return out;
}

}  // namespace axiom::pde
