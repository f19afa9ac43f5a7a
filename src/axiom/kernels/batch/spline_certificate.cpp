#include "axiom/spline/certificate.hpp"

#include <math.h>

#include <algorithm>

#include "axiom/spline/butterfly.hpp"
#include "axiom/spline/stretches.hpp"
#include "axiom/spline/worst.hpp"

namespace axiom::spline {
namespace {

// A cubic from its values and slopes at both ends, as a patch.
Patch cubic_patch(double h, double w0, double dk0, double w1, double dk1) {
    return {{w0, w0 + dk0 * h / 3.0, w1 - dk1 * h / 3.0, w1}, 3, 0, 0, 0.0, 1.0, 0.0, 1.0};
}

// Proves a cubic >= 0 on a stretch, or reports where it is least; `value` gives it at k.
template <class Value>
bool prove_cubic(Condition condition, const Patch &cubic, double size, const Stretch &s,
                 const Value &value, std::vector<Finding> &found) {
    const double error = kCubicRoundings * kUnit * size;
    const Positivity verdict =
        nowhere_negative(cubic, error, error * (kHalvingRoundings / kCubicRoundings));
    if (verdict.verdict == Verdict::proved) return true;
    const Place place{s.from, s.to, 0.0, 0.0};
    double u = verdict.u, v = 0.0, least;
    descend([&](double x, double) { return value(place.k(x)); }, false, u, v, least);
    found.push_back({condition, verdict.verdict, s.from, s.to, place.k(u), 0.0, -least});
    return false;
}

// w less its rounding bounds: not negative where w is above 0.
Patch lowered(const Part &p, double h) {
    Patch cubic = cubic_patch(h, p.start.w, p.start.dk, p.end.w, p.end.dk);
    for (int i = 0; i < 4; ++i) cubic.c[i] -= 2.0 * kCubicRoundings * kUnit * p.w;
    return cubic;
}

bool prove_positive(const Stretch &s, const SliceView &slice, std::vector<Finding> &found) {
    const Part &p = s.parts[0];
    const auto w = [&](double k) { return total_variance(slice, k); };
    return prove_cubic(Condition::variance, lowered(p, s.to - s.from), p.w, s, w, found);
}

bool positive(const Part &p, double h) {
    const double error = kCubicRoundings * kUnit * p.w;
    return nowhere_negative(lowered(p, h), error, error).verdict == Verdict::proved;
}

bool prove_rising(const Stretch &s, const SliceView &early, const SliceView &late,
                  std::vector<Finding> &found) {
    const Part &a = s.parts[0], &b = s.parts[1];
    const Patch rise = cubic_patch(s.to - s.from, b.start.w - a.start.w, b.start.dk - a.start.dk,
                                   b.end.w - a.end.w, b.end.dk - a.end.dk);
    const auto at = [&](double k) { return total_variance(late, k) - total_variance(early, k); };
    return prove_cubic(Condition::calendar, rise, a.w + b.w, s, at, found);
}

// Lee (2004): the slopes of w stay below 2 in size; w > 0 to infinity: they point upwards.
bool prove_wings(const SliceView &s, std::vector<Finding> &found) {
    bool proved = true;
    for (const bool right : {false, true}) {
        const double k = right ? s.knots[s.n - 1] : s.knots[0], end = right ? kInfinity : -kInfinity;
        const Part p = part(piece(s, right ? s.n : 0), k, k);
        const double up = right ? p.start.dk : -p.start.dk;
        if (up >= -slope_error(s, p, right) && up < 2.0) continue;
        const double excess = up >= 2.0 ? up - 2.0 : -up;
        found.push_back({Condition::wing, Verdict::violated, fmin(k, end), fmax(k, end), k, 0.0, excess});
        proved = false;
    }
    return proved;
}

// Wings that cross: beyond the last knot the later slice rises less.
bool prove_ordered_wings(const SliceView &a, const SliceView &b, double first, double last,
                         std::vector<Finding> &found) {
    bool proved = true;
    for (const bool right : {false, true}) {
        const double k = right ? last : first, sign = right ? 1.0 : -1.0;
        const Part pa = part(piece(a, right ? a.n : 0), k, k), pb = part(piece(b, right ? b.n : 0), k, k);
        const double lag = sign * (pa.start.dk - pb.start.dk);
        if (lag <= slope_error(a, pa, right) + slope_error(b, pb, right)) continue;
        const double ahead = fmax(pb.start.w - pa.start.w, 0.0), crossing = k + sign * ahead / lag;
        const double reach = fabs(crossing) + sqrt(fmax(pa.start.w, pb.start.w));
        const double end = sign * kInfinity;
        found.push_back({Condition::calendar, Verdict::violated, fmin(crossing, end), fmax(crossing, end),
                         crossing + sign * reach, 0.0, lag * reach});
        proved = false;
    }
    return proved;
}

// Between cubics w' must not fall: that would be a negative mass.
bool prove_smooth(const Stretch &before, const Stretch &after, std::vector<Finding> &found) {
    const Part &a = before.parts[0], &b = after.parts[0];
    const double fall = a.end.dk - b.start.dk;
    if (fall <= kConditionRoundings * kUnit * (a.dk + b.dk)) return true;
    const double k = before.to;
    found.push_back({Condition::kink, Verdict::violated, k, k, k, 0.0, fall});
    return false;
}

}  // namespace

bool check_slice(const SliceView &slice, std::vector<Finding> &found) {
    bool proved = prove_wings(slice, found);
    Butterfly<0> butterfly(slice, nullptr, found);
    Walk walk(slice, nullptr);
    Stretch stretch, before;
    for (bool first = true; walk.next(stretch); first = false) {
        if (!first) proved &= prove_smooth(before, stretch, found);
        if (prove_positive(stretch, slice, found))
            butterfly.add(stretch);
        else
            proved = false;
        before = stretch;
    }
    return butterfly.finish(slice.knots[0], slice.knots[slice.n - 1]) && proved;
}

bool check_gap(const SliceView &early, const SliceView &late, std::vector<Finding> &found) {
    const double first = std::min(early.knots[0], late.knots[0]);
    const double last = std::max(early.knots[early.n - 1], late.knots[late.n - 1]);
    bool proved = prove_ordered_wings(early, late, first, last, found);
    Butterfly<4> butterfly(early, &late, found);
    Walk walk(early, &late);
    for (Stretch stretch; walk.next(stretch);) {
        proved &= prove_rising(stretch, early, late, found);
        const double h = stretch.to - stretch.from;
        // Where w <= 0, which check_slice reports, the condition means nothing.
        if (positive(stretch.parts[0], h) && positive(stretch.parts[1], h)) butterfly.add(stretch);
    }
    return butterfly.finish(first, last) && proved;
}

bool check_after(const SliceView &last, std::vector<Finding> &found) {
    Butterfly<2> butterfly(last, nullptr, found);
    Walk walk(last, nullptr);
    for (Stretch stretch; walk.next(stretch);)
        if (positive(stretch.parts[0], stretch.to - stretch.from)) butterfly.add(stretch);
    return butterfly.finish(last.knots[0], last.knots[last.n - 1]);
}

}  // namespace axiom::spline
