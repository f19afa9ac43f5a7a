// The boundary between the nodes.
#pragma once

#include "boundary_nodes.hpp"
#include "lanes.hpp"

namespace axiom::american {

// l^2 - (ln B(0+))^2 at any time, as coefficients of Chebyshev's polynomials in 2 z - 1.
template <int nodes>
struct BoundarySeries {
    Lanes terms[nodes + 1];

    template <int points>
    AXIOM_FN BoundarySeries(const BoundaryNodes<nodes, points> &table, const Lanes *squared) {
        for (int m = 0; m <= nodes; ++m) {
            AXIOM_INDEPENDENT
            for (int lane = 0; lane < kLanes; ++lane)
                terms[m][lane] = weighted<nodes>(table.coefficients[m], squared, lane);
        }
    }

    // The series at z, one lane, by Clenshaw's recursion.
    AXIOM_FN double at(double z, int lane) const { return descend<nodes>(2.0 * z - 1.0, lane, 0.0, 0.0); }

  private:
    template <int m>
    AXIOM_FN double descend(double x, int lane, double next, double after) const {
        if constexpr (m == 0) {
            return x * next - after + terms[0][lane];
        } else {
            return descend<m - 1>(x, lane, 2.0 * x * next - after + terms[m][lane], next);
        }
    }
};

}  // namespace axiom::american
