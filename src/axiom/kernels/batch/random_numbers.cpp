#include "axiom/random/normal_quantile.hpp"
#include "axiom/random/sobol.hpp"
#include "axiom/random/source.hpp"

namespace axiom::random {
namespace {

constexpr std::uint64_t kPathStream = 0, kScrambleStream = 1;

// Two dimensions of consecutive paths from `first`: a block of lanes, or half of one.
template <int lanes>
AXIOM_FN void uniform_pair(Key key, std::uint64_t first, std::uint64_t pair, std::uint64_t group,
                           double *AXIOM_RESTRICT one, double *AXIOM_RESTRICT two) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < lanes; ++l) {
        const std::uint64_t path = first + static_cast<std::uint64_t>(l);
        const Words w = philox({{path & kWordMask, path >> 32, pair | (kPathStream << 31), group}}, key);
        one[l] = uniform(w.w[0], w.w[1]);
        two[l] = uniform(w.w[2], w.w[3]);
    }
}

template <int lanes>
AXIOM_FN void to_normals(double *values) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < lanes; ++l) values[l] = normal_quantile(values[l]);
}

AXIOM_CLONES void normal_pair(Key key, std::uint64_t first, std::uint64_t pair, std::uint64_t group,
                              double *one, double *two) {
    uniform_pair<kLanes>(key, first, pair, group, one, two);
    to_normals<kLanes>(one);
    to_normals<kLanes>(two);
}

// The second half of the lanes mirrors the first.
AXIOM_CLONES void mirrored_pair(Key key, std::uint64_t first, std::uint64_t pair, std::uint64_t group,
                                double *one, double *two) {
    uniform_pair<kLanes / 2>(key, first, pair, group, one, two);
    to_normals<kLanes / 2>(one);
    to_normals<kLanes / 2>(two);
    for (int l = 0; l < kLanes / 2; ++l) one[kLanes / 2 + l] = -one[l];
    for (int l = 0; l < kLanes / 2; ++l) two[kLanes / 2 + l] = -two[l];
}

// Consecutive points of one dimension: the low six digits of their numbers run through all values.
AXIOM_CLONES void sobol_normals(std::uint32_t block, const std::uint32_t *directions,
                                std::uint32_t seed, double *AXIOM_RESTRICT out) {
    alignas(64) std::uint32_t point[kLanes];
    std::uint32_t base = 0;
    for (int j = 6; j < kDigits; ++j) base ^= ((block >> (j - 6)) & 1u) ? directions[j] : 0u;
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) {
        std::uint32_t x = base;
        const std::uint32_t i = static_cast<std::uint32_t>(l);
        x ^= (0u - (i & 1u)) & directions[0];
        x ^= (0u - ((i >> 1) & 1u)) & directions[1];
        x ^= (0u - ((i >> 2) & 1u)) & directions[2];
        x ^= (0u - ((i >> 3) & 1u)) & directions[3];
        x ^= (0u - ((i >> 4) & 1u)) & directions[4];
        x ^= (0u - ((i >> 5) & 1u)) & directions[5];
        point[l] = reversed(scrambled(x, seed));
    }
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l)
        out[l] = (static_cast<double>(static_cast<std::int64_t>(point[l])) + 0.5) * 0x1p-32;
    to_normals<kLanes>(out);
}

AXIOM_CLONES void set_point(double spread, double left_weight, double right_weight,
                            const double *AXIOM_RESTRICT left, const double *AXIOM_RESTRICT right,
                            const double *AXIOM_RESTRICT normal, double *AXIOM_RESTRICT out) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l)
        out[l] = left_weight * left[l] + right_weight * right[l] + spread * normal[l];
}

AXIOM_CLONES void set_increment(double inverse_root, const double *AXIOM_RESTRICT from,
                                const double *AXIOM_RESTRICT to, double *AXIOM_RESTRICT out) {
    AXIOM_INDEPENDENT
    for (int l = 0; l < kLanes; ++l) out[l] = (to[l] - from[l]) * inverse_root;
}

// Turns the numbers of one factor into increments; walk holds steps + 1 rows, the first all zero.
void cross_bridge(const Bridge &bridge, int factors, double *normals, double *walk) {
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(factors) * kLanes;
    for (int l = 0; l < kLanes; ++l) walk[l] = 0.0;
    const std::vector<BridgePoint> &points = bridge.points();
    // The first point leans on time 0 alone: its weights are zero.
    set_point(points[0].spread, 0.0, 0.0, walk, walk, normals, walk + (points[0].at + 1) * kLanes);
    for (std::size_t k = 1; k < points.size(); ++k) {
        const BridgePoint &p = points[k];
        set_point(p.spread, p.left_weight, p.right_weight, walk + (p.left + 1) * kLanes,
                  walk + (p.right + 1) * kLanes, normals + static_cast<std::ptrdiff_t>(k) * row,
                  walk + (p.at + 1) * kLanes);
    }
    for (int i = 0; i < bridge.steps(); ++i)
        set_increment(bridge.inverse_root(i), walk + i * kLanes, walk + (i + 1) * kLanes,
                      normals + i * row);
}

}  // namespace

void Pseudorandom::fill(std::uint32_t group, std::uint64_t block, int steps, int factors,
                        double *normals, double *scratch) const {
    const int dimensions = steps * factors;
    const std::uint64_t first = block * static_cast<std::uint64_t>(independent_lanes());
    for (int d = 0; d < dimensions; d += 2) {
        double *one = normals + static_cast<std::ptrdiff_t>(d) * kLanes;
        double *two = d + 1 < dimensions ? one + kLanes : scratch;
        const std::uint64_t pair = static_cast<std::uint64_t>(d / 2);
        if (antithetic_)
            mirrored_pair(key_, first, pair, group, one, two);
        else
            normal_pair(key_, first, pair, group, one, two);
    }
}

void Sobol::fill_points(std::uint32_t group, std::uint64_t block, int dimensions,
                        double *normals) const {
    const int known = static_cast<int>(directions_.size()) / kDigits;
    for (int d = 0; d < dimensions; ++d) {
        double *row = normals + static_cast<std::ptrdiff_t>(d) * kLanes;
        const std::uint64_t dimension = static_cast<std::uint64_t>(d);
        if (d < known) {
            const Words seed =
                philox({{dimension, 0, kScrambleStream << 31, static_cast<std::uint64_t>(group)}}, key_);
            sobol_normals(static_cast<std::uint32_t>(block), directions_.data() + d * kDigits,
                          static_cast<std::uint32_t>(seed.w[0]), row);
        } else {
            alignas(64) double unused[kLanes];
            normal_pair(key_, block * kLanes, dimension, group, row, unused);
        }
    }
}

void Sobol::fill(std::uint32_t group, std::uint64_t block, int steps, int factors, double *normals,
                 double *scratch) const {
    fill_points(group, block, steps * factors, normals);
    if (steps == 1) return;
    for (int f = 0; f < factors; ++f)
        cross_bridge(bridge_, factors, normals + static_cast<std::ptrdiff_t>(f) * kLanes, scratch);
}

}  // namespace axiom::random
