"""The skew-stickiness ratio that a history of surfaces shows, with its standard error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.dynamics import SpotVolDynamics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

    Floats = NDArray[np.float64]

__all__ = ["SkewStickinessFit", "fit_skew_stickiness"]

_LEAST_MOVES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkewStickinessFit:
    """A fitted skew-stickiness ratio.

    Attributes
    ----------
    dynamics : SpotVolDynamics
        The ratio over all tenors, with its standard error.
    by_tenor : polars.DataFrame
        One row a tenor: ``tenor`` (years), ``skew_stickiness``, ``standard_error``,
        ``correlation`` of the moves of at-the-money vol with skew times return (0 where the vols
        did not move), ``n_moves``.
    n_moves : int
        Pairs of consecutive surfaces.
    r_squared : float
        Share of the weighted squared moves of at-the-money vol that the ratio explains; 0 where
        the vols did not move.
    """

    dynamics: SpotVolDynamics
    by_tenor: pl.DataFrame
    n_moves: int
    r_squared: float


def fit_skew_stickiness(
    surfaces: Sequence[Surface],
    spots: Sequence[float],
    *,
    tenors: Sequence[float] = (0.1, 0.25, 0.5, 1.0),
) -> SkewStickinessFit:
    """Fit the skew-stickiness ratio to a history of surfaces and spots.

    Parameters
    ----------
    surfaces : sequence of Surface
        One underlying's surfaces, ascending in valuation time; four or more.
    spots : sequence of float
        The spot at each of them, > 0.
    tenors : sequence of float
        Years to expiry at which the at-the-money vols are compared, > 0.

    Returns
    -------
    SkewStickinessFit

    Raises
    ------
    InvalidArgumentError
        If the lengths differ, the times do not ascend, or a spot or tenor is not positive.
    DataError
        If there are fewer than three moves, or no skew or no return to learn from.

    Notes
    -----
    For each move i and tenor T let x = ln(S_{i+1} / S_i), s the mean of the skews dvol/dk at the
    forward before and after it, and y the change of the at-the-money vol. R is the slope of y on
    s x through the origin over all moves and tenors, weighted by T (changes of vol fall about as
    1 / sqrt(T)). Tenors move together, so its standard error clusters by move:
    sqrt(n / (n - 1) sum_i (sum_T T z e)^2) / sum T z^2, with z = s x and e the residual. The
    errors of a tenor's own ratio are the same with one tenor.

    References
    ----------
    .. [1] Bergomi, L. (2009), "Smile dynamics IV", Risk, December, 94-100.
    .. [2] Cameron, A. C., Miller, D. L. (2015), "A practitioner's guide to cluster-robust
       inference", Journal of Human Resources 50(2), 317-372, section II.

    Verified by tests/unit/volatility/test_stickiness.py and
    tests/integration/test_recorded_dynamics.py.
    """
    tenor = _checked(surfaces, spots, tenors)
    level, skew = (
        np.array(rows) for rows in zip(*(_at_money(s, tenor) for s in surfaces), strict=True)
    )
    returns = np.diff(np.log(np.asarray(spots, dtype=np.float64)))
    z = 0.5 * (skew[1:] + skew[:-1]) * returns[:, None]
    y = np.diff(level, axis=0)
    if not (np.isfinite(z).all() and np.isfinite(y).all() and (z * z).sum(axis=0).all()):
        raise DataError(
            "the history shows no skew or no return at some tenor; give surfaces between which "
            "the spot moves"
        )
    ratio, error = _slope(z, y, tenor)
    residual, whole = (tenor * (y - ratio * z) ** 2).sum(), (tenor * y * y).sum()
    return SkewStickinessFit(
        dynamics=SpotVolDynamics(skew_stickiness=ratio, standard_error=error),
        by_tenor=_by_tenor(z, y, tenor),
        n_moves=returns.size,
        r_squared=float(1.0 - residual / whole) if whole > 0.0 else 0.0,
    )


def _checked(
    surfaces: Sequence[Surface], spots: Sequence[float], tenors: Sequence[float]
) -> Floats:
    """Return the tenors as an array, or raise."""
    if len(surfaces) != len(spots):
        raise InvalidArgumentError(
            f"spots has {len(spots)} values for {len(surfaces)} surfaces; give one each"
        )
    if len(surfaces) <= _LEAST_MOVES:
        raise DataError(
            f"surfaces has {len(surfaces)}; give {_LEAST_MOVES + 1} or more to fit a ratio"
        )
    for before, after in pairwise(surfaces):
        if not before.valuation_time < after.valuation_time:
            raise InvalidArgumentError(
                f"surfaces: {before.valuation_time} is followed by {after.valuation_time}; sort "
                "them by valuation time, one a time"
            )
    for name, values in (("spots", spots), ("tenors", tenors)):
        bad = [value for value in values if not (math.isfinite(value) and value > 0.0)]
        if bad or not len(values):
            raise InvalidArgumentError(
                f"{name} holds {bad[0] if bad else 'nothing'}; give finite values above 0"
            )
    return np.asarray(tenors, dtype=np.float64)


def _at_money(surface: Surface, tenor: Floats) -> tuple[Floats, Floats]:
    """Give vol and skew dvol/dk at the forward."""
    found = surface.derivatives(log_moneyness=np.zeros_like(tenor), expiry=tenor)
    vol = np.sqrt(np.asarray(found.total_variance) / tenor)
    return vol, np.asarray(found.dw_dk) / (2.0 * tenor * vol)


def _slope(z: Floats, y: Floats, weight: Floats) -> tuple[float, float]:
    """Regress y (n_moves, n_tenors) on z through the origin; errors cluster by move."""
    information = (weight * z * z).sum()
    ratio = (weight * z * y).sum() / information
    scores = (weight * z * (y - ratio * z)).sum(axis=1)
    n = scores.size
    error = math.sqrt(n / (n - 1) * (scores * scores).sum()) / information
    return float(ratio), float(error)


def _by_tenor(z: Floats, y: Floats, tenor: Floats) -> pl.DataFrame:
    rows = []
    for j, years in enumerate(tenor.tolist()):
        ratio, error = _slope(z[:, j : j + 1], y[:, j : j + 1], np.ones(1))
        scale = math.sqrt((z[:, j] ** 2).sum() * (y[:, j] ** 2).sum())
        rows.append(
            {
                "tenor": years,
                "skew_stickiness": ratio,
                "standard_error": error,
                "correlation": float(z[:, j] @ y[:, j]) / scale if scale > 0.0 else 0.0,
                "n_moves": z.shape[0],
            }
        )
    return pl.DataFrame(rows)
