#include "axiom/fourier/strip.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "axiom/fourier/nodes.hpp"

namespace axiom::fourier {
namespace {

constexpr double kFirstStep = 0.5;
constexpr int kFewestLevels = 3;
constexpr int kMostLevels = 12;
constexpr double kFarthest = 40.0;      // of y
constexpr double kUnit = 2.220446e-16;
constexpr double kSmallest = 1e-9;      // total vols below it are zero

// The strikes on one side of the turning point, padded to whole vectors by strikes in between that
// keep the error's estimate honest where there are few.
class Side {
  public:
    Side(const Integrand &integrand, Reach reach, double tolerance, const Strip &strip,
         const std::vector<std::ptrdiff_t> &members)
        : g_(integrand), reach_(reach), tolerance_(tolerance), strip_(strip), members_(members) {
        count_ = (static_cast<std::ptrdiff_t>(members.size()) + kLanes - 1) / kLanes * kLanes;
        dx_.resize(static_cast<std::size_t>(count_));
        scale_.resize(dx_.size());
        const int side = g_.contour.tilt < 0.0 ? -1 : 1;
        for (std::size_t i = 0; i < dx_.size(); ++i) {
            const bool is_real = i < members.size();
            const double strike = strip.strike[members[is_real ? i : members.size() - 1]];
            const double away = is_real ? 0.0 : side * 0.17 * g_.deviation * static_cast<double>(i % kLanes);
            dx_[i] = std::log(strip.forward / strike) + away - g_.reference;
            scale_[i] = g_.payoff == Payoff::cash ? 1.0 : strike * std::exp(-away);
        }
        largest_scale_ = *std::max_element(scale_.begin(), scale_.end());
        const std::size_t all = dx_.size() * static_cast<std::size_t>(outputs_of(reach));
        sums_.assign(all, 0.0), before_.assign(all, 0.0);
    }

    std::ptrdiff_t integrate() {
        double step = kFirstStep;
        first_level();
        for (int level = 1; level < kMostLevels; ++level, step *= 0.5) {
            before_ = sums_;
            halve(0.5 * step);
            note_changes(step);
            const double wanted = std::fmax(tolerance_, rounding_error(0));
            if (level + 1 >= kFewestLevels && discretisation_error(0) <= wanted) break;
        }
        return evaluated_;
    }

    void write() const {
        const int side_free = outputs_of(reach_);
        for (std::size_t i = 0; i < members_.size(); ++i) {
            double integral[kStripOutputs];
            for (int k = 0; k < side_free; ++k)
                integral[k] = sign_of(i) * scale_[i] * last_step_ / kPi * sums_[index(k, i)];
            in_forward(integral);
            for (int k = 0; k < side_free; ++k) {
                const std::ptrdiff_t at = k * strip_.stride + members_[i];
                strip_.values[at] = (k < kControlled ? strip_.values[at] : 0.0) + integral[k];
                strip_.errors[at] = stated_error(k, i);
            }
        }
    }

  private:
    std::size_t index(int k, std::size_t i) const {
        return static_cast<std::size_t>(k) * dx_.size() + i;
    }

    void first_level() {
        for (double y = 0.0; y < kFarthest; y += kChunk * kFirstStep) {
            add(y, kFirstStep, kFarthest);
            last_y_ = y + (kChunk - 1) * kFirstStep;
            int quiet = 0;
            for (int j = kChunk - 1; j >= 0 && is_negligible(j); --j) ++quiet;
            if (quiet < 2) continue;
            last_y_ -= (quiet - 2) * kFirstStep;
            break;
        }
        last_step_ = kFirstStep;
    }

    bool is_negligible(int j) const {
        return nodes_.size[j] * largest_scale_ < 0.01 * tolerance_ &&
               nodes_.u_re[j] * g_.deviation > 1.0;
    }

    void halve(double step) {
        for (double y = step; y <= last_y_; y += kChunk * 2.0 * step) add(y, 2.0 * step, last_y_);
        last_step_ = step;
    }

    void add(double first, double step, double last) {
        make_nodes(g_, reach_, first, step, last, nodes_);
        add_sums(nodes_, reach_, dx_.data(), count_, sums_.data(), count_);
        evaluated_ += kChunk;
        for (int k = 0; k < outputs_of(reach_); ++k)
            for (int j = 0; j < kChunk; ++j)
                total_[k] += std::fabs(nodes_.re[k][j]) + std::fabs(nodes_.im[k][j]);
    }

