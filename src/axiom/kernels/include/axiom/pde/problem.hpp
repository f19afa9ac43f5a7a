// What the solver in one dimension takes: contracts of one shape, each under several variants.
//
// The coordinate x is the log-price, a log-ratio of prices, or a share; `basis(x)` is exp(x) in the
// first two and x in the last: constants (discounted) and multiples of the basis solve the equation,
// and payoffs are made of them.
#pragma once

#include <vector>

#include "curves.hpp"

namespace axiom::pde {

// lognormal: u_t + v/2 (u_xx - u_x) + (r - q) u_x - r u = 0.
// swapped: the same seen from the other side of the ratio, r and q exchanged, in units of the asset.
// local: lognormal with v = vol(t, x)^2.
// average: u_t + (v x^2 - 2 a x + b) / 2 u_xx = 0 with v, a, b in place of variance, rate and yield.
enum class Operator { lognormal, swapped, local, average };

// line: nothing but constants and multiples of the basis beyond. kept: a value that stays.
// discounted: a value that is paid at expiry. reflecting: the slope is zero, at the first node only.
enum class EdgeKind { line = 0, kept = 1, discounted = 2, reflecting = 3 };

// none: only begins another stretch of time steps.
// knock_out: outside (a, b) the value is c, discounted from expiry if d.
// dividend: the price drops to max(S (1 - b) - a, 0).
// compound: max(b (u - a), 0).
// clamp: beyond a (below where b < 0, above where b > 0) the value is the one at a.
// watch: from here towards now, nodes outside (a, b) are worth nothing, all the time.
enum class EventKind { none = 0, knock_out = 1, dividend = 2, compound = 3, clamp = 4, watch = 5 };

constexpr int kEventTerms = 4;
constexpr int kPins = 4;

// A payoff: level + slope basis on either side of `kink`.
struct Payoff {
    double kink;  // NaN where there is none: `below` everywhere
    double level[2];
    double slope[2];

    double on_side(int side, double basis) const { return level[side] + slope[side] * basis; }
};

struct EdgeTerms {
    double x;
    EdgeKind kind;
    double value;
};

struct Contract {
    double expiry;
    EdgeTerms edges[2];  // low, high
    Payoff payoff;
    double pins[kPins];  // where nodes must stand, besides the kink; NaN for none
    bool descending;     // nodes run from high to low: calls that may be exercised
};

struct Resolution {
    int nodes;                // intervals of the coarsest grid
    int refinement;           // each of which is cut into as many
    double concentration;     // how much finer the grid is at pins
    std::vector<int> steps;   // by stretch, from expiry to now
    bool graded;              // steps grow quadratically from the begin of each stretch
};

// Contracts of one shape: the same kinds of events in the same order.
struct Problem {
    Operator kind;
    bool american;
    bool two_sided;
    std::vector<Contract> contracts;
    std::vector<double> places;       // where to read off: [contract][variant]
    std::vector<EventKind> events;    // from the last to the first
    std::vector<double> event_times;  // [contract][event]
    std::vector<double> event_terms;  // [contract][event][kEventTerms]
    Curves curves;
    LocalVols local_vols;
    Resolution resolution;

    int variants() const { return curves.variants(); }
    std::ptrdiff_t lanes() const { return static_cast<std::ptrdiff_t>(contracts.size()) * variants(); }
    double event_time(std::size_t contract, std::size_t event) const {
        return event_times[contract * events.size() + event];
    }
    const double *terms_of(std::size_t contract, std::size_t event) const {
        return event_terms.data() + (contract * events.size() + event) * kEventTerms;
    }
};

// The value and its first two derivatives in x, [contract][variant][3], on `threads` threads.
std::vector<double> solve(const Problem &problem, int threads);

}  // namespace axiom::pde
