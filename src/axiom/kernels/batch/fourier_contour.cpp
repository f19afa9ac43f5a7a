#include <cmath>
#include <limits>

#include "axiom/fourier/contour.hpp"

namespace axiom::fourier {
namespace {

constexpr double kTilt = 0.25;
constexpr double kEndless = std::numeric_limits<double>::infinity();

// The time at which E[S^moment] explodes.
double explosion_time(const Affine &p, double moment) {
    const double excess = moment * (moment - 1.0);
    const double slope = p.correlation * p.vol_of_vol * moment - p.mean_reversion;
    const double discriminant = slope * slope - p.vol_of_vol * p.vol_of_vol * excess;
    const double size = std::sqrt(std::fabs(discriminant));
    if (discriminant < 0.0) return 2.0 / size * std::atan2(size, slope);
    if (excess <= 0.0 || slope <= size) return kEndless;
    return size > 0.0 ? std::log((slope + size) / (slope - size)) / size : 2.0 / slope;
}

// Half the width, about -i/2, of a strip in which moments exist; not above `most`.
double moment_strip(const Affine &p, double expiry, double most) {
    const auto exist = [&](double half) {
        return explosion_time(p, 0.5 + half) > expiry && explosion_time(p, 0.5 - half) > expiry;
    };
    if (most <= 0.5 || exist(most)) return most;
    double low = 0.5, high = most;
    for (int i = 0; i < 14; ++i) {
        const double middle = std::sqrt(low * high);
        (exist(middle) ? low : high) = middle;
    }
    return low;
}

// The largest moment to which jumps contribute little more than a few times their number.
double jump_strip(const Affine &p, double expiry) {
    const double number = p.jump_intensity * expiry;
    if (!(number > 0.0)) return kEndless;
    const double size = std::log1p(5.0 / number), mean = std::fabs(p.jump_mean);
    const double reach = mean + std::sqrt(mean * mean + 2.0 * p.jump_vol * p.jump_vol * size);
    return reach > 0.0 ? 2.0 * size / reach : kEndless;
}

// Along the tilted path jumps of a fixed size would grow: their own spread must outweigh that.
double jump_tilt(const Affine &p, double expiry) {
    const bool has_jumps = p.jump_intensity * expiry > 0.0 && p.jump_mean != 0.0;
    return has_jumps ? std::atan(0.7 * p.jump_vol / std::fabs(p.jump_mean)) : kTilt;
}

}  // namespace

double deviation_of(const Affine &p, double expiry) {
    const double faded = -std::expm1(-p.mean_reversion * expiry) / p.mean_reversion;
    const double diffused = p.long_variance * (expiry - faded) + p.initial_variance * faded;
    const double jumped = p.jump_mean * p.jump_mean + p.jump_vol * p.jump_vol;
    return std::sqrt(diffused + p.jump_intensity * expiry * jumped);
}

Turning turning_of(const Affine &p, double expiry, double deviation) {
    const double jump_drift = p.jump_intensity * expiry *
                              std::expm1(p.jump_mean + 0.5 * p.jump_vol * p.jump_vol);
    const double spread = p.vol_of_vol * expiry;
    const double straight = deviation * deviation / 15.0;  // below spread^2, the tail is exponential
    if (straight >= spread * spread) return {jump_drift, false};
    const double level = p.initial_variance + p.mean_reversion * p.long_variance * expiry;
    const double slope = p.correlation * level / p.vol_of_vol;
    const double bounded = std::fmax(-2.0 * deviation, std::fmin(2.0 * deviation, slope));
    return {jump_drift + bounded * (1.0 - straight / (spread * spread)), bounded == slope};
}

Contour contour_for(const Affine &p, double expiry, double deviation, const Turning &turning, int side) {
    double tilt = std::fmin(kTilt, jump_tilt(p, expiry));
    if (!turning.is_of_tail && side * p.correlation > 0.0)
        tilt = std::fmin(tilt, 0.4 * std::acos(std::fabs(p.correlation)));
    const double most = std::fmin(4.0 / deviation, jump_strip(p, expiry));
    double width = moment_strip(p, expiry, most);
    const double crossing = width * std::sin(tilt);  // 1/2 would meet the pole that the control removes
    if (std::fabs(crossing - 0.5) < 0.06) width *= 0.8;
    return {width, side * tilt};
}

}  // namespace axiom::fourier
