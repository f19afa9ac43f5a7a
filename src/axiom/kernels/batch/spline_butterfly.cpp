#include "axiom/spline/butterfly.hpp"

#include <math.h>

#include <algorithm>

namespace axiom::spline {
namespace {

// The forms of the condition: of one slice, between two, and after the last.
template <int L>
AXIOM_FN void on_stretches(Tensor<10, 4 * L> &out, const Stretches &on) {
    Smile<L> smile;
    for (int slice = 0; slice <= L; ++slice) fill(smile, on, slice);
    condition(out, smile);
}

AXIOM_CLONES void evaluate(Tensor<10, 0> &out, Lanes &below, const Stretches &on, const Lanes &bound,
                           const Lanes &) {
    on_stretches<0>(out, on);
    unscale(out, bound, below);
}

AXIOM_CLONES void evaluate(Tensor<10, 4> &out, Lanes &below, const Stretches &on, const Lanes &bound,
                           const Lanes &) {
    on_stretches<1>(out, on);
    unscale(out, bound, below);
}

AXIOM_CLONES void evaluate(Tensor<10, 2> &out, Lanes &below, const Stretches &on, const Lanes &bound,
                           const Lanes &unit) {
    Smile<0> smile;
    fill(smile, on, 0);
    condition_after(out, smile, unit);
    unscale(out, bound, below);
}

void evaluate(Tensor<2, 0> &out, Lanes &below, const Rays &on, const Lanes &bound, const Lanes &) {
    condition_on_rays<0>(out, on);
    unscale(out, bound, below);
}

void evaluate(Tensor<2, 4> &out, Lanes &below, const Rays &on, const Lanes &bound, const Lanes &) {
    condition_on_rays<1>(out, on);
    unscale(out, bound, below);
}

void evaluate(Tensor<2, 2> &out, Lanes &below, const Rays &on, const Lanes &bound, const Lanes &unit) {
    condition_after_on_rays(out, on, unit);
    unscale(out, bound, below);
}

template <int K, int L>
Patch patch_of(const Tensor<K, L> &a, int lane) {
    Patch p{{}, K, L, 0, 0.0, 1.0, 0.0, 1.0};
    for (int i = 0; i < (K + 1) * (L + 1); ++i) p.c[i] = a.c[i][lane];
    return p;
}

template <int L>
void report(const Family<L> &family, const Place &place, double unit, const Positivity &verdict,
            std::vector<Finding> &found) {
    const auto g = [&](double u, double v) {
        return family.durrleman_at(place.k(u), L == 2 ? std::min(v, kFar) : v, unit);
    };
    double u = verdict.u, v = verdict.v, least;
    descend(g, L > 0, u, v, least);
    double from = place.from, to = place.to;
    if (place.sign < 0.0) std::swap(from, to);
    found.push_back({Condition::butterfly, verdict.verdict, from, to, place.k(u),
                     L == 2 ? family.added(std::min(v, kFar), unit) : v, -least});
}

// Evaluates the condition in all lanes and subdivides those that the coefficients leave open.
template <int L, int K, class Where>
bool prove(const Family<L> &family, const Where &on, const Place *places, int count,
           const Lanes &error, const Lanes &unit, std::vector<Finding> &found) {
    Tensor<K, L> form;
    Lanes below, bound;
    for (int i = 0; i < kLanes; ++i) below[i] = 0.0, bound[i] = -error[i];
    evaluate(form, below, on, bound, unit);
    bool proved = true;
    for (int i = 0; i < count; ++i) {
        if (below[i] == 0.0) continue;
        const double a_level = error[i] * (kHalvingRoundings / kConditionRoundings);
        const Positivity verdict = nowhere_negative(patch_of(form, i), error[i], a_level);
        if (verdict.verdict == Verdict::proved) continue;
        report(family, places[i], unit[i], verdict, found);
        proved = false;
    }
    return proved;
}

void put(Ends &ends, int lane, const Part &p) {
    ends.w0[lane] = p.start.w, ends.dk0[lane] = p.start.dk, ends.dkk0[lane] = p.start.dkk;
    ends.w1[lane] = p.end.w, ends.dk1[lane] = p.end.dk, ends.dkk1[lane] = p.end.dkk;
}

}  // namespace

template <int L>
void Butterfly<L>::add(const Stretch &s) {
    Sizes sizes{0.0, 0.0, 0.0, fmax(fabs(s.from), fabs(s.to))};
    for (int i = 0; i <= (L == 4); ++i) {
        const Part &p = s.parts[i];
        put(on_.slices[i], count_, p);
        sizes = {fmax(sizes.w, p.w), fmax(sizes.dk, p.dk), fmax(sizes.dkk, p.dkk), sizes.k};
    }
    if (L == 2) sizes.w += unit_[count_] = fabs(s.parts[0].start.w);
    on_.k0[count_] = s.from, on_.k1[count_] = s.to;
    error_[count_] = kConditionRoundings * kUnit * sizes.condition();
    places_[count_] = {s.from, s.to, 0.0, 0.0};
    if (++count_ == kLanes) flush();
}

template <int L>
bool Butterfly<L>::finish(double first, double last) {
    flush();
    rays(first, last);
    return proved_;
}

template <int L>
void Butterfly<L>::flush() {
    if (count_ == 0) return;
    proved_ &= prove<L, 10>(family_, on_, places_, count_, error_, unit_, found_);
    count_ = 0;
}

template <int L>
void Butterfly<L>::rays(double first, double last) {
    Rays on{};
    for (int i = 0; i < 2; ++i) {
        const double k = i == 0 ? first : last;
        const SliceView *slices[2] = {&family_.early, family_.late};
        Sizes sizes{0.0, 0.0, 0.0, fabs(k)};
        bool down = false;  // to w < 0, which check_slice reports and where F means nothing
        for (int j = 0; j <= (L == 4); ++j) {
            const SliceView &s = *slices[j];
            const Part p = part(piece(s, i == 0 ? 0 : s.n), k, k);
            on.w[j][i] = p.start.w, on.dk[j][i] = p.start.dk;
            down |= (i == 0 ? -p.start.dk : p.start.dk) < -slope_error(s, p, i == 1);
            sizes = {fmax(sizes.w, p.w), fmax(sizes.dk, p.dk), 0.0, sizes.k};
        }
        const double unit = fabs(k) + sqrt(sizes.w);
        on.k[i] = k, on.sign[i] = i == 0 ? -1.0 : 1.0, on.unit[i] = unit;
        sizes.w += unit * sizes.dk, sizes.k += unit;
        if (L == 2) sizes.w += unit_[i] = fabs(on.w[0][i]);
        error_[i] = down ? kInfinity : kConditionRoundings * kUnit * sizes.condition();
        places_[i] = {k, i == 0 ? -kInfinity : kInfinity, on.sign[i], unit};
    }
    proved_ &= prove<L, 2>(family_, on, places_, 2, error_, unit_, found_);
}

template class Butterfly<0>;
template class Butterfly<2>;
template class Butterfly<4>;

}  // namespace axiom::spline
