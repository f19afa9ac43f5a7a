"""Write the table that scrambled Sobol points are made from, src/axiom/kernels/sobol_numbers.npy.

The first 1,024 dimensions of new-joe-kuo-6 (S. Joe, F. Kuo, SIAM J. Sci. Comput. 30(5), 2008,
2635-2654), as SciPy carries them. Each row holds the degree s of a primitive polynomial, its
coefficients as bits, and the initial direction numbers m_1 ... m_s. Run it with
``.venv/bin/python -m tools.sobol_numbers``; tests/unit/kernels/test_random.py holds that the
polynomials are primitive and the numbers what the construction asks for.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import scipy.stats

DIMENSIONS = 1024
TARGET = Path(__file__).parents[1] / "src/axiom/kernels/sobol_numbers.npy"


def table() -> np.ndarray:
    """Gather the rows."""
    source = Path(scipy.stats.__file__).with_name("_sobol_direction_numbers.npz")
    with np.load(source) as known:
        polynomials, initial = known["poly"][:DIMENSIONS], known["vinit"][:DIMENSIONS]
    degrees = np.array([int(polynomial).bit_length() - 1 for polynomial in polynomials])
    rows = np.column_stack([degrees, polynomials, initial[:, : degrees.max()]])
    return rows.astype(np.uint16)


if __name__ == "__main__":
    np.save(TARGET, table())
