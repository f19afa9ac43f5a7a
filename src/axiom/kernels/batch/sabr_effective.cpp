#include <algorithm>
#include <cmath>

#include "axiom/sabr/effective.hpp"

namespace axiom::sabr {
namespace {

constexpr double kDeviations = 9.0;
constexpr int kDampedSteps = 2;  // each of two implicit halves
constexpr double kLogarithms = 25.0;  // of strike over forward: what lies beyond is worth nothing
constexpr double kFlat = 1e-7;   // vols of vol below it, and distances of beta from 1, are zero

struct Point {
    double strike, diffusion;
};

double sinh_over(double nu, double x) { return nu > kFlat ? std::sinh(nu * x) / nu : x; }

Point point_at(const Smile &s, double x) {
    const double half = std::sinh(0.5 * s.nu * x);
    const double z = sinh_over(s.nu, x) + (s.nu > kFlat ? s.rho * 2.0 * half * half / s.nu : 0.0);
    const double curvature = 1.0 - s.beta;
    const double base = std::pow(s.forward, curvature) + s.alpha * curvature * z;
    const double strike = curvature > kFlat ? std::pow(std::fmax(base, 0.0), 1.0 / curvature)
                                            : s.forward * std::exp(s.alpha * z);
    const double turn = std::cosh(s.nu * x) + s.rho * std::sinh(s.nu * x);
    return {strike, s.alpha * std::pow(strike, s.beta) * turn};
}

// Where the price reaches zero, at most kDeviations away.
double lower_end(const Smile &s, double widest) {
    const double curvature = 1.0 - s.beta;
    if (curvature <= kFlat) return -widest;
    const double z = -std::pow(s.forward, curvature) / (s.alpha * curvature), nz = s.nu * z;
    if (s.nu <= kFlat) return std::fmax(z, -widest);
    const double root = std::sqrt(1.0 + 2.0 * s.rho * nz + nz * nz);
    return std::fmax(std::log((1.0 - s.rho) / (root - s.rho - nz)) / s.nu, -widest);
}

// The x farthest from zero, towards `end`, whose strike is within kLogarithms of the forward.
double shortened(const Smile &s, double end) {
    const auto fits = [&](double x) {
        const double ratio = point_at(s, x).strike / s.forward;
        return std::isfinite(ratio) && (s.beta < 1.0 - kFlat ? ratio < std::exp(kLogarithms)
                                                             : std::fabs(std::log(ratio)) < kLogarithms);
    };
    if (fits(end)) return end;
    double near = 0.0, far = end;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (near + far);
        (fits(middle) ? near : far) = middle;
    }
    return near;
}

class March {
  public:
    March(const Smile &smile, int half, int steps) : s_(smile), dt_(smile.expiry / steps), steps_(steps) {
        const double widest = kDeviations * std::sqrt(s_.expiry);
        const double low = shortened(s_, lower_end(s_, widest)), h = shortened(s_, widest) / half;
        for (int i = 0; i <= 2 * half; ++i) {
            const double x = i < half ? low * (half - i) / half : h * (i - half);
            const Point p = point_at(s_, x);
            out_.strike.push_back(p.strike);
            diffusion_.push_back(p.diffusion * p.diffusion);
            const bool at_forward = i == half;
            if (at_forward) out_.strike.back() = s_.forward;
            out_.call.push_back(std::fmax(s_.forward - out_.strike.back(), 0.0));
            const double gap = p.strike - s_.forward;
            growth_.push_back(at_forward ? s_.beta * std::pow(s_.forward, s_.beta - 1.0)
                                         : (std::pow(p.strike, s_.beta) - std::pow(s_.forward, s_.beta)) / gap);
        }
        const std::size_t n = out_.strike.size();
        upper_.assign(n, 0.0), right_.assign(n, 0.0);
    }

    Calls run() {
        double t = 0.0;
        const int damped = std::min(kDampedSteps, steps_);
        for (int i = 0; i < 2 * damped; ++i, t += 0.5 * dt_) step(t + 0.5 * dt_, 0.5 * dt_, 1.0);
        for (int i = damped; i < steps_; ++i, t += dt_) step(t + 0.5 * dt_, dt_, 0.5);
        return std::move(out_);
    }

  private:
    // One step with the coefficient of a time in it; `implicit` is the share of the new values.
    void step(double at, double dt, double implicit) {
        const std::size_t n = out_.strike.size();
        std::vector<double> &c = out_.call;
        upper_[0] = 0.0, right_[0] = c[0];
        for (std::size_t i = 1; i + 1 < n; ++i) {
            const double below = out_.strike[i] - out_.strike[i - 1], above = out_.strike[i + 1] - out_.strike[i];
            const double rate = 0.5 * dt * diffusion_[i] * std::exp(s_.rho * s_.nu * s_.alpha * growth_[i] * at);
            const double down = 2.0 * rate / (below * (below + above)), up = 2.0 * rate / (above * (below + above));
            const double known = c[i] + (1.0 - implicit) * (down * (c[i - 1] - c[i]) + up * (c[i + 1] - c[i]));
            const double pivot = 1.0 + implicit * (down + up) - implicit * down * upper_[i - 1];
            upper_[i] = implicit * up / pivot;
            right_[i] = (known + implicit * down * right_[i - 1]) / pivot;
        }
        c[n - 1] = 0.0;
        for (std::size_t i = n - 1; i-- > 1;) c[i] = right_[i] + upper_[i] * c[i + 1];
    }

    const Smile s_;
    const double dt_;
    const int steps_;
    Calls out_;
    std::vector<double> diffusion_, growth_, upper_, right_;
};

}  // namespace

Calls effective_calls(const Smile &smile, int half, int steps) { return March(smile, half, steps).run(); }

}  // namespace axiom::sabr
