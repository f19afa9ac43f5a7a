#include "axiom/american/panels.hpp"

#include <algorithm>
#include <utility>

namespace axiom::american {
namespace {

constexpr int kMostSteps = 60;
constexpr double kSettled = 1e-7;      // a relative step after which the next would change nothing
constexpr double kMostGrowth = 2.5;    // of a value in one step
constexpr double kSqrt2 = 1.41421356237309504880;
constexpr double kInverseRoot2Pi = 0.39894228040143267794;

double normal(double x) { return 0.5 * std::erfc(-x / kSqrt2); }
double density(double x) { return kInverseRoot2Pi * std::exp(-0.5 * x * x); }

const DoubleExponential &boundary_rule() {
    static const DoubleExponential rule(1.0 / 16.0);
    return rule;
}

const DoubleExponential &premium_rule() {
    static const DoubleExponential rule(1.0 / 48.0);
    return rule;
}

// Chebyshev points of the first kind on (-1, 1).
double panel_node(int i) { return -std::cos(kPi * (2 * i + 1) / (2 * kPanelNodes)); }

// Solves a small system by elimination with row exchanges; `right` becomes the solution.
void eliminate(std::array<PanelRow, kPanelNodes> &matrix, PanelRow &right) {
    constexpr std::size_t n = kPanelNodes;
    for (std::size_t p = 0; p < n; ++p) {
        std::size_t best = p;
        for (std::size_t i = p + 1; i < n; ++i)
            if (std::fabs(matrix[i][p]) > std::fabs(matrix[best][p])) best = i;
        std::swap(matrix[p], matrix[best]);
        std::swap(right[p], right[best]);
        for (std::size_t i = p + 1; i < n; ++i) {
            const double factor = matrix[i][p] / matrix[p][p];
            for (std::size_t j = p; j < n; ++j) matrix[i][j] -= factor * matrix[p][j];
            right[i] -= factor * right[p];
        }
    }
    for (std::size_t p = n; p-- > 0;) {
        for (std::size_t j = p + 1; j < n; ++j) right[p] -= matrix[p][j] * right[j];
        right[p] /= matrix[p][p];
    }
}

}  // namespace

PanelPlace place_in_panels(double position) {
    const double inside = std::max(position, 0.0);
    PanelPlace place{std::min(static_cast<int>(inside), kPanels - 1), {}};
    const double x = 2.0 * (inside - place.panel) - 1.0;
    double sum = 0.0;
    for (int i = 0; i < kPanelNodes; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const double gap = x - panel_node(i);
        if (gap == 0.0) {
            place.row.fill(0.0);
            place.row[at] = 1.0;
            return place;
        }
        const double sign = i % 2 == 0 ? 1.0 : -1.0;
        place.row[at] = sign * std::sin(kPi * (2 * i + 1) / (2 * kPanelNodes)) / gap;
        sum += place.row[at];
    }
    for (double &weight : place.row) weight /= sum;
    return place;
}

PanelBoundary::PanelBoundary(double expiry, double vol, double rate, double dividend_yield)
    : expiry_(expiry), vol_(vol), rate_(rate), yield_(dividend_yield), values_{} {
    const bool starts_below = dividend_yield > rate && rate > 0.0;
    log_start_ = starts_below ? std::log(rate / dividend_yield) : 0.0;
}

double PanelBoundary::node_time(int panel, int i) const {
    return expiry_ * std::pow(kPanelRatio, panel - kPanels + 0.5 * (panel_node(i) + 1.0));
}

// Shortly before expiry (Evans, Kuske and Keller 2002).
double PanelBoundary::first_value() const {
    const double carry = rate_ - yield_;
    if (carry < 0.0) return 0.639 * vol_;
    const double time = node_time(0, 0);
    const double tie = 2.0 * std::log(1.0 / (4.0 * std::sqrt(kPi) * rate_ * time));
    const double above = std::log(vol_ * vol_ / (8.0 * kPi * time * carry * carry));
    return vol_ * std::sqrt(std::max(carry > 0.0 ? above : tie, 0.5));
}

double PanelBoundary::value_at(double position, PanelPlace &place) const {
    place = place_in_panels(position);
    const PanelRow &values = values_[static_cast<std::size_t>(place.panel)];
    double value = 0.0;
    for (std::size_t j = 0; j < kPanelNodes; ++j) value += place.row[j] * values[j];
    return value;
}

double PanelBoundary::log_boundary(double tau) const {
    PanelPlace place;
    const double position = kPanels + std::log(tau / expiry_) / std::log(kPanelRatio);
    return log_start_ - value_at(position, place) * std::sqrt(tau);
}

bool PanelBoundary::solve() {
    values_[0].fill(first_value());
    for (int panel = 0; panel < kPanels; ++panel) {
        const auto at = static_cast<std::size_t>(panel);
        if (panel > 0) values_[at].fill(values_[at - 1].back());
        if (!solve_panel(panel)) return false;
    }
    return true;
}

bool PanelBoundary::solve_panel(int panel) {
    PanelRow &values = values_[static_cast<std::size_t>(panel)];
    for (int step = 0; step < kMostSteps; ++step) {
        std::array<PanelRow, kPanelNodes> jacobian;
        PanelRow move;
        for (int i = 0; i < kPanelNodes; ++i)
            residual(panel, i, move[static_cast<std::size_t>(i)], jacobian[static_cast<std::size_t>(i)]);
        eliminate(jacobian, move);
        double largest = 0.0;
        for (std::size_t j = 0; j < kPanelNodes; ++j) {
            const double wanted = values[j] - move[j];
            if (!std::isfinite(wanted)) return false;
            const double next = std::clamp(wanted, values[j] / kMostGrowth, values[j] * kMostGrowth);
            largest = std::max(largest, std::fabs(next - values[j]) / values[j]);
            values[j] = next;
        }
        if (largest < kSettled) return true;
    }
    return false;
}

// ln(left / right) at one node and its derivatives by the panel's values.
void PanelBoundary::residual(int panel, int i, double &value, PanelRow &jacobian) const {
    const auto at = static_cast<std::size_t>(i);
    const double tau = node_time(panel, i), root_tau = std::sqrt(tau);
    const double gap = values_[static_cast<std::size_t>(panel)][at] * root_tau;
    const double s = vol_ * root_tau;
    const double d = (log_start_ - gap + (rate_ - yield_) * tau) / s + 0.5 * s;
    const double grown = std::exp(-yield_ * tau);
    Sums sums{};
    for (std::size_t k = 0; k < boundary_rule().at.size(); ++k) add_point(panel, tau, gap, k, sums);
    const double left = std::max(grown * normal(d) + tau * sums.left, 1e-30 * tau * sums.right);
    const double right = tau * sums.right;
    const double own = (grown * density(d) / s + tau * sums.left_own) / left -
                       tau * sums.right_own / right;
    value = std::log(left / right);
    for (std::size_t j = 0; j < kPanelNodes; ++j)
        jacobian[j] = -tau * (sums.left_turn[j] / left - sums.right_turn[j] / right);
    jacobian[at] -= own * root_tau;
}

void PanelBoundary::add_point(int panel, double tau, double gap, std::size_t k,
                              Sums &sums) const {
    const DoubleExponential &rule = boundary_rule();
    const double u = tau * rule.at[k], s = vol_ * std::sqrt(u);
    const double root_left = std::sqrt(tau * rule.rest[k]);
    const double position =
        kPanels + std::log(tau * rule.rest[k] / expiry_) / std::log(kPanelRatio);
    PanelPlace place;
    const double gap_then = value_at(position, place) * root_left;
    const double d = (gap_then - gap + (rate_ - yield_) * u) / s + 0.5 * s;
    const double weight = rule.weight[k] * std::exp(-yield_ * u);
    const double paid = rate_ * std::exp(gap_then - log_start_);
    const double per_deviation = weight * density(d) / s;
    const double moved = (paid - yield_) * per_deviation;
    const double lost = yield_ * per_deviation;
    sums.left += weight * yield_ * normal(d);
    sums.right += moved;
    sums.left_own += lost;
    sums.right_own -= moved * d / s;
    if (place.panel != panel) return;
    const double right_turn = moved * d / s - paid * per_deviation;
    for (std::size_t j = 0; j < kPanelNodes; ++j) {
        sums.left_turn[j] -= lost * root_left * place.row[j];
        sums.right_turn[j] += right_turn * root_left * place.row[j];
    }
}

double PanelBoundary::price(double log_spot) const {
    const DoubleExponential &rule = premium_rule();
    double premium = 0.0;
    for (std::size_t k = 0; k < rule.at.size(); ++k) {
        const double u = expiry_ * rule.at[k], s = vol_ * std::sqrt(u);
        const double gap = log_spot - log_boundary(expiry_ * rule.rest[k]);
        const double d = (gap + (rate_ - yield_) * u) / s - 0.5 * s;
        premium += expiry_ * rule.weight[k] *
                   (rate_ * std::exp(-rate_ * u) * normal(-d) -
                    yield_ * std::exp(log_spot - yield_ * u) * normal(-d - s));
    }
    const double s = vol_ * std::sqrt(expiry_);
    const double d = (log_spot + (rate_ - yield_) * expiry_) / s - 0.5 * s;
    return std::exp(-rate_ * expiry_) * normal(-d) -
           std::exp(log_spot - yield_ * expiry_) * normal(-d - s) + premium;
}

}  // namespace axiom::american
