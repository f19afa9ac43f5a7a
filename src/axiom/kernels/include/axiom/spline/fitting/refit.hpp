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
            if (holds(found)) return {std::move(found), knot_errors(own, own.basis.knots(), noise), true};
            own.firmness *= 10.0;
            for (Gap &gap : p_.gaps) gap.firmness *= 10.0;
            if (!is_inside()) part(s);
            settle({1.0, 1.0, 1e4}, s);
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

    bool holds(const Published &s) const {
        if (!slice_holds(s.view())) return false;
        if (neighbours_.early && !gap_holds(*neighbours_.early, s.view())) return false;
        if (neighbours_.late) return gap_holds(s.view(), *neighbours_.late);
        return after_holds(s.view());
    }

    SliceView given_;
    Neighbours neighbours_;
    std::size_t own_;
    JointProblem p_;
};

}  // namespace axiom::spline::fitting
