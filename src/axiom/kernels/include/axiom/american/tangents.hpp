// Solves for the tangents of the boundary (boundary_tangents.hpp says which, and how).
#pragma once

#include "boundary_tangents.hpp"

namespace axiom::american {

template <int nodes, int points>
class TangentSolver {
  public:
    using Nodes = BoundaryNodes<nodes, points>;
    using Scratch = TangentScratch<nodes, points>;

    AXIOM_FN TangentSolver(const Nodes &table, const StartWeights<nodes, points> &start_weights,
                           const PutLanes &put, const Lanes *log_boundary, Scratch &scratch,
                           BoundaryTangents<nodes> &tangents)
        : table_(table), start_(start_weights), put_(put), log_(log_boundary), w_(scratch),
          out_(tangents) {}

    AXIOM_FN void run() {
        fill_start_tangents(put_, w_.start);
        square_boundary();
        for (int i = 0; i < nodes; ++i) first_order_row(i);
        factorise();
        solve(out_.rate);
        solve(out_.dividend_yield);
        solve(out_.vol[0]);
        insert_first_order();
        for (int i = 0; i < nodes; ++i) second_order_row(i);
        solve(out_.vol[1]);
        insert_second_order();
        for (int i = 0; i < nodes; ++i) third_order_row(i);
        solve(out_.vol[2]);
    }

  private:
    AXIOM_FN void square_boundary() {
        for (int j = 0; j < nodes; ++j) {
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane) {
                const double l = log_[j][lane];
                const double start = put_.log_start[lane];
                w_.squared[j][lane] = (l - start) * (l + start);
            }
        }
    }

