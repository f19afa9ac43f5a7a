#include <math.h>

#include <vector>

#include "axiom/spline/positivity.hpp"

namespace axiom::spline {
namespace {

double at(const Patch &p, int i, int j) { return p.c[i * (p.degree_v + 1) + j]; }

bool all_above(const Patch &p, double bound) {
    const int n = (p.degree_u + 1) * (p.degree_v + 1);
    bool above = true;
    for (int i = 0; i < n; ++i) above &= p.c[i] >= bound;
    return above;
}

// Whether a corner, where the coefficient is the value, lies below the bound; gives its place.
bool negative_corner(const Patch &p, double bound, Positivity &found) {
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 2; ++j)
            if (!(at(p, i * p.degree_u, j * p.degree_v) >= bound)) {
                found = {Verdict::violated, i ? p.u1 : p.u0, j ? p.v1 : p.v0};
                return true;
            }
    return false;
}

// The largest step between coefficients along u or v, times the degree: a bound on the slope.
double steepness(const Patch &p, bool along_u) {
    const int n = along_u ? p.degree_u : p.degree_v, m = along_u ? p.degree_v : p.degree_u;
    double largest = 0.0;
    for (int j = 0; j <= m; ++j)
        for (int i = 0; i < n; ++i) {
            const double a = along_u ? at(p, i, j) : at(p, j, i);
            const double b = along_u ? at(p, i + 1, j) : at(p, j, i + 1);
            largest = fmax(largest, fabs(b - a));
        }
    return largest * n;
}

// De Casteljau at one half of the n + 1 coefficients that lie `stride` apart.
void halve_line(int n, int stride, double *low, double *high) {
    double line[11] = {};
    for (int i = 0; i <= n; ++i) line[i] = low[i * stride];
    high[n * stride] = line[n];
    for (int step = 1; step <= n; ++step) {
        for (int i = 0; i <= n - step; ++i) line[i] = 0.5 * (line[i] + line[i + 1]);
        low[step * stride] = line[0];
        high[(n - step) * stride] = line[n - step];
    }
}

// `low` keeps the first half, `high` gets the second.
void halve(Patch &low, Patch &high, bool along_u) {
    const int columns = low.degree_v + 1;
    ++low.depth;
    high = low;
    if (along_u) {
        for (int j = 0; j < columns; ++j) halve_line(low.degree_u, columns, low.c + j, high.c + j);
        low.u1 = high.u0 = 0.5 * (low.u0 + low.u1);
    } else {
        for (int i = 0; i <= low.degree_u; ++i)
            halve_line(low.degree_v, 1, low.c + i * columns, high.c + i * columns);
        low.v1 = high.v0 = 0.5 * (low.v0 + low.v1);
    }
}

}  // namespace

Positivity nowhere_negative(const Patch &whole, double error, double error_a_level) {
    Positivity found{Verdict::proved, 0.0, 0.0};
    if (all_above(whole, -error)) return found;
    std::vector<Patch> open{whole};
    for (int cells = 0; !open.empty(); ++cells) {
        Patch cell = open.back();
        open.pop_back();
        const double bound = -(error + error_a_level * cell.depth);
        if (all_above(cell, bound)) continue;
        if (negative_corner(cell, bound, found)) return found;
        if (cell.depth >= kDeepest || cells >= kMostCells)
            return {Verdict::undecided, 0.5 * (cell.u0 + cell.u1), 0.5 * (cell.v0 + cell.v1)};
        Patch other;
        halve(cell, other, cell.degree_v == 0 || steepness(cell, true) >= steepness(cell, false));
        open.push_back(other);
        open.push_back(cell);
    }
    return found;
}

}  // namespace axiom::spline
