#include "axiom/svi_certificate.hpp"

#include <math.h>

#include <limits>

namespace axiom::svi {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();
constexpr double kRoundings = 64.0;

// A polynomial in y and, coefficient by coefficient, the sum of the sizes of what went into it.
template <int N>
struct Polynomial {
    double c[N + 1] = {}, size[N + 1] = {};
};

template <int N, int M>
Polynomial<N + M> operator*(const Polynomial<N> &a, const Polynomial<M> &b) {
    Polynomial<N + M> out;
    for (int i = 0; i <= N; ++i)
        for (int j = 0; j <= M; ++j) {
            out.c[i + j] += a.c[i] * b.c[j];
            out.size[i + j] += a.size[i] * b.size[j];
        }
    return out;
}

// Adds factor y^shift b.
template <int N, int M>
void add(Polynomial<N> &a, double factor, const Polynomial<M> &b, int shift = 0) {
    for (int i = 0; i <= M; ++i) {
        a.c[i + shift] += factor * b.c[i];
        a.size[i + shift] += fabs(factor) * b.size[i];
    }
}

Polynomial<2> quadratic(double c0, double c1, double c2) {
    return {{c0, c1, c2}, {fabs(c0), fabs(c1), fabs(c2)}};
}

double binomial(int n, int k) {
    double value = 1.0;
    for (int i = 0; i < k; ++i) value = value * (n - i) / (i + 1);
    return value;
}

// (1 - t)^N p(t / (1 - t)) >= 0 on [0, 1]; `strictly` asks for more than its rounding.
template <int N>
spline::Positivity prove(const Polynomial<N> &p, bool strictly) {
    spline::Patch patch{{}, N, 0, 0, 0.0, 1.0, 0.0, 1.0};
    double size = 0.0;
    for (int i = 0; i <= N; ++i) size = fmax(size, p.size[i] / binomial(N, i));
    const double error = kRoundings * kUnit * size;
    for (int i = 0; i <= N; ++i) patch.c[i] = p.c[i] / binomial(N, i) - (strictly ? 2.0 * error : 0.0);
    return spline::nowhere_negative(patch, error, 0.1 * error);
}

// k at the mapped variable t; the ends of [0, 1] are infinitely far.
double place(const Raw &s, double t) {
    const double inside = fmin(fmax(t, 1e-9), 1.0 - 1e-9), y = inside / (1.0 - inside);
    return s.m + 0.5 * s.sigma * (y - 1.0 / y);
}

}  // namespace

Proof butterfly(const Raw &s) {
    using spline::Verdict;
    if (s.b == 0.0) return {s.a > 0.0 ? Verdict::proved : Verdict::violated, s.a > 0.0, s.m};
    if (!(s.sigma > 0.0)) return {Verdict::undecided, true, s.m};
    const double right = s.b * (1.0 + s.rho), left = s.b * (1.0 - s.rho);
    const Polynomial<2> P = quadratic(0.5 * s.sigma * left, s.a, 0.5 * s.sigma * right);
    const Polynomial<2> Q = quadratic(-left, 0.0, right), S = quadratic(1.0, 0.0, 1.0);
    const Polynomial<2> R = quadratic(-s.sigma, 2.0 * s.m, s.sigma);
    const spline::Positivity above = prove(P, true);
    if (above.verdict != Verdict::proved) return {above.verdict, false, place(s, above.u)};
    Polynomial<4> inner, scale = P * P;
    add(inner, 4.0, P * S);
    add(inner, -1.0, R * Q);
    add(scale, 4.0, P, 1);
    Polynomial<10> form = S * (inner * inner);
    add(form, -1.0, S * (Q * Q) * scale);
    add(form, 64.0 * s.b / s.sigma, P * P, 3);
    const spline::Positivity found = prove(form, false);
    return {found.verdict, true, place(s, found.u)};
}

}  // namespace axiom::svi
