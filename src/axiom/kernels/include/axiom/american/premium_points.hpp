// The premium integral's integrand at one of its points, for a block of lanes.
//
// With u = T w^2, the integral over the time u to a future moment runs in chi, w = 1 / cosh(chi), so
// that z = sqrt(1 - w^2) = tanh(chi), in which the boundary is smooth. The kernel phi(y / s), with
// y = ln S - l(T) the distance to the boundary, is a double exponential in chi: it has vanished where
// w < p / sqrt(p^2 + c^2), p = y / (vol sqrt(T)), and there chi is cut, at asinh(c / p), later where
// the drift leads to the boundary. The points follow the kernel however close the spot comes.
#pragma once

#include "boundary_tangents.hpp"
#include "premium.hpp"

namespace axiom::american {

constexpr double kNearest = 1e-4;  // in standard deviations; nearer, see put_derivatives.hpp

// Points of the premium's integral, and what differentiates a polynomial in z: Chebyshev coefficients
// of the derivative from the values at the nodes.
template <int nodes, int points>
struct PremiumTable {
    const PremiumRule<points> &rule;
    double slope_coefficients[nodes + 1][nodes];
    double cut;  // deviations beyond which the kernel has vanished

    template <class Nodes>
    PremiumTable(const Nodes &table, double reach) : rule(premium_rule<points>()), cut(reach) {
        for (int j = 0; j < nodes; ++j) differentiate(table, j);
    }

  private:
    // d/dx of sum c_m T_m(x) is sum d_m T_m(x), d_{m - 1} = d_{m + 1} + 2 m c_m; here x = 2 z - 1.
    template <class Nodes>
    void differentiate(const Nodes &table, int j) {
        double after = 0.0;
        double at = 0.0;
        slope_coefficients[nodes][j] = 0.0;
        for (int m = nodes; m >= 1; --m) {
            const double before = after + 4.0 * m * table.coefficients[m][j];
            slope_coefficients[m - 1][j] = m == 1 ? 0.5 * before : before;
            after = at;
            at = before;
        }
    }
};

// Chebyshev series in z of l^2 - (ln B(0+))^2 and of what it takes to differentiate l.
template <int nodes>
struct TangentSeries {
    Lanes square[nodes + 1];
    Lanes slope[nodes + 1];  // its derivative in z
    Lanes rate[nodes + 1];   // its derivatives in rate and yield
    Lanes dividend_yield[nodes + 1];
    Lanes vol[3][nodes + 1];  // its coefficients in v
};

struct SeriesValues {
    double square, slope, rate, dividend_yield, vol1, vol2, vol3;
};

// Adds the terms of degree m and above; t and before are T_m and T_{m - 1}.
template <bool all, int m, int nodes>
AXIOM_FN SeriesValues add_terms(const TangentSeries<nodes> &series, int lane, double twice_x,
                                double t, double before, SeriesValues sum) {
    sum.square += series.square[m][lane] * t;
    sum.slope += series.slope[m][lane] * t;
    if constexpr (all) {
        sum.rate += series.rate[m][lane] * t;
        sum.dividend_yield += series.dividend_yield[m][lane] * t;
        sum.vol1 += series.vol[0][m][lane] * t;
        sum.vol2 += series.vol[1][m][lane] * t;
        sum.vol3 += series.vol[2][m][lane] * t;
    }
    if constexpr (m == nodes) {
        return sum;
    } else {
        return add_terms<all, m + 1, nodes>(series, lane, twice_x, twice_x * t - before, t, sum);
    }
}

template <bool all, int nodes>
AXIOM_FN SeriesValues series_at(const TangentSeries<nodes> &series, int lane, double z) {
    const double x = 2.0 * z - 1.0;
    SeriesValues start{series.square[0][lane], series.slope[0][lane], 0, 0, 0, 0, 0};
    if constexpr (all)
        start = {series.square[0][lane], series.slope[0][lane],  series.rate[0][lane],
                 series.dividend_yield[0][lane], series.vol[0][0][lane], series.vol[1][0][lane],
                 series.vol[2][0][lane]};
    return add_terms<all, 1, nodes>(series, lane, 2.0 * x, x, 1.0, start);
}

// ln B and its derivatives.
struct BoundaryLanes {
    Lanes log;
    Lanes time_shift;  // T dl/dT at a fixed z
    Lanes rate;
    Lanes dividend_yield;
    Lanes vol1;
    Lanes vol2;
    Lanes vol3;
};

struct PremiumPoint {
    Lanes z;
    Lanes time;     // u
    Lanes measure;  // du
    BoundaryLanes boundary;
    Lanes s;           // vol sqrt(u)
    Lanes inverse_s;
    Lanes deviation;   // d, that of the strike: (y + l(T) - l(T - u) + carry u) / s - s / 2
    Lanes spot_leg;    // q B, in units of the strike
    Lanes net;         // r - q B
    Lanes density;     // du e^{-r u} phi(d) / s
    Lanes strike_tail; // du e^{-r u} N(-d)
    Lanes spot_tail;   // du S e^{-q u} N(-d - s)
};

template <int nodes, int boundary_points, int points>
class PremiumPoints {
  public:
    using Nodes = BoundaryNodes<nodes, boundary_points>;

