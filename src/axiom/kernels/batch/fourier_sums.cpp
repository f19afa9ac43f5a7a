#include "axiom/fourier/nodes.hpp"

namespace axiom::fourier {
namespace {

template <int outputs>
AXIOM_FN void add_block(const Nodes &nodes, const double *AXIOM_RESTRICT dx, double *AXIOM_RESTRICT sums,
                        std::ptrdiff_t stride) {
    double total[outputs][kLanes];
    for (int k = 0; k < outputs; ++k)
        for (int i = 0; i < kLanes; ++i) total[k][i] = sums[k * stride + i];
    for (int j = 0; j < kChunk; ++j) {
        AXIOM_EACH_LANE
        for (int i = 0; i < kLanes; ++i) {
            const Complex turn = exponential(dx[i] * Complex{-nodes.u_im[j], nodes.u_re[j]});
            for (int k = 0; k < outputs; ++k)
                total[k][i] += nodes.re[k][j] * turn.re - nodes.im[k][j] * turn.im;
        }
    }
    for (int k = 0; k < outputs; ++k)
        for (int i = 0; i < kLanes; ++i) sums[k * stride + i] = total[k][i];
}

template <int outputs>
AXIOM_FN void add_blocks(const Nodes &nodes, const double *dx, std::ptrdiff_t count, double *sums,
                         std::ptrdiff_t stride) {
    for (std::ptrdiff_t i = 0; i < count; i += kLanes) add_block<outputs>(nodes, dx + i, sums + i, stride);
}

AXIOM_CLONES void add_1(const Nodes &n, const double *dx, std::ptrdiff_t count, double *s, std::ptrdiff_t stride) {
    add_blocks<1>(n, dx, count, s, stride);
}
AXIOM_CLONES void add_6(const Nodes &n, const double *dx, std::ptrdiff_t count, double *s, std::ptrdiff_t stride) {
    add_blocks<6>(n, dx, count, s, stride);
}
AXIOM_CLONES void add_9(const Nodes &n, const double *dx, std::ptrdiff_t count, double *s, std::ptrdiff_t stride) {
    add_blocks<9>(n, dx, count, s, stride);
}
AXIOM_CLONES void add_12(const Nodes &n, const double *dx, std::ptrdiff_t count, double *s, std::ptrdiff_t stride) {
    add_blocks<12>(n, dx, count, s, stride);
}

}  // namespace

void add_sums(const Nodes &nodes, Reach reach, const double *dx, std::ptrdiff_t count, double *sums,
              std::ptrdiff_t stride) {
    if (reach == Reach::value) add_1(nodes, dx, count, sums, stride);
    if (reach == Reach::time_and_variance) add_6(nodes, dx, count, sums, stride);
    if (reach == Reach::jumps) add_9(nodes, dx, count, sums, stride);
    if (reach == Reach::all) add_12(nodes, dx, count, sums, stride);
}

}  // namespace axiom::fourier
