// The exercise boundary of puts with strike 1 by spectral collocation and full Newton steps.
//
// Smooth pasting at every time to expiry tau, divided by the boundary B, says left = right in
//
//   left  = e^{-q tau} N(D) + integral over (0, tau) of q e^{-qu} N(d) du
//   right = integral over (0, tau) of (r e^{-l(tau-u)} - q) e^{-qu} phi(d) / s du
//
// with l = ln B, s = vol sqrt(u), d = (l(tau) - l(tau-u) + (r-q) u) / s + s / 2, and D = d at u = tau
// with 0 in place of l(0). The residual is ln(left / right), in which Newton's method converges in
// three or four steps from the explicit guess. The boundary depends on earlier times to expiry only,
// but its interpolation on all nodes: the Jacobian is full, and solved by elimination.
//
// To use it: fill PutLanes, derive(), then
//   BoundarySolver<nodes, points> solver(boundary_nodes<nodes, points>(), put, scratch);
//   solver.guess();                      // or refine() from a coarser grid (put_block.hpp)
//   solver.iterate(steps, tolerance);    // scratch.last_step: largest relative step of each lane
// Afterwards scratch.log_boundary holds l at the nodes; solver.linearise() leaves the residual and the
// LU factors of d residual_i / d l_j in scratch, and solver.solve(v) replaces v by J^-1 v.
//
// References: L. Andersen, M. Lake, D. Offengenden (2016), High-performance American option pricing,
// J. Computational Finance 20(1), 39-87; I. J. Kim (1990), Rev. Financial Studies 3, 547-572.
#pragma once

#include "../mills.hpp"
#include "boundary_nodes.hpp"
#include "lanes.hpp"

namespace axiom::american {

constexpr double kLargestRatio = 2.0;     // of the gaps ln B(0+) - l before and after a step
constexpr double kUnsettled = 1.0;        // a last step before the first
constexpr double kDisorder = 0.01;        // of a gap between neighbours, relative to the last one
constexpr double kLeastSquare = 1e-10;    // of an interpolated l^2, relative to the last node's
constexpr double kLeastGap = 0.4;         // of a first ln B(0+) - l, in sqrt(tau / T) times its last
constexpr double kLeastRatio = 1e-30;     // of left / right, which is 1 at the solution

template <int nodes_, int points_>
struct BoundaryScratch {
    static constexpr int nodes = nodes_;
    static constexpr int points = points_;
    Lanes log_boundary[nodes];  // l at the nodes, negative
    Lanes squared[nodes];       // l^2 - (ln B(0+))^2
    Lanes discount[nodes][points];  // weight_k e^{-q u}
    Lanes residual[nodes];
    Lanes jacobian[nodes][nodes];  // after linearise(): unit lower and upper factor, pivots inverted
    Lanes last_step;               // largest change of a gap, relative to it
    Lanes left_turn[points];       // of one row: d left / d l_k and d right / d l_k, each by -1 / l_k
    Lanes right_turn[points];
};

// Sums over one row's quadrature points, without the factor tau.
struct RowSums {
    Lanes left, right, left_own, right_own;
};

template <int nodes, int points>
class BoundarySolver {
  public:
    using Nodes = BoundaryNodes<nodes, points>;
    using Scratch = BoundaryScratch<nodes, points>;

    AXIOM_FN BoundarySolver(const Nodes &table, const PutLanes &put, Scratch &scratch)
        : table_(table), put_(put), w_(scratch) {
        for (int i = 0; i < nodes; ++i)
            for (int k = 0; k < points; ++k) {
                AXIOM_INDEPENDENT
                for (int lane = 0; lane < kLanes; ++lane)
                    w_.discount[i][k][lane] =
                        table_.weight[k] * exponential(-put_.dividend_yield[lane] *
                                                       (put_.expiry[lane] * table_.age[i][k]));
            }
    }

    // Barone-Adesi and Whaley's approach to the perpetual boundary, stretched by a tenth or two and kept
    // away from the boundary's start.
    AXIOM_FN void guess() {
        Lanes perpetual;
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) {
            const double square = put_.vol[lane] * put_.vol[lane];
            const double drift = put_.carry[lane] - 0.5 * square;
            const double inside = drift * drift + 2.0 * larger(put_.rate[lane], 0.0) * square;
            const double m = smaller(-(drift + root(inside)) / square, -1e-3);
            perpetual[lane] = m / (m - 1.0);
        }
        for (int j = 0; j < nodes; ++j) guess_node(j, perpetual);
    }