    // The largest change of each output, in units of value, from the last level to this one.
    void note_changes(double step_before) {
        for (int k = 0; k < outputs_of(reach_); ++k) {
            double largest = 0.0;
            for (std::size_t i = 0; i < dx_.size(); ++i) {
                const double now = last_step_ * sums_[index(k, i)];
                largest = std::fmax(largest, scale_[i] * std::fabs(now - step_before * before_[index(k, i)]));
            }
            earlier_[k] = change_[k], change_[k] = largest / kPi;
        }
    }

    // With changes falling as q, q^2, q^4, the next would be the last one's cube over its forerunner's
    // square; the square over the forerunner leaves room for slower convergence.
    double discretisation_error(int k) const {
        if (!(change_[k] < 0.3 * earlier_[k])) return change_[k];
        return 4.0 * change_[k] * (change_[k] / earlier_[k]);
    }

    double rounding_error(int k) const {
        return 8.0 * kUnit * total_[k] * last_step_ * largest_scale_;
    }

    double error_of(int k) const { return discretisation_error(k) + rounding_error(k); }

    double stated_error(int k, std::size_t i) const {
        const double exact_part = 4.0 * kUnit * (g_.payoff == Payoff::cash ? 1.0 : strip_.forward + scale_[i]);
        const double f = strip_.forward;
        if (k == 0) return error_of(0) + exact_part + tail();
        if (k == 1) return (error_of(1) + exact_part + tail()) / f;
        if (k == 2) return (error_of(2) + error_of(1) + exact_part / g_.deviation + tail()) / (f * f);
        return error_of(k) + tail();
    }

    double tail() const { return 0.02 * tolerance_; }

    // Puts and calls share the vanilla correction; of digitals, puts pay what calls do not.
    double sign_of(std::size_t i) const {
        const double side = strip_.is_call[members_[i]] ? 1.0 : -1.0;
        return g_.payoff == Payoff::vanilla ? -1.0 : (g_.payoff == Payoff::cash ? side : -side);
    }

    // From derivatives in ln F to derivatives in F.
    void in_forward(double *integral) const {
        if (reach_ == Reach::value) return;
        const double f = strip_.forward;
        integral[2] = (integral[2] - integral[1]) / (f * f);
        integral[1] /= f;
    }

    const Integrand g_;
    const Reach reach_;
    const double tolerance_;
    const Strip &strip_;
    const std::vector<std::ptrdiff_t> &members_;
    std::ptrdiff_t count_ = 0, evaluated_ = 0;
    std::vector<double> dx_, scale_, sums_, before_;
    double change_[kStripOutputs] = {}, earlier_[kStripOutputs] = {}, total_[kStripOutputs] = {};
    double largest_scale_ = 0.0, last_y_ = 0.0, last_step_ = kFirstStep;
    Nodes nodes_;
};

void clear_beyond_control(const Strip &strip, Reach reach) {
    for (int k = 0; k < outputs_of(reach); ++k)
        for (std::ptrdiff_t i = 0; i < strip.size; ++i) {
            if (k >= kControlled) strip.values[k * strip.stride + i] = 0.0;
            strip.errors[k * strip.stride + i] = 4.0 * kUnit * (strip.forward + strip.strike[i]);
        }
}

}  // namespace

std::ptrdiff_t price_strip(const Affine &p, Payoff payoff, Reach reach, double tolerance, const Strip &strip) {
    const double deviation = deviation_of(p, strip.expiry);
    const bool is_certain = !(deviation > kSmallest);
    control_values(payoff, is_certain ? 0.0 : deviation, reach, strip);
    clear_beyond_control(strip, reach);
    if (is_certain) return 0;
    const Turning turning = turning_of(p, strip.expiry, deviation);
    std::vector<std::ptrdiff_t> members[2];
    double nearest[2] = {0.0, 0.0};
    for (std::ptrdiff_t i = 0; i < strip.size; ++i) {
        const double x = std::log(strip.forward / strip.strike[i]);
        const int upper = x >= turning.point ? 1 : 0;
        const bool is_nearest = members[upper].empty() ||
                                std::fabs(x - turning.point) < std::fabs(nearest[upper] - turning.point);
        if (is_nearest) nearest[upper] = x;
        members[upper].push_back(i);
    }
    std::ptrdiff_t evaluated = 0;
    for (int upper = 0; upper < 2; ++upper) {
        if (members[upper].empty()) continue;
        const Contour contour = contour_for(p, strip.expiry, deviation, turning, upper == 1 ? 1 : -1);
        Side side({p, strip.expiry, deviation, contour, payoff, nearest[upper]}, reach, tolerance, strip,
                  members[upper]);
        evaluated += side.integrate();
        side.write();
    }
    return evaluated;
}

}  // namespace axiom::fourier
