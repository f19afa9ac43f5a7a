"""A plain SVI for each expiry by SciPy's least squares, as a user would write it."""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares

from benchmarks.surfaces import Floats, Rival, Smile, VolOf

_LOWER = (-1.0, 0.0, -0.999, -2.0, 1e-4)
_UPPER = (4.0, 5.0, 0.999, 2.0, 5.0)


def _total_variance(p: Floats, k: Floats) -> Floats:
    a, b, rho, m, sigma = p
    return np.asarray(a + b * (rho * (k - m) + np.sqrt((k - m) ** 2 + sigma**2)))


def _fit(smile: Smile) -> VolOf:
    k, t = smile.log_moneyness, smile.years
    half = np.maximum(0.5 * (smile.ask_vol - smile.bid_vol), 1e-4)
    level = float(np.interp(0.0, k, smile.mid_vol)) ** 2 * t

    def misfit(p: Floats) -> Floats:
        vol = np.sqrt(np.maximum(_total_variance(p, k), 1e-12) / t)
        return np.asarray((vol - smile.mid_vol) / half)

    width = float(np.sqrt(level))
    start = (0.5 * level, 0.5 * width, -0.4, 0.0, width)
    found = least_squares(misfit, start, bounds=(_LOWER, _UPPER), loss="soft_l1").x
    return lambda x: np.sqrt(np.maximum(_total_variance(found, x), 1e-12) / t)


def svi(smiles: list[Smile]) -> list[VolOf]:
    """Fit raw SVI to mids, weighted by spreads, with a robust loss."""
    return [_fit(smile) for smile in smiles]


RIVALS = (Rival("SciPy SVI, one an expiry", svi, days=4),)