    AXIOM_FN PremiumPoints(const Nodes &nodes_table, const PremiumTable<nodes, points> &table)
        : nodes_(nodes_table), table_(table) {}

    template <bool all>
    AXIOM_FN void fill_series(const PutLanes &put, const Lanes *log_boundary,
                              const BoundaryTangents<nodes> &tangents) {
        fill_start_tangents(put, start_);
        last_ = log_boundary[0];
        for (int m = 0; m <= nodes; ++m) clear<all>(m);
        for (int j = 0; j < nodes; ++j) add_node<all>(j, put, log_boundary, tangents);
    }

    // The range of chi as the price has it (premium.hpp), from the distance and the drift towards
    // the boundary.
    AXIOM_FN void set_range(const PutLanes &put, const Lanes &log_boundary, const Lanes &distance) {
        const double cut = table_.cut;
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) {
            const double p = distance[lane];
            const double fall = put.log_start[lane] - log_boundary[lane];
            const double drift = larger(-put.carry[lane] * put.expiry[lane], 0.0) + fall;
            const double pull = drift * put.inverse_total_vol[lane];
            const double ratio = (cut + root(cut * cut + 4.0 * pull * p)) / (2.0 * p);
            range_[lane] = log_ratio(ratio + root(1.0 + ratio * ratio), 1.0);
        }
    }

    template <bool all>
    AXIOM_FN void evaluate(int k, const PutLanes &put, const Lanes &log_spot, PremiumPoint &point) {
        place(k, put, point);
        find_boundary<all>(put, point.z, point.boundary);
        fill_kernel(put, log_spot, point);
    }

