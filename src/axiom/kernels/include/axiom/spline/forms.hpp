// Durrleman's condition times w^2 as polynomials in Bernstein form; certificate.hpp has the formula.
#pragma once

#include "axiom/spline/bernstein.hpp"

namespace axiom::spline {

// w, w' and w'' of a cubic at both ends of a stretch, eight stretches side by side.
struct Ends {
    Lanes w0, dk0, dkk0, w1, dk1, dkk1;
};

// Eight stretches: their ends in k, and one slice or two on them.
struct Stretches {
    Lanes k0, k1;
    Ends slices[2];
};

// Eight half-lines from k on, in the direction `sign`: w there, its slope, and the unit of length.
struct Rays {
    Lanes k, sign, unit;
    Lanes w[2], dk[2];
};

// One smile or, in v, the segment between two: w, x = w - k w' / 2, w' and w''.
template <int L>
struct Smile {
    Tensor<3, L> w, x;
    Tensor<2, L> dk;
    Tensor<1, L> dkk;
};

template <int L>
AXIOM_FN void fill(Smile<L> &out, const Stretches &on, int slice) {
    const Ends &e = on.slices[slice];
    AXIOM_EACH_LANE
    for (int i = 0; i < kLanes; ++i) {
        const double k0 = on.k0[i], k1 = on.k1[i], h = k1 - k0;
        const double middle = 2.0 * e.dk0[i] + e.dkk0[i] * h;
        const double b1 = 3.0 * e.w0[i] + e.dk0[i] * h, b2 = 3.0 * e.w1[i] - e.dk1[i] * h;
        out.w.at(0, slice)[i] = e.w0[i];
        out.w.at(1, slice)[i] = b1;
        out.w.at(2, slice)[i] = b2;
        out.w.at(3, slice)[i] = e.w1[i];
        out.x.at(0, slice)[i] = e.w0[i] - 0.5 * k0 * e.dk0[i];
        out.x.at(1, slice)[i] = b1 - 0.5 * (k0 * middle + k1 * e.dk0[i]);
        out.x.at(2, slice)[i] = b2 - 0.5 * (k0 * e.dk1[i] + k1 * middle);
        out.x.at(3, slice)[i] = e.w1[i] - 0.5 * k1 * e.dk1[i];
        out.dk.at(0, slice)[i] = e.dk0[i];
        out.dk.at(1, slice)[i] = middle;
        out.dk.at(2, slice)[i] = e.dk1[i];
        out.dkk.at(0, slice)[i] = e.dkk0[i];
        out.dkk.at(1, slice)[i] = e.dkk1[i];
    }
}

// F on stretches, of one slice (L = 0) or between two (L = 1).
template <int L>
AXIOM_FN void condition(Tensor<10, 4 * L> &out, const Smile<L> &smile) {
    Tensor<4, 2 * L> square, curved;
    square.clear();
    curved.clear();
    add_product(square, smile.dk, smile.dk);
    add_raised(curved, square, -1.0 / 16.0);
    add_raised(curved, smile.dkk, 0.5);
    Tensor<7, 3 * L> inner;
    inner.clear();
    add_product(inner, smile.w, curved);
    add_raised(inner, square, -0.25);
    Tensor<6, 2 * L> first;
    first.clear();
    add_product(first, smile.x, smile.x);
    out.clear();
    add_product(out, smile.w, inner);
    add_raised(out, first, 1.0);
}

// (1 - v)^2 F of w + c on stretches, c = unit v / (1 - v).
AXIOM_FN void condition_after(Tensor<10, 2> &out, const Smile<0> &smile, const Lanes &unit) {
    Tensor<3, 1> w, x;
    w.clear();
    x.clear();
    for (int i = 0; i <= 3; ++i) {
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) {
            const double added = unit[lane] * binomial(3, i);
            w.at(i, 0)[lane] = smile.w.at(i, 0)[lane];
            x.at(i, 0)[lane] = smile.x.at(i, 0)[lane];
            w.at(i, 1)[lane] = x.at(i, 1)[lane] = added;
        }
    }
    Tensor<4, 0> square, curved;
    square.clear();
    curved.clear();
    add_product(square, smile.dk, smile.dk);
    add_raised(curved, square, -1.0 / 16.0);
    add_raised(curved, smile.dkk, 0.5);
    Tensor<4, 1> kept;  // -w'^2 (1 - v) / 4
    kept.clear();
    for (int i = 0; i <= 4; ++i) {
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) kept.at(i, 0)[lane] = -0.25 * square.at(i, 0)[lane];
    }
    Tensor<7, 1> inner;
    inner.clear();
    add_product(inner, w, curved);
    add_raised(inner, kept, 1.0);
    Tensor<6, 2> first;
    first.clear();
    add_product(first, x, x);
    out.clear();
    add_product(out, w, inner);
    add_raised(out, first, 1.0);
}

