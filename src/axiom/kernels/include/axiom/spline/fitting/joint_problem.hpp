// All slices of the fit and the gaps between them: calendar conditions, and Newton steps of one slice
// while its neighbours rest.
//
// The sum that falls is misfit + penalty + mu barrier. A step of one slice touches only its own
// unknowns, so its matrix has bandwidth three; slices of equal parity do not touch each other.
#pragma once

#include <algorithm>
#include <iterator>

#include "axiom/spline/fitting/slice_problem.hpp"

namespace axiom::spline::fitting {

// Between slice i and slice i + 1: w of the later less w of the earlier, and order of the wings.
struct Gap {
    Linear calendar;
    bool kept = false;  // by a barrier, once every room is positive
    double firmness = 1.0;
    Curved density;  // at mixed points, where a check has found them necessary
};

struct Stage {
    double mu;     // of the barrier that keeps every slice free of butterfly arbitrage
    double order;  // strength of the calendar conditions, which may fail on the way
    Loss loss;
};

// Rooms in the gaps are in units of a hundredth of the total variance there.
constexpr double kUnit = 0.01;
constexpr double kLeastRoom = 0.01;

struct Moved {
    double decrement;  // of half the sum, by the quadratic model
    double step;
};

class JointProblem {
  public:
    std::vector<SliceProblem> slices;
    std::vector<Gap> gaps;
    std::vector<char> changed;  // since the slice was last checked

    // Adds the gaps; every slice must have been set, strictly below its successor.
    void connect() {
        changed.assign(slices.size(), 1);
        for (std::size_t i = 0; i + 1 < slices.size(); ++i) gaps.push_back(gap(i));
        refresh();
    }

    // Brings the values in the gaps up to date.
    void refresh() {
        for (std::size_t i = 0; i < gaps.size(); ++i) refresh(i);
    }

    // Demands the order of two slices at one more point.
    void add_point(std::size_t i, double k) {
        Linear &c = gaps[i].calendar;
        add(c, i, k, 0, 1.0);
        c.room.fill(c.size(), 1.0), c.delta.fill(c.size(), 0.0);
        refresh(i);
    }

    // From here on the gaps whose rooms are all positive keep them so.
    void keep() {
        for (std::size_t i = 0; i < gaps.size(); ++i) gaps[i].kept = least_room(i) > 0.0;
    }

    // The least room of gap i at its points, in units.
    double least_room(std::size_t i) const {
        const Linear &c = gaps[i].calendar;
        return *std::min_element(c.room.at.begin(), c.room.at.begin() + c.size());
    }

    Moved move(std::size_t i, const Stage &stage, bool later = true) {
        SliceProblem &s = slices[i];
        const std::size_t n = s.u.size();
        Band h = s.penalty.matrix;
        std::vector<double> slope = s.penalty.times(s.u), d(n);
        for (std::size_t j = 0; j < n; ++j) slope[j] -= s.penalty.pull[j];
        add_misfit(s.quotes, stage.loss, h, slope.data());
        const double half = 0.5 * stage.mu * s.firmness;
        add_barrier(s.wings, 0, half, h, slope.data());
        add_barrier(s.density, 0, half, h, slope.data());
        if (i > 0 && i <= gaps.size()) add_calendar(gaps[i - 1], 1, stage, h, slope.data());
        if (later && i < gaps.size()) add_calendar(gaps[i], 0, stage, h, slope.data());
        for (std::size_t j = 0; j < n; ++j) d[j] = -slope[j];
        factorise(h);
        solve(h, d.data());
        double decrement = 0.0;
        for (std::size_t j = 0; j < n; ++j) decrement -= slope[j] * d[j];
        return {decrement, advance(i, stage, d, decrement, later)};
    }

  private:
    void refresh(std::size_t i) {
        Linear &c = gaps[i].calendar;
        for (std::size_t j = 0; j < c.size(); ++j)
            c.room[j] = dot(c.side[0].row[j], &slices[i].u[c.side[0].start[j]]) +
                        dot(c.side[1].row[j], &slices[i + 1].u[c.side[1].start[j]]);
    }

    // Knots and the middles between them.
    static std::vector<double> halved(const std::vector<double> &x) {
        std::vector<double> out{x.front()};
        out.reserve(2 * x.size());
        for (std::size_t j = 1; j < x.size(); ++j) {
            out.push_back(0.5 * (x[j - 1] + x[j]));
            out.push_back(x[j]);
        }
        return out;
    }