    // R's derivatives in rate, yield and v with the boundary held at the nodes, and J's row.
    AXIOM_FN void first_order_row(int i) {
        Lanes diagonal;
        first_order_ends(i, diagonal);
        for (int k = 0; k < points; ++k) first_order_point(i, k, diagonal);
        for (int j = 0; j < nodes; ++j) {
            Lanes sum{};
            for (int k = 0; k < points; ++k) {
                const double weight = table_.interpolation[i][k][j];
                AXIOM_EACH_LANE
                for (int lane = 0; lane < kLanes; ++lane) sum[lane] += weight * w_.row[k][lane];
            }
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane)
                w_.jacobian[i][j][lane] =
                    sum[lane] * log_[j][lane] + (i == j ? diagonal[lane] : 0.0);
        }
    }

    // The term outside the integral.
    AXIOM_FN void first_order_ends(int i, Lanes &diagonal) {
        const double z = table_.node[i];
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) {
            const double tau = put_.expiry[lane] * z * z;
            const double st = put_.total_vol[lane] * z;
            const double d = (log_[i][lane] + put_.carry[lane] * tau) / st + 0.5 * st;
            const double discount = exponential(-put_.dividend_yield[lane] * tau);
            const double phi = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d * d);
            const double density = discount * phi;
            w_.final_deviation[i][lane] = d;
            w_.final_density[i][lane] = density;
            diagonal[lane] = density / st;
            out_.rate[i][lane] = density * tau / st;
            out_.dividend_yield[i][lane] =
                -density * tau / st - tau * discount * tail_probability(d, phi);
            out_.vol[0][i][lane] = density * (st - d);
        }
    }

    AXIOM_FN void first_order_point(int i, int k, Lanes &diagonal) {
        TangentPoint &point = w_.kernel[i][k];
        const double *AXIOM_RESTRICT weights = table_.interpolation[i][k];
        const double from_start = start_.at[i][k];
        const double age = table_.age[i][k];
        const double deviation = table_.deviation[i][k];
        const double inverse_deviation = table_.inverse_deviation[i][k];
        const double du = table_.weight[k] * table_.node[i] * table_.node[i];
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) {
            const double r = put_.rate[lane];
            const double q = put_.dividend_yield[lane];
            const double start = put_.log_start[lane];
            const double last = log_[0][lane];
            const double squared = start * start + weighted<nodes>(weights, w_.squared, lane);
            const double least = kLeastSquare * last * last;
            const bool cut = squared < least;
            const double fall = root(cut ? least : squared);  // -l(tau - u)
            const double inverse = cut ? 0.0 : -1.0 / fall;
            const double u = put_.expiry[lane] * age;
            const double s = put_.total_vol[lane] * deviation;
            const double b = put_.inverse_total_vol[lane] * inverse_deviation;
            const double d = (log_[i][lane] + fall + put_.carry[lane] * u) * b + 0.5 * s;
            const double inverse_boundary = exponential(fall);
            const double phi = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d * d);
            const double measure = put_.expiry[lane] * du * exponential(-q * u);
            const double f = measure * phi;
            const double n = measure * tail_probability(d, phi);
            const double c = r * inverse_boundary - q;
            const double at_node = f * b * (q + c * d * b);
            const double at_point = f * b * (c + q) - at_node;
            // The start moves with rate and yield, the square at the nodes held.
            const double turn = 0.5 * from_start * inverse * at_point;
            const double drift = f * u * b * (q + c * d * b);

            point.half_inverse[lane] = 0.5 * inverse;
            point.deviation[lane] = d;
            point.density[lane] = f;
            point.inverse_boundary[lane] = inverse_boundary;
            w_.row[k][lane] = at_point * inverse;
            diagonal[lane] += at_node;
            out_.rate[i][lane] +=
                drift - f * b * inverse_boundary + turn * w_.start.rate[lane];
            out_.dividend_yield[i][lane] += n + f * b - drift - u * (q * n - c * f * b) +
                                            turn * w_.start.dividend_yield[lane];
            out_.vol[0][i][lane] += f * (q * (s - d) + c * b * (d * (s - d) + 1.0));
        }
    }

    AXIOM_FN void insert_first_order() {
        for (int j = 0; j < nodes; ++j) {
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane) {
                const double first = out_.vol[0][j][lane];
                w_.vol_squared[0][j][lane] = 2.0 * log_[j][lane] * first;
                w_.vol_squared[1][j][lane] = first * first;
            }
        }
    }

    AXIOM_FN void insert_second_order() {
        for (int j = 0; j < nodes; ++j) {
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane) {
                const double second = out_.vol[1][j][lane];
                w_.vol_squared[1][j][lane] += 2.0 * log_[j][lane] * second;
                w_.vol_squared[2][j][lane] = 2.0 * out_.vol[0][j][lane] * second;
            }
        }
    }

    AXIOM_FN void second_order_row(int i) {
        final_term<2>(i);
        for (int k = 0; k < points; ++k) {
            TangentPoint &point = w_.kernel[i][k];
            const double *AXIOM_RESTRICT weights = table_.interpolation[i][k];
            const double deviation = table_.deviation[i][k];
            const double inverse_deviation = table_.inverse_deviation[i][k];
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane) {
                const double half = point.half_inverse[lane];
                const double h1 = -weighted<nodes>(weights, w_.vol_squared[0], lane) * half;
                const double h2 =
                    (h1 * h1 - weighted<nodes>(weights, w_.vol_squared[1], lane)) * half;
                const double s = put_.total_vol[lane] * deviation;
                const double b = put_.inverse_total_vol[lane] * inverse_deviation;
                const DeviationJet jet = deviation_jet(point.deviation[lane], s,
                                                       (out_.vol[0][i][lane] + h1) * b, h2 * b, 0.0);
                const double rb = put_.rate[lane] * point.inverse_boundary[lane];
                const double q = put_.dividend_yield[lane];
                const double c0 = rb - q;
                const double c1 = rb * h1;
                const double c2 = rb * (h2 + 0.5 * h1 * h1);
                const double p1 = c0 * jet.f1 + c1;
                const double p2 = c0 * jet.f2 + c1 * jet.f1 + c2;
                point.in_vol[lane] = h1;
                out_.vol[1][i][lane] +=
                    point.density[lane] * (q * jet.n2 - b * (p2 - p1 + c0));
            }
        }
    }

    AXIOM_FN void third_order_row(int i) {
        final_term<3>(i);
        for (int k = 0; k < points; ++k) {
            const TangentPoint &point = w_.kernel[i][k];
            const double *AXIOM_RESTRICT weights = table_.interpolation[i][k];
            const double deviation = table_.deviation[i][k];
            const double inverse_deviation = table_.inverse_deviation[i][k];
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane) {
                const double half = point.half_inverse[lane];
                const double h1 = point.in_vol[lane];
                const double h2 =
                    (h1 * h1 - weighted<nodes>(weights, w_.vol_squared[1], lane)) * half;
                const double h3 =
                    (2.0 * h1 * h2 - weighted<nodes>(weights, w_.vol_squared[2], lane)) * half;
                const double s = put_.total_vol[lane] * deviation;
                const double b = put_.inverse_total_vol[lane] * inverse_deviation;
                const DeviationJet jet =
                    deviation_jet(point.deviation[lane], s, (out_.vol[0][i][lane] + h1) * b,
                                  (out_.vol[1][i][lane] + h2) * b, h3 * b);
                const double rb = put_.rate[lane] * point.inverse_boundary[lane];
                const double q = put_.dividend_yield[lane];
                const double c0 = rb - q;
                const double c1 = rb * h1;
                const double c2 = rb * (h2 + 0.5 * h1 * h1);
                const double c3 = rb * (h3 + h1 * (h2 + h1 * h1 * (1.0 / 6)));
                const double p1 = c0 * jet.f1 + c1;
                const double p2 = c0 * jet.f2 + c1 * jet.f1 + c2;
                const double p3 = c0 * jet.f3 + c1 * jet.f2 + c2 * jet.f1 + c3;
                out_.vol[2][i][lane] +=
                    point.density[lane] * (q * jet.n3 - b * (p3 - p2 + p1 - c0));
            }
        }
    }

    // The coefficient of e^{-q tau} N(D) of one order, with the boundary's own of that order at zero.
    template <int order>
    AXIOM_FN void final_term(int i) {
        const double z = table_.node[i];
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) {
            const double st = put_.total_vol[lane] * z;
            const double b = 1.0 / st;
            const double second = order == 3 ? out_.vol[1][i][lane] * b : 0.0;
            const DeviationJet jet = deviation_jet(w_.final_deviation[i][lane], st,
                                                   out_.vol[0][i][lane] * b, second, 0.0);
            out_.vol[order - 1][i][lane] =
                w_.final_density[i][lane] * (order == 3 ? jet.n3 : jet.n2);
        }
    }

    // LU without exchanges, from the last node (the shortest time to expiry) on: a row depends on
    // shorter times and leads at its own.
    AXIOM_FN void factorise() {
        for (int p = nodes - 1; p >= 0; --p) {
            Lanes &pivot = w_.jacobian[p][p];
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane) pivot[lane] = 1.0 / pivot[lane];
            for (int i = p - 1; i >= 0; --i) {
                Lanes &factor = w_.jacobian[i][p];
                AXIOM_EACH_LANE
                for (int lane = 0; lane < kLanes; ++lane) factor[lane] *= pivot[lane];
                for (int j = p - 1; j >= 0; --j) subtract(w_.jacobian[i][j], factor, w_.jacobian[p][j]);
            }
        }
    }

    // Replaces the derivative of R in `vector` by that of l: minus the solution with J.
    AXIOM_FN void solve(Lanes *vector) {
        for (int p = nodes - 1; p >= 0; --p)
            for (int i = p - 1; i >= 0; --i) subtract(vector[i], w_.jacobian[i][p], vector[p]);
        for (int p = 0; p < nodes; ++p) {
            for (int j = 0; j < p; ++j) subtract_negated(vector[p], w_.jacobian[p][j], vector[j]);
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane)
                vector[p][lane] *= -w_.jacobian[p][p][lane];
        }
    }

    AXIOM_FN static void subtract(Lanes &target, const Lanes &a, const Lanes &b) {
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) target[lane] -= a[lane] * b[lane];
    }

    // The solved part of `vector` already has its sign changed.
    AXIOM_FN static void subtract_negated(Lanes &target, const Lanes &a, const Lanes &b) {
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) target[lane] += a[lane] * b[lane];
    }

    const Nodes &table_;
    const StartWeights<nodes, points> &start_;
    const PutLanes &put_;
    const Lanes *log_;
    Scratch &w_;
    BoundaryTangents<nodes> &out_;
};

}  // namespace axiom::american