    // At u = 0, where z = 1.
    template <bool all>
    AXIOM_FN void find_boundary(const PutLanes &put, const Lanes &z, BoundaryLanes &at) {
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) {
            const SeriesValues v = series_at<all, nodes>(series_, lane, z[lane]);
            const double start = put.log_start[lane];
            const double least = kLeastSquare * last_[lane] * last_[lane];
            const double squared = start * start + v.square;
            const bool cut = squared < least;
            const double fall = root(cut ? least : squared);
            const double half = cut ? 0.0 : -0.5 / fall;
            at.log[lane] = -fall;
            at.time_shift[lane] = 0.5 * z[lane] * v.slope * half;
            if constexpr (all) {
                const double l1 = v.vol1 * half;
                const double l2 = (v.vol2 - l1 * l1) * half;
                at.rate[lane] = (start_.rate[lane] + v.rate) * half;
                at.dividend_yield[lane] = (start_.dividend_yield[lane] + v.dividend_yield) * half;
                at.vol1[lane] = l1;
                at.vol2[lane] = l2;
                at.vol3[lane] = (v.vol3 - 2.0 * l1 * l2) * half;
            }
        }
    }

  private:
    template <bool all>
    AXIOM_FN void clear(int m) {
        series_.square[m] = Lanes{};
        series_.slope[m] = Lanes{};
        if constexpr (all) {
            series_.rate[m] = Lanes{};
            series_.dividend_yield[m] = Lanes{};
            for (int order = 0; order < 3; ++order) series_.vol[order][m] = Lanes{};
        }
    }

    template <bool all>
    AXIOM_FN void add_node(int j, const PutLanes &put, const Lanes *log_boundary,
                           const BoundaryTangents<nodes> &tangents) {
        Lanes square, rate{}, yield{}, vol1{}, vol2{}, vol3{};
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) {
            const double l = log_boundary[j][lane];
            const double start = put.log_start[lane];
            square[lane] = (l - start) * (l + start);
            if constexpr (all) {
                const double l1 = tangents.vol[0][j][lane];
                const double l2 = tangents.vol[1][j][lane];
                const double l3 = tangents.vol[2][j][lane];
                rate[lane] = 2.0 * l * tangents.rate[j][lane] - start_.rate[lane];
                yield[lane] =
                    2.0 * l * tangents.dividend_yield[j][lane] - start_.dividend_yield[lane];
                vol1[lane] = 2.0 * l * l1;
                vol2[lane] = 2.0 * l * l2 + l1 * l1;
                vol3[lane] = 2.0 * (l * l3 + l1 * l2);
            }
        }
        for (int m = 0; m <= nodes; ++m) {
            const double c = nodes_.coefficients[m][j];
            const double slope = table_.slope_coefficients[m][j];
            AXIOM_EACH_LANE
            for (int lane = 0; lane < kLanes; ++lane) {
                series_.square[m][lane] += c * square[lane];
                series_.slope[m][lane] += slope * square[lane];
                if constexpr (all) {
                    series_.rate[m][lane] += c * rate[lane];
                    series_.dividend_yield[m][lane] += c * yield[lane];
                    series_.vol[0][m][lane] += c * vol1[lane];
                    series_.vol[1][m][lane] += c * vol2[lane];
                    series_.vol[2][m][lane] += c * vol3[lane];
                }
            }
        }
    }

    AXIOM_FN void place(int k, const PutLanes &put, PremiumPoint &point) {
        const double node = table_.rule.at[k];
        const double weight = 2.0 * table_.rule.weight[k];
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) {
            const double e = exponential_of_nonpositive(-node * range_[lane]);
            const double inverse = 1.0 / (1.0 + e * e);
            const double w = 2.0 * e * inverse;
            const double z = (1.0 - e) * (1.0 + e) * inverse;
            const double u = put.expiry[lane] * w * w;
            point.z[lane] = z;
            point.time[lane] = u;
            point.measure[lane] = weight * range_[lane] * u * z;
            point.s[lane] = put.total_vol[lane] * w;
        }
    }

    AXIOM_FN void fill_kernel(const PutLanes &put, const Lanes &log_spot, PremiumPoint &point) {
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) {
            const double u = point.time[lane];
            const double s = point.s[lane];
            const double b = 1.0 / s;
            const double log_boundary = point.boundary.log[lane];
            const double a = log_spot[lane] - log_boundary + put.carry[lane] * u;
            const double d = a * b - 0.5 * s;
            const double boundary = exponential(log_boundary);
            const double discount = point.measure[lane] * exponential(-put.rate[lane] * u);
            const double phi = kInvSqrt2Pi * exponential_of_nonpositive(-0.5 * d * d);
            const double strike_density = discount * phi;
            const double spot_leg = put.dividend_yield[lane] * boundary;
            const MillsPair ratio = mills_pair(cap_deviations(magnitude(d)),
                                               cap_deviations(magnitude(d + s)));
            // S e^{-q u} phi(d + s) = B e^{-r u} phi(d)
            const double strike_near = strike_density * ratio.first;
            const double spot_near = boundary * strike_density * ratio.second;
            const double spot_discount = discount * boundary * exponential(a);
            point.inverse_s[lane] = b;
            point.deviation[lane] = d;
            point.spot_leg[lane] = spot_leg;
            point.net[lane] = put.rate[lane] - spot_leg;
            point.density[lane] = strike_density * b;
            point.strike_tail[lane] = d > 0.0 ? strike_near : discount - strike_near;
            point.spot_tail[lane] = d + s > 0.0 ? spot_near : spot_discount - spot_near;
        }
    }

    const Nodes &nodes_;
    const PremiumTable<nodes, points> &table_;
    StartTangents start_;
    Lanes last_;  // l at T
    TangentSeries<nodes> series_;
    Lanes range_;
};

}  // namespace axiom::american
