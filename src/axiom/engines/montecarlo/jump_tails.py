"""How many jumps a step may have, for inversion of Poisson numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError

__all__ = ["MOST_JUMPS", "jump_drift", "jump_tails"]

MOST_JUMPS = 400
"""Most jumps expected in one step."""

_NEGLIGIBLE = 1e-16


def jump_tails(intensity: float, widths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return P(N > k) for k = 0, 1, ... of the number N of jumps in each step.

    Parameters
    ----------
    intensity : float
        Jumps a year, 0 or more.
    widths : ndarray of float64, (steps,)
        Years.

    Returns
    -------
    ndarray of float64, (steps, n)
        Up to where the last is below 1e-16; n is 0 without jumps.

    Raises
    ------
    InvalidArgumentError
        If a step expects more than 400 jumps.

    Notes
    -----
    Tails are summed from their far end, so that small ones keep their digits.

    Verified by ``tests/unit/engines/montecarlo/test_jump_paths.py``.
    """
    expected = intensity * widths
    most = float(expected.max())
    if most > MOST_JUMPS:
        raise InvalidArgumentError(
            f"jump_intensity={intensity:.6g} expects {most:.6g} jumps in a step of "
            f"{widths.max():.6g} years: watch more times, so that no step expects over {MOST_JUMPS}"
        )
    if most == 0.0:
        return np.zeros((len(widths), 0))
    count = int(most + 12.0 * np.sqrt(most) + 40.0)
    k = np.arange(1, count + 1)
    with np.errstate(under="ignore"):
        ratios = np.concatenate([np.ones((len(expected), 1)), expected[:, None] / k], axis=1)
        chances = np.exp(-expected)[:, None] * np.cumprod(ratios, axis=1)
    tails = np.cumsum(chances[:, :0:-1], axis=1)[:, ::-1]
    kept = int((tails > _NEGLIGIBLE).any(axis=0).sum())
    return np.ascontiguousarray(tails[:, :kept])


def jump_drift(intensity: float, mean: float, vol: float) -> float:
    """Return the drift a year that makes up for jumps: -lambda (exp(mu + delta^2 / 2) - 1)."""
    return -intensity * float(np.expm1(mean + 0.5 * vol * vol))
