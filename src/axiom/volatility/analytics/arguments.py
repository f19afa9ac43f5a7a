"""What the functions of this package are given: expiries and tenors."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.volatility.surface import Surface

__all__ = [
    "DEFAULT_TENORS",
    "Tenor",
    "points_of",
    "tenor_label",
    "tenor_years",
    "valid_expiry",
]

Tenor = str | float
"""Years, or text such as "7d", "2w", "3m", "1y"."""

DEFAULT_TENORS: Final[tuple[str, ...]] = ("1w", "2w", "1m", "2m", "3m", "6m", "9m", "1y")
_PER_YEAR: Final = {"d": 365.0, "w": 365.0 / 7.0, "m": 12.0, "y": 1.0}


def valid_expiry(expiry: float, name: str = "expiry") -> float:
    """Return an expiry as a float.

    Parameters
    ----------
    expiry : float
        Years, finite and above 0.
    name : str
        How an error calls it.

    Raises
    ------
    InvalidArgumentError
        When it is not such a number.

    Verified by ``tests/unit/volatility/analytics/test_arguments.py``.
    """
    try:
        years = float(expiry)
    except (TypeError, ValueError):
        msg = f"{name} is {expiry!r}; give one number of years above 0, such as 0.25"
        raise InvalidArgumentError(msg) from None
    if not 0.0 < years < math.inf:
        msg = f"{name} is {years}; give years, finite and above 0, such as 0.25"
        raise InvalidArgumentError(msg)
    return years


def tenor_years(tenor: Tenor) -> float:
    """Return a tenor in years: of 365 days, 365/7 weeks and 12 equal months.

    Parameters
    ----------
    tenor : str or float
        Years, or a number with a unit: "7d", "2w", "3m", "1y".

    Raises
    ------
    InvalidArgumentError
        When it is neither, or not above 0.

    Examples
    --------
    >>> from axiom.volatility.analytics.arguments import tenor_years
    >>> tenor_years("3m"), tenor_years("73d"), tenor_years(1.5)
    (0.25, 0.2, 1.5)

    Verified by ``tests/unit/volatility/analytics/test_arguments.py``.
    """
    if not isinstance(tenor, str):
        return valid_expiry(tenor, "tenor")
    found = re.fullmatch(r"\s*(\d+(?:\.\d*)?)\s*([dwmy])\s*", tenor.lower())
    if found is None:
        msg = f"tenor is {tenor!r}; give years, or text such as '7d', '2w', '3m', '1y'"
        raise InvalidArgumentError(msg)
    return valid_expiry(float(found[1]) / _PER_YEAR[found[2]], "tenor")


def tenor_label(tenor: Tenor) -> str:
    """Return how a tenor is shown: text as given, years with four digits at most."""
    return tenor.strip().lower() if isinstance(tenor, str) else f"{tenor:.4g}y"


def points_of(
    surface: Surface,
    strike: ArrayLike | None,
    log_moneyness: ArrayLike | None,
    expiry: ArrayLike,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return log-moneyness and expiry of points, both of the broadcast shape.

    Raises
    ------
    InvalidArgumentError
        Both or none of strike and log_moneyness, input outside its domain, shapes that do not
        broadcast.

    Verified by ``tests/unit/volatility/analytics/test_arguments.py``.
    """
    t = np.asarray(expiry, dtype=np.float64)
    if strike is None and log_moneyness is not None:
        k = np.asarray(log_moneyness, dtype=np.float64)
    else:
        # The surface refuses what is outside its domain, in its own words.
        surface.total_variance(strike=strike, log_moneyness=log_moneyness, expiry=expiry)
        k = np.log(np.asarray(strike, dtype=np.float64) / np.asarray(surface.forward(t)))
    try:
        found = np.broadcast_arrays(k, t)
    except ValueError:
        msg = f"log_moneyness of shape {k.shape} and expiry of shape {t.shape} do not broadcast"
        raise InvalidArgumentError(f"{msg}; give shapes that do") from None
    return found[0], found[1]
