// A note on the worst performance, called by itself, with coupons and a short put.
//
// Places: the observations. Numbers: notional, coupon, coupon level, memory (1 or 0), coupons
// missed so far, knock-in level, put strike, knocked in so far (1 or 0), watch (0 at expiry,
// 1 at the observations, 2 always), call level of each observation, initial fixing of each asset.
#pragma once

#include "bridge.hpp"
#include "terms.hpp"

namespace axiom::montecarlo {

constexpr int kCallLevels = 9;

struct Note {
    double notional, coupon, coupon_level, memory, missed, knock_in, put_strike, knocked, watch;
    const double *call_level, *fixing;
};

AXIOM_FN Note note_of(const Terms &t) {
    const double *n = t.number;
    return {n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n + kCallLevels,
            n + kCallLevels + t.places};
}

AXIOM_FN void worst_performance(const PathBlock &block, const Note &note, int place, Lanes &worst) {
    for (int l = 0; l < kLanes; ++l) worst.at[l] = 1e300;
    for (int a = 0; a < block.assets; ++a) {
        const double *spot = spots(block, place, a);
        const double inverse = 1.0 / note.fixing[a];
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l) worst.at[l] = smaller(worst.at[l], spot[l] * inverse);
    }
}

// Lowers the probability that no asset has fallen to the knock-in over one step: given the ends,
// bridges of different assets are taken as independent.
AXIOM_FN void watch_step(const Terms &t, const PathBlock &block, const Note &note, int place,
                         Lanes &intact) {
    for (int a = 0; a < block.assets; ++a) {
        const Lanes now(block.start[a]);
        const double level = note.knock_in * note.fixing[a];
        const double *from = spots_or_now(block, place - 1, now, a), *to = spots(block, place, a);
        const double *variance = variances(block, place, a);
        AXIOM_EACH_LANE
        for (int l = 0; l < kLanes; ++l)
            intact.at[l] *= 1.0 - crossing_probability(log_ratio(from[l], level),
                                                       log_ratio(to[l], level), variance[l]);
    }
}

struct NoteState {
    Lanes alive, missed, intact;
};

// Coupon and call at one observation.
AXIOM_FN void observe(const Note &note, double call_level, double discount, const Lanes &worst,
                      NoteState &state, double *out) {
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) {
        const double pays = worst.at[l] >= note.coupon_level ? 1.0 : 0.0;
        const double called = worst.at[l] >= call_level ? state.alive.at[l] : 0.0;
        const double coupons = pays * (1.0 + state.missed.at[l]) * note.coupon;
        out[l] += discount * note.notional * (state.alive.at[l] * coupons + called);
        state.missed.at[l] = (1.0 - pays) * note.memory * (state.missed.at[l] + 1.0);
        state.alive.at[l] -= called;
    }
}

AXIOM_FN void knock_in_here(const Note &note, const Lanes &worst, Lanes &intact) {
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l)
        intact.at[l] = worst.at[l] <= note.knock_in ? 0.0 : intact.at[l];
}

// What is paid back at the end by notes that were never called.
AXIOM_FN void redeem(const Note &note, double discount, const Lanes &worst, const NoteState &state,
                     double *out) {
    AXIOM_EACH_LANE
    for (int l = 0; l < kLanes; ++l) {
        const double put = smaller(worst.at[l] / note.put_strike, 1.0);
        const double intact = state.intact.at[l];
        out[l] += discount * note.notional * state.alive.at[l] * (intact + (1.0 - intact) * put);
    }
}

AXIOM_FN void pay_autocallable(const Terms &t, const PathBlock &block, double *out) {
    const Note note = note_of(t);
    const int last = t.places - 1;
    NoteState state{Lanes(1.0), Lanes(note.missed), Lanes(note.knocked > 0.5 ? 0.0 : 1.0)};
    Lanes worst;
    for (int l = 0; l < kLanes; ++l) out[l] = 0.0;
    for (int i = 0, place = 0; i <= last; ++i) {
        for (; note.watch > 1.5 && place <= t.place[i]; ++place)
            watch_step(t, block, note, place, state.intact);
        worst_performance(block, note, t.place[i], worst);
        if (i == last || note.watch > 0.5) knock_in_here(note, worst, state.intact);
        observe(note, note.call_level[i], t.discount[t.place[i]], worst, state, out);
    }
    redeem(note, t.discount[t.place[last]], worst, state, out);
}

}  // namespace axiom::montecarlo
