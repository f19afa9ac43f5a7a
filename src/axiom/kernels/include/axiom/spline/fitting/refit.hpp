// One slice fitted again between its neighbours, which rest.
#pragma once

#include <optional>

#include "axiom/spline/fitting/errors.hpp"
#include "axiom/spline/fitting/secure.hpp"

namespace axiom::spline::fitting {

constexpr int kRefitRounds = 4;  // of fits and checks
// Of the way from the slice given to the fitted one: of what there is room for, the least, and what is
// tried in the end.
constexpr double kRetreat = 0.9, kLeastShare = 1e-3, kShares[] = {1.0, 0.5, 0.25};

struct Neighbours {
    std::optional<SliceView> early, late;
};

struct Refitted {
    Published slice;
    std::vector<double> errors;
    bool fitted;  // false: no certified slice was found, and the slice is the one given
    int steps;    // of Newton's method
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
        p_.slices[own_].relax();
        p_.connect();
        p_.keep();
    }

    Refitted run(const FitSettings &s, double noise) {
        const bool inside = is_inside();
        if (inside)
            warm(s);
        else
            cold(s);
        for (int round = 0; round < kRefitRounds; ++round) {
            Published found(p_.slices[own_].basis.knots(), p_.slices[own_].values());
            if (holds(found.view())) return answer(std::move(found), true, noise);
            if (!retreat()) {
                if (inside) break;
                part(s);
            }
            settle(kApart[1], s);
        }
        for (double share : kShares) {
            Published found = between(share);
            if (holds(found.view())) return answer(std::move(found), true, noise);
        }
        return answer(between(0.0), false, noise);
    }

  private:
    Refitted answer(Published &&found, bool fitted, double noise) const {
        std::vector<double> errors = knot_errors(p_.slices[own_], found.knots, noise);
        return {std::move(found), std::move(errors), fitted, steps_};
    }

    // From the slice given to the present one.
    Published between(double share) const {
        const SliceProblem &own = p_.slices[own_];
        std::vector<double> w = own.values();
        for (std::size_t i = 0; i < w.size(); ++i)
            w[i] = given_.values[i] + share * (w[i] - given_.values[i]);
        return {own.basis.knots(), w};
    }

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
            ++steps_;
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

    // Back towards the slice given, until there is room at the points that a check has added.
    bool retreat() {
        p_.keep();
        if (is_inside()) return true;
        SliceProblem &own = p_.slices[own_];
        const std::vector<double> now = own.u, given = own.basis.coefficients(given_);
        std::vector<Column> room;
        for (const Gap &gap : p_.gaps) room.push_back(gap.calendar.room);
        place(given);
        double share = 1.0;
        for (std::size_t i = 0; i < room.size(); ++i) {
            const Linear &c = p_.gaps[i].calendar;
            for (std::size_t j = 0; j < c.size(); ++j)
                if (!(room[i][j] > 0.0))
                    share = std::min(share, kRetreat * c.room[j] / (c.room[j] - room[i][j]));
        }
        for (; share > kLeastShare; share *= 0.5) {
            std::vector<double> u(now);
            for (std::size_t j = 0; j < u.size(); ++j) u[j] = given[j] + share * (now[j] - given[j]);
            place(u);
            p_.keep();
            if (is_inside()) return true;
        }
        return false;
    }

    void place(const std::vector<double> &u) {
        p_.slices[own_].set(u);
        p_.refresh();
    }

    // Whether the slice and its gaps hold; where not, their conditions become firmer.
    bool holds(const SliceView &s) {
        std::vector<Finding> found;
        bool firm = !check_slice(s, found), all = !firm;
        if (!neighbours_.late) all = check_after(s, found) && all;
        if (neighbours_.early) all = ordered(0, *neighbours_.early, s, firm) && all;
        if (neighbours_.late) all = ordered(own_, s, *neighbours_.late, firm) && all;
        for (const Finding &f : found)
            if (f.condition == Condition::butterfly && std::isfinite(f.k))
                p_.slices[own_].add_point(f.k);
        if (firm || !found.empty()) p_.slices[own_].firmness *= 10.0;
        return all;
    }

    bool ordered(std::size_t gap, const SliceView &early, const SliceView &late, bool &firm) {
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
    int steps_ = 0;
};

}  // namespace axiom::spline::fitting