    Gap gap(std::size_t i) const {
        const std::vector<double> early = halved(slices[i].basis.knots()),
                                  late = halved(slices[i + 1].basis.knots());
        std::vector<double> k;
        k.reserve(early.size() + late.size());
        std::set_union(early.begin(), early.end(), late.begin(), late.end(), std::back_inserter(k));
        Gap out;
        const double ends[2] = {k.front(), k.back()};
        for (Side &side : out.calendar.side) {
            side.start.reserve(k.size() + 2);
            side.row.reserve(k.size() + 2);
        }
        add(out.calendar, i, ends[0], 1, -1.0);
        for (double x : k) add(out.calendar, i, x, 0, 1.0);
        add(out.calendar, i, ends[1], 1, 1.0);
        out.calendar.room.fill(out.calendar.size(), 1.0);
        out.calendar.delta.fill(out.calendar.size(), 0.0);
        return out;
    }

    void add(Linear &c, std::size_t i, double x, int order, double sign) const {
        Placed p[2];
        double size = 1e-12;
        for (int side = 0; side < 2; ++side) {
            const SliceProblem &s = slices[i + side];
            p[side] = s.basis.row(x, order);
            size += 0.5 * std::fabs(dot(p[side].row, &s.u[p[side].start]));
        }
        for (int side = 0; side < 2; ++side) {
            for (double &w : p[side].row.c) w *= (side == 0 ? -sign : sign) / (kUnit * size);
            c.side[side].start.push_back(p[side].start);
            c.side[side].row.push_back(p[side].row);
        }
    }

    double barriers(std::size_t i, double step) const {
        return barrier(slices[i].wings, step) + barrier(slices[i].density, step);
    }

    static void add_calendar(const Gap &gap, int side, const Stage &stage, Band &h, double *g) {
        if (gap.kept)
            add_barrier(gap.calendar, side, 0.5 * stage.mu * gap.firmness, h, g);
        else
            add_shortfall(gap.calendar, side, kLeastRoom, stage.order, h, g);
    }

    static double calendar(const Gap &gap, const Stage &stage, double step) {
        return gap.kept ? stage.mu * gap.firmness * barrier(gap.calendar, step)
                        : stage.order * shortfall(gap.calendar, kLeastRoom, step);
    }

    double calendars(std::size_t i, const Stage &stage, double step, bool later) const {
        double sum = 0.0;
        if (i > 0 && i <= gaps.size()) sum += calendar(gaps[i - 1], stage, step);
        if (later && i < gaps.size()) sum += calendar(gaps[i], stage, step);
        return sum;
    }

    // Sets the changes along d, finds a step that lowers the sum, and takes it; 0 where none does.
    double advance(std::size_t i, const Stage &stage, const std::vector<double> &d,
                   double decrement, bool later) {
        SliceProblem &s = slices[i];
        along(s.quotes, d.data());
        along(s.wings, 0, d.data());
        along(s.density, 0, d.data());
        double step = admissible_step(s.wings, 0.05);
        for (int side = 0; side < 2; ++side) {
            if (side == 1 ? i == 0 || i > gaps.size() : i >= gaps.size()) continue;
            const bool counts = side == 1 || later;
            Gap &gap = gaps[i - side];
            along(gap.calendar, side, d.data());
            if (gap.kept && counts) step = std::min(step, admissible_step(gap.calendar, 0.05));
        }
        const std::vector<double> pd = s.penalty.times(d), pu = s.penalty.times(s.u);
        double linear = 0.0, quadratic = 0.0;
        for (std::size_t j = 0; j < d.size(); ++j) {
            linear += 2.0 * d[j] * (pu[j] - s.penalty.pull[j]);
            quadratic += d[j] * pd[j];
        }
        const auto sum = [&](double x) {
            return misfit(s.quotes, stage.loss, x) + x * (linear + x * quadratic) +
                   stage.mu * s.firmness * barriers(i, x) + calendars(i, stage, x, later);
        };
        const double before = sum(0.0);
        for (int halvings = 0; halvings < 12; ++halvings, step *= 0.5) {
            if (!(sum(step) <= before - 0.1 * step * decrement)) continue;
            take(i, d, step);
            return step;
        }
        return 0.0;
    }

    static void shift(Column &value, const Column &delta, double step) {
        for (std::size_t j = 0; j < value.at.size(); ++j) value[j] += step * delta[j];
    }

    void take(std::size_t i, const std::vector<double> &d, double step) {
        SliceProblem &s = slices[i];
        if (i < changed.size()) changed[i] = 1;
        for (std::size_t j = 0; j < d.size(); ++j) s.u[j] += step * d[j];
        shift(s.quotes.value, s.quotes.delta, step);
        shift(s.wings.room, s.wings.delta, step);
        shift(s.density.w, s.density.delta_w, step);
        shift(s.density.dk, s.density.delta_dk, step);
        shift(s.density.dkk, s.density.delta_dkk, step);
        if (i > 0 && i <= gaps.size()) shift(gaps[i - 1].calendar.room, gaps[i - 1].calendar.delta, step);
        if (i < gaps.size()) shift(gaps[i].calendar.room, gaps[i].calendar.delta, step);
    }
};

}  // namespace axiom::spline::fitting
