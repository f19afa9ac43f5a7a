#include "axiom/markets/heston.hpp"

namespace axiom::markets {
namespace {

AXIOM_CLONES void advance(const montecarlo::HestonStep &given, std::ptrdiff_t size,
                          const double *AXIOM_RESTRICT variance,
                          const double *AXIOM_RESTRICT z_variance,
                          const double *AXIOM_RESTRICT z_spot, double *AXIOM_RESTRICT log_move,
                          double *AXIOM_RESTRICT after) {
    const montecarlo::HestonStep k = given;
    AXIOM_INDEPENDENT
    for (std::ptrdiff_t i = 0; i < size; ++i) {
        const montecarlo::HestonState to =
            montecarlo::heston_step(k, variance[i], z_variance[i], z_spot[i]);
        log_move[i] = to.log_spot;
        after[i] = to.variance;
    }
}

}  // namespace

void heston_moves(const montecarlo::HestonStep &step, std::ptrdiff_t size, const double *variance,
                  const double *z_variance, const double *z_spot, double *log_move,
                  double *variance_after) {
    advance(step, size, variance, z_variance, z_spot, log_move, variance_after);
}

}  // namespace axiom::markets
