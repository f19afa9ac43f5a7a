// One slice fitted again between its neighbours, which rest.
#pragma once

#include <optional>

#include "axiom/spline/fitting/errors.hpp"
#include "axiom/spline/fitting/secure.hpp"

namespace axiom::spline::fitting {

struct Neighbours {
    std::optional<SliceView> early, late;
};

struct Refitted {
    Published slice;
    std::vector<double> errors;
    bool fitted;  // false: no certified slice was found, and the slice is the one given
};

class Refit {
  public:
    Refit(const SliceView &slice, const Neighbours &neighbours, const QuoteArrays &quotes,
          const PriorArrays &prior, const Shape &shape)
        : given_(slice), neighbours_(neighbours), own_(neighbours.early ? 1 : 0) {
        const std::vector<double> knots(slice.knots, slice.knots + slice.n);
        if (neighbours.early) add(*neighbours.early);
        p_.slices.emplace_back(knots, quotes, prior, shape);
        if (neighbours.late) add(*neighbours.late);
        p_.slices[own_].set(p_.slices[own_].basis.coefficients(slice));
        p_.connect();
        p_.keep();
    }

    Refitted run(const FitSettings &s, double noise) {
        if (is_inside())
            warm(s);
        else
            cold(s);
        for (int round = 0; round <= kRounds; ++round) {
            SliceProblem &own = p_.slices[own_];
            Published found(own.basis.knots(), own.values());
            if (holds(found.view()))
                return {std::move(found), knot_errors(own, own.basis.knots(), noise), true};
            p_.keep();
            if (!is_inside()) part(s);
            settle(kApart[1], s);
        }
        const SliceProblem &own = p_.slices[own_];
        return {Published(own.basis.knots(), {given_.values, given_.values + given_.n}),
                knot_errors(own, own.basis.knots(), noise), false};
    }

  private:
    void add(const SliceView &s) {
        p_.slices.emplace_back(std::vector<double>(s.knots, s.knots + s.n), s);
    }

    bool is_inside() const {
        for (const Gap &gap : p_.gaps)
            if (!gap.kept) return false;
        return p_.slices[own_].is_inside();
    }

    void settle(const Widening &wide, const FitSettings &s) {
        const Stage stage = stage_of(s, wide);
        for (int i = 0; i < s.sweeps; ++i) {
            const Moved moved = p_.move(own_, stage);
            if (!(moved.decrement * moved.step > kSettled)) break;
        }
    }

    void warm(const FitSettings &s) {
        for (const Widening &wide : kApart) settle(wide, s);
    }

    void cold(const FitSettings &s) {
        SliceProblem &own = p_.slices[own_];
        if (!own.is_inside() && !set_inside(own, given_.values[given_.n / 2])) return;
        for (Gap &gap : p_.gaps) gap.kept = false;
        for (const Widening &wide : kAlone) settle(wide, s);
        p_.refresh();
        part(s);
        warm(s);
    }

    // Away from neighbours that the slice crosses.
    void part(const FitSettings &s) {
        for (Gap &gap : p_.gaps) gap.kept = false;
        for (const Widening &wide : kLifted) {
            settle(wide, s);
            p_.keep();
            if (is_inside()) return;
            for (Gap &gap : p_.gaps) gap.kept = false;
        }
        p_.keep();
    }

    // Whether the slice and its gaps hold; where not, their conditions become firmer.
    bool holds(const SliceView &s) {
        std::vector<Finding> found;
        bool firm = !check_slice(s, found), all = !firm;
        if (!neighbours_.late) all = check_after(s, found) && all;
        if (neighbours_.early) all = answer(0, *neighbours_.early, s, firm) && all;
        if (neighbours_.late) all = answer(own_, s, *neighbours_.late, firm) && all;
        if (firm || !found.empty()) p_.slices[own_].firmness *= 10.0;
        return all;
    }

    bool answer(std::size_t gap, const SliceView &early, const SliceView &late, bool &firm) {
        std::vector<Finding> found;
        if (check_gap(early, late, found)) return true;
        for (const Finding &f : found) {
            if (f.condition == Condition::calendar && std::isfinite(f.k))
                p_.add_point(gap, f.k);
            else
                firm = true;
        }
        p_.gaps[gap].firmness *= 2.0;
        return false;
    }

    SliceView given_;
    Neighbours neighbours_;
    std::size_t own_;
    JointProblem p_;
};

}  // namespace axiom::spline::fitting