// F on rays times (1 - y)^2, k = start + sign unit y / (1 - y), where w is straight.
template <int L>
AXIOM_FN void condition_on_rays(Tensor<2, 4 * L> &out, const Rays &on) {
    Tensor<1, L> w, x;
    Tensor<0, L> dk;
    for (int j = 0; j <= L; ++j) {
        AXIOM_EACH_LANE
        for (int i = 0; i < kLanes; ++i) {
            const double slope = on.dk[j][i], far = on.sign[i] * on.unit[i] * slope;
            dk.at(0, j)[i] = slope;
            w.at(0, j)[i] = on.w[j][i];
            w.at(1, j)[i] = far;
            x.at(0, j)[i] = on.w[j][i] - 0.5 * on.k[i] * slope;
            x.at(1, j)[i] = 0.5 * far;
        }
    }
    Tensor<0, 2 * L> square;
    square.clear();
    add_product(square, dk, dk);
    Tensor<1, 3 * L> inner;
    inner.clear();
    Tensor<1, 2 * L> near;  // w'^2 (1 - y)
    near.clear();
    for (int j = 0; j <= 2 * L; ++j) near.at(0, j) = square.at(0, j);
    add_product(inner, w, square);
    for (int i = 0; i < 2 * (3 * L + 1); ++i) {
        AXIOM_EACH_LANE
        for (int lane = 0; lane < kLanes; ++lane) inner.c[i][lane] *= -1.0 / 16.0;
    }
    add_raised(inner, near, -0.25);
    Tensor<2, 2 * L> first;
    first.clear();
    add_product(first, x, x);
    out.clear();
    add_product(out, w, inner);
    add_raised(out, first, 1.0);
}

// F of w + c on rays, times (1 - y)^2 (1 - v)^2.
AXIOM_FN void condition_after_on_rays(Tensor<2, 2> &out, const Rays &on, const Lanes &unit) {
    Tensor<1, 1> w, x, inner;
    Lanes square;
    AXIOM_EACH_LANE
    for (int i = 0; i < kLanes; ++i) {
        const double slope = on.dk[0][i], far = on.sign[i] * on.unit[i] * slope;
        w.at(0, 0)[i] = on.w[0][i];
        w.at(1, 0)[i] = far;
        x.at(0, 0)[i] = on.w[0][i] - 0.5 * on.k[i] * slope;
        x.at(1, 0)[i] = 0.5 * far;
        w.at(0, 1)[i] = x.at(0, 1)[i] = unit[i];
        w.at(1, 1)[i] = x.at(1, 1)[i] = 0.0;
        square[i] = slope * slope;
    }
    for (int j = 0; j < 4; ++j) {
        AXIOM_EACH_LANE
        for (int i = 0; i < kLanes; ++i)
            inner.c[j][i] = -square[i] * (w.c[j][i] * (1.0 / 16.0) + (j == 0 ? 0.25 : 0.0));
    }
    out.clear();
    add_product(out, x, x);
    add_product(out, w, inner);
}

}  // namespace axiom::spline