    // Steps of Newton's method, at most `most`, until every lane has settled: its last step changed no
    // gap by more than `tolerance`, relatively. A settled lane stays as it is while others move on, so
    // that its result does not depend on them.
    AXIOM_FN void iterate(int most, double tolerance) {
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) w_.last_step[lane] = kUnsettled;
        for (int step = 0; step < most && is_moving(tolerance); ++step) newton_step(tolerance);
        refuse_disorder();
    }

    // One step in the lanes that have not settled; a gap at most doubles or halves.
    AXIOM_FN void newton_step(double tolerance) {
        linearise();
        solve(w_.residual);
        Lanes moves;
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) {
            moves[lane] = w_.last_step[lane] > tolerance ? 1.0 : 0.0;
            w_.last_step[lane] = moves[lane] > 0.5 ? 0.0 : w_.last_step[lane];
        }
        for (int j = 0; j < nodes; ++j) {
            AXIOM_INDEPENDENT
            for (int lane = 0; lane < kLanes; ++lane) {
                const double gap = put_.log_start[lane] - w_.log_boundary[j][lane];
                const double wanted = gap + w_.residual[j][lane];
                const double capped = smaller(wanted, gap * kLargestRatio);
                const double next = larger(capped, gap * (1.0 / kLargestRatio));
                const double change = magnitude(next - gap) / gap;
                const bool is_moving = moves[lane] > 0.5;
                const double step = is_moving ? change : 0.0;
                const double moved = put_.log_start[lane] - next;
                w_.last_step[lane] = larger(w_.last_step[lane], step);
                w_.log_boundary[j][lane] = is_moving ? moved : w_.log_boundary[j][lane];
            }
        }
    }

    // Residuals and the factored Jacobian at the present boundary.
    AXIOM_FN void linearise() {
        square_boundary();
        for (int i = 0; i < nodes; ++i) linearise_row(i);
        factorise();
    }

    AXIOM_FN void square_boundary() {
        for (int j = 0; j < nodes; ++j) {
            AXIOM_INDEPENDENT
            for (int lane = 0; lane < kLanes; ++lane) {
                const double l = w_.log_boundary[j][lane];
                const double start = put_.log_start[lane];
                w_.squared[j][lane] = (l - start) * (l + start);
            }
        }
    }

    // Replaces a vector by J^-1 times it.
    AXIOM_FN void solve(Lanes *vector) const {
        for (int p = 0; p < nodes; ++p)
            for (int i = p + 1; i < nodes; ++i) subtract(vector[i], w_.jacobian[i][p], vector[p]);
        for (int p = nodes - 1; p >= 0; --p) {
            for (int j = p + 1; j < nodes; ++j) subtract(vector[p], w_.jacobian[p][j], vector[j]);
            AXIOM_INDEPENDENT
            for (int lane = 0; lane < kLanes; ++lane) vector[p][lane] *= w_.jacobian[p][p][lane];
        }
    }

  private:
    AXIOM_FN bool is_moving(double tolerance) const {
        std::int64_t found = 0;
        for (int lane = 0; lane < kLanes; ++lane)
            found |= static_cast<std::int64_t>(w_.last_step[lane] > tolerance);
        return found != 0;
    }

    // A boundary that does not fall with the time to expiry solves the equations, but not the problem.
    AXIOM_FN void refuse_disorder() {
        for (int j = 0; j + 1 < nodes; ++j) {
            AXIOM_INDEPENDENT
            for (int lane = 0; lane < kLanes; ++lane) {
                const double slack = kDisorder * (put_.log_start[lane] - w_.log_boundary[0][lane]);
                const bool rises = w_.log_boundary[j][lane] > w_.log_boundary[j + 1][lane] + slack;
                w_.last_step[lane] = rises ? kUnsettled : w_.last_step[lane];
            }
        }
    }

    AXIOM_FN void guess_node(int j, const Lanes &perpetual) {
        const double z = table_.node[j];
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) {
            const double start = exponential(put_.log_start[lane]);
            const double last = smaller(perpetual[lane], 0.999 * start);
            const double total = put_.total_vol[lane] * z;
            const double time = put_.expiry[lane] * (z * z);
            const double approach = (put_.carry[lane] * time - 2.0 * total) / (1.0 - last);
            const double above = (1.0 - last) * exponential(smaller(approach, -total));
            const double near = start * exponential(-0.6 * total);
            const double boundary = larger(smaller(last + above, near), last);
            w_.log_boundary[j][lane] =
                put_.log_start[lane] - 1.2 * (put_.log_start[lane] - log_ratio(boundary, 1.0));
        }
    }

    AXIOM_FN void linearise_row(int i) {
        RowSums sums{};
        for (int k = 0; k < points; ++k) add_point(i, k, sums);
        Lanes own, by_left, by_right;
        close_row(i, sums, own, by_left, by_right);
        for (int k = 0; k < points; ++k) {
            AXIOM_INDEPENDENT
            for (int lane = 0; lane < kLanes; ++lane)
                w_.left_turn[k][lane] = w_.left_turn[k][lane] * by_left[lane] -
                                        w_.right_turn[k][lane] * by_right[lane];
        }
        for (int j = 0; j < nodes; ++j) fill_entry(i, j, own);
    }

    AXIOM_FN void add_point(int i, int k, RowSums &sums) {
        const double *AXIOM_RESTRICT weights = table_.interpolation[i][k];
        const double age = table_.age[i][k];
        const double deviation = table_.deviation[i][k];
        const double inverse_deviation = table_.inverse_deviation[i][k];
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) {
            const double start = put_.log_start[lane];
            const double last = w_.log_boundary[0][lane];
            const double squared = start * start + weighted<nodes>(weights, w_.squared, lane);
            const double fall = root(larger(squared, kLeastSquare * last * last));  // -l(tau - u)
            const double s = put_.total_vol[lane] * deviation;
            const double inverse_s = put_.inverse_total_vol[lane] * inverse_deviation;
            const double move = w_.log_boundary[i][lane] + fall +
                                put_.carry[lane] * (put_.expiry[lane] * age);
            const double d = move * inverse_s + 0.5 * s;
            const double discount = w_.discount[i][k][lane];
            const double density =
                discount * (kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d * d));
            const MillsParts parts = mills_parts(cap_deviations(magnitude(d)));
            const double inverse_both = 1.0 / (parts.denominator * fall);
            const double tail = density * (parts.numerator * (fall * inverse_both));
            const double distribution = d > 0.0 ? discount - tail : tail;
            const double inverse_fall = parts.denominator * inverse_both;
            const double paid = put_.rate[lane] * exponential(fall);
            const double q = put_.dividend_yield[lane];
            const double per_deviation = density * inverse_s;
            const double moved = (paid - q) * per_deviation;
            const double lost = q * per_deviation;
            const double turn = moved * (d * inverse_s);
            sums.left[lane] += q * distribution;
            sums.right[lane] += moved;
            sums.left_own[lane] += lost;
            sums.right_own[lane] -= turn;
            w_.left_turn[k][lane] = lost * inverse_fall;
            w_.right_turn[k][lane] = (paid * per_deviation - turn) * inverse_fall;
        }
    }

    // The row's residual, its derivative by its own l outside the interpolation, and what scales the
    // turns of left and right.
    AXIOM_FN void close_row(int i, const RowSums &sums, Lanes &own, Lanes &by_left,
                            Lanes &by_right) {
        const double z = table_.node[i];
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) {
            const double tau = put_.expiry[lane] * (z * z);
            const double s = put_.total_vol[lane] * z;
            const double inverse_s = put_.inverse_total_vol[lane] / z;
            const double d =
                (w_.log_boundary[i][lane] + put_.carry[lane] * tau) * inverse_s + 0.5 * s;
            const double discount = exponential(-put_.dividend_yield[lane] * tau);
            const double density =
                discount * (kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d * d));
            const double tail = density * mills(cap_deviations(magnitude(d)));
            const double right = tau * sums.right[lane];
            const double sum = (d > 0.0 ? discount - tail : tail) + tau * sums.left[lane];
            const double left = larger(sum, kLeastRatio * right);
            const double inverse_both = 1.0 / (left * right);
            const double inverse_left = right * inverse_both;
            const double inverse_right = left * inverse_both;
            w_.residual[i][lane] = log_ratio(left, right);
            own[lane] = (density * inverse_s + tau * sums.left_own[lane]) * inverse_left -
                        tau * sums.right_own[lane] * inverse_right;
            by_left[lane] = tau * inverse_left;
            by_right[lane] = tau * inverse_right;
        }
    }

    AXIOM_FN void fill_entry(int i, int j, const Lanes &own) {
        Lanes sum{};
        for (int k = 0; k < points; ++k) {
            const double weight = table_.interpolation[i][k][j];
            AXIOM_INDEPENDENT
            for (int lane = 0; lane < kLanes; ++lane)
                sum[lane] += weight * w_.left_turn[k][lane];
        }
        const double is_own = i == j ? 1.0 : 0.0;
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane)
            w_.jacobian[i][j][lane] = w_.log_boundary[j][lane] * sum[lane] + is_own * own[lane];
    }

    // Without exchanges: a row leads at its own time, and hardly depends on later ones.
    AXIOM_FN void factorise() {
        for (int p = 0; p < nodes; ++p) {
            Lanes &pivot = w_.jacobian[p][p];
            AXIOM_INDEPENDENT
            for (int lane = 0; lane < kLanes; ++lane) pivot[lane] = 1.0 / pivot[lane];
            for (int i = p + 1; i < nodes; ++i) {
                Lanes &factor = w_.jacobian[i][p];
                AXIOM_INDEPENDENT
                for (int lane = 0; lane < kLanes; ++lane) factor[lane] *= pivot[lane];
                for (int j = p + 1; j < nodes; ++j)
                    subtract(w_.jacobian[i][j], factor, w_.jacobian[p][j]);
            }
        }
    }

    AXIOM_FN static void subtract(Lanes &target, const Lanes &a, const Lanes &b) {
        AXIOM_INDEPENDENT
        for (int lane = 0; lane < kLanes; ++lane) target[lane] -= a[lane] * b[lane];
    }

    const Nodes &table_;
    const PutLanes &put_;
    Scratch &w_;
};

}  // namespace axiom::american
