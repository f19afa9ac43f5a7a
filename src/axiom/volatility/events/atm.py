"""Total variance at the forward, expiry by expiry, with standard errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from axiom.volatility.curves.quotes import usable_quotes
from axiom.volatility.events.robust import huber_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.quotes import ExpiryQuotes, FitQuotes

__all__ = ["atm_variances"]

NEAR: Final = 1.0
LEAST_STRIKES: Final = 4
COEFFICIENTS: Final = 3
ROUNDS: Final = 12
REJECT: Final = 6.0
_SCHEMA: Final[Mapping[str, pl.DataType | type[pl.DataType]]] = {
    "expiry": pl.Datetime("us", "UTC"),
    "years": pl.Float64,
    "variance": pl.Float64,
    "standard_error": pl.Float64,
    "vol": pl.Float64,
    "n_quotes": pl.Int64,
}


def atm_variances(options: pl.DataFrame, *, half_spread_floor: float = 0.0005) -> pl.DataFrame:
    """Read the total variance at the forward off the quotes around it.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it.
    half_spread_floor : float, default 0.0005
        In vol; half-spreads below it count as it.

    Returns
    -------
    polars.DataFrame
        One row an expiry with quotes at four or more strikes, ascending: ``expiry``, ``years``,
        ``variance`` (vol^2 years), its ``standard_error``, ``vol`` and ``n_quotes``.

    Raises
    ------
    InvalidArgumentError
        When a column is missing.

    Notes
    -----
    A parabola through the mid vols within one standard deviation of the forward (the five nearest
    strikes where there are fewer), weighted by the half-spreads as standard errors; quotes beyond
    2.5 scales by Huber's weights, those beyond 6 left out. The error is widened where the quotes
    scatter more than their spreads.

    Verified by ``tests/unit/volatility/events/test_atm.py``.
    """
    quotes = usable_quotes(options, near_the_money=NEAR, half_spread_floor=half_spread_floor)
    rows = [_row(quotes, one) for one in quotes.expiries if one.n_strikes >= LEAST_STRIKES]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _row(quotes: FitQuotes, expiry: ExpiryQuotes) -> dict[str, Any]:
    k, vol, half = (x[expiry.rows] for x in (quotes.log_moneyness, quotes.vol, quotes.half_spread))
    width = float(vol[np.argmin(np.abs(k))]) * np.sqrt(expiry.years)
    x = k / width
    strikes = np.unique(np.abs(x))
    near = np.abs(x) <= max(NEAR, float(strikes[min(LEAST_STRIKES, strikes.size - 1)]))
    level, error = _parabola(x[near], vol[near], half[near])
    return {
        "expiry": expiry.expiry,
        "years": expiry.years,
        "variance": level**2 * expiry.years,
        "standard_error": 2.0 * level * error * expiry.years,
        "vol": level,
        "n_quotes": int(near.sum()),
    }


def _parabola(
    x: NDArray[np.float64], vol: NDArray[np.float64], error: NDArray[np.float64]
) -> tuple[float, float]:
    """Return value and standard error at 0 of a robust parabola."""
    powers = np.vander(x, COEFFICIENTS, increasing=True) / error[:, None]
    scaled, weights = vol / error, np.ones_like(x)
    found: NDArray[np.float64] = np.zeros(COEFFICIENTS)
    for n in range(ROUNDS):
        root = np.sqrt(weights)
        found[:] = np.linalg.lstsq(powers * root[:, None], scaled * root, rcond=None)[0]
        reject = REJECT if n >= ROUNDS // 2 else np.inf
        weights = huber_weights(scaled - powers @ found, reject=reject)
    covariance = np.linalg.pinv(powers.T @ (weights[:, None] * powers))
    freedom = max(1.0, float(weights.sum()) - COEFFICIENTS)
    scatter = float(weights @ (scaled - powers @ found) ** 2) / freedom
    return float(found[0]), float(np.sqrt(covariance[0, 0] * max(1.0, scatter)))
