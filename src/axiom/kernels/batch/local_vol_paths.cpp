#include "axiom/montecarlo/local_vol_paths.hpp"

namespace axiom::montecarlo {
namespace {

// Rows of scratch: the noise of an asset, a predictor, and the vol and its slope at a step's two ends.
struct Rows {
    double *noise, *guess, *vol, *slope, *vol_after, *slope_after;
};

AXIOM_CLONES void correlate(const double *factor, int count, double root_width,
                            const double *AXIOM_RESTRICT normals, double *AXIOM_RESTRICT noise) {
    for (int l = 0; l < kLanes; ++l) noise[l] = 0.0;
    for (int j = 0; j < count; ++j) {
        const double weight = factor[j] * root_width;
        const double *z = normals + static_cast<std::ptrdiff_t>(j) * kLanes;
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) noise[l] += weight * z[l];
    }
}

// The cell of every lane, as numbers of nodes at or below x.
AXIOM_CLONES void locate(const LocalVolGrid &grid, const double *AXIOM_RESTRICT x,
                         std::int64_t *AXIOM_RESTRICT cell) {
    const double origin = grid.origin(), inverse = grid.inverse_width(), last = grid.last_bucket();
    const std::int64_t *start = grid.starts();
    const double *nodes = grid.nodes();
    alignas(64) std::int64_t first[kLanes];
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double bucket = smaller(larger((x[l] - origin) * inverse, 0.0), last);
        first[l] = start[static_cast<std::int64_t>(bucket)];
        cell[l] = first[l];
    }
    for (int k = 0; k < grid.most_in_bucket(); ++k) {
        AXIOM_INDEPENDENT
        for (int l = 0; l < kLanes; ++l) cell[l] += x[l] >= nodes[first[l] + k] ? 1 : 0;
    }
}

AXIOM_CLONES void look_up(const double *AXIOM_RESTRICT intercepts, const double *AXIOM_RESTRICT slopes,
                          const std::int64_t *AXIOM_RESTRICT cell, const double *AXIOM_RESTRICT x,
                          double *AXIOM_RESTRICT vol, double *AXIOM_RESTRICT slope) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        slope[l] = slopes[cell[l]];
        vol[l] = intercepts[cell[l]] + slope[l] * x[l];
    }
}

void vols_at(const LocalVolGrid &grid, int row, const double *x, double *vol, double *slope) {
    alignas(64) std::int64_t cell[kLanes];
    locate(grid, x, cell);
    look_up(grid.intercepts(row), grid.slopes(row), cell, x, vol, slope);
}

AXIOM_CLONES void predict(double width, const double *AXIOM_RESTRICT x, const Rows &rows) {
    const double *AXIOM_RESTRICT vol = rows.vol, *AXIOM_RESTRICT noise = rows.noise;
    double *AXIOM_RESTRICT guess = rows.guess;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l)
        guess[l] = x[l] - 0.5 * width * vol[l] * vol[l] + vol[l] * noise[l];
}

AXIOM_CLONES void correct(double width, const Rows &rows, double *AXIOM_RESTRICT x,
                          double *AXIOM_RESTRICT variance) {
    const double *AXIOM_RESTRICT vol = rows.vol, *AXIOM_RESTRICT after = rows.vol_after;
    const double *AXIOM_RESTRICT slope = rows.slope, *AXIOM_RESTRICT slope_after = rows.slope_after;
    const double *AXIOM_RESTRICT noise = rows.noise;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        const double drift = vol[l] * (vol[l] + slope[l]) + after[l] * (after[l] + slope_after[l]);
        const double mean = 0.5 * (vol[l] + after[l]);
        x[l] += mean * noise[l] - 0.25 * width * drift;
        variance[l] += width * mean * mean;
    }
}

AXIOM_CLONES void store(double log_forward, const double *AXIOM_RESTRICT x,
                        double *AXIOM_RESTRICT variance, double *AXIOM_RESTRICT spots,
                        double *AXIOM_RESTRICT variances) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        spots[l] = exponential(log_forward + x[l]);
        variances[l] = variance[l];
        variance[l] = 0.0;
    }
}

void advance(const LocalVolGrid &grid, int step, double width, double *x, double *variance,
             const Rows &rows) {
    vols_at(grid, 2 * step, x, rows.vol, rows.slope);
    predict(width, x, rows);
    vols_at(grid, 2 * step + 1, rows.guess, rows.vol_after, rows.slope_after);
    correct(width, rows, x, variance);
}

}  // namespace

void LocalVolPaths::simulate(const double *normals, const PathBlock &block, double *scratch) const {
    const int n = assets();
    double *x = scratch, *variance = x + n * kLanes, *free = variance + n * kLanes;
    const Rows rows{free,          free + kLanes,     free + 2 * kLanes, free + 3 * kLanes,
                    free + 4 * kLanes, free + 5 * kLanes};
    for (int i = 0; i < 2 * n * kLanes; ++i) scratch[i] = 0.0;
    for (int i = 0; i < steps(); ++i) {
        const std::size_t step = static_cast<std::size_t>(i);
        const double width = steps_.width[step];
        const int time = schedule_.monitor[step];
        for (int a = 0; a < n; ++a) {
            const std::ptrdiff_t lane = static_cast<std::ptrdiff_t>(a) * kLanes;
            correlate(steps_.factor.data() + static_cast<std::ptrdiff_t>(a) * n, a + 1,
                      std::sqrt(width), normals + static_cast<std::ptrdiff_t>(i) * n * kLanes, rows.noise);
            advance(grids_[static_cast<std::size_t>(a)], i, width, x + lane, variance + lane, rows);
            if (time >= 0)
                store(steps_.log_forward[static_cast<std::size_t>(time * n + a)], x + lane,
                      variance + lane, block.spots(a, time), block.variances(a, time));
        }
    }
}

}  // namespace axiom::montecarlo
