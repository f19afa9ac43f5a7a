"""Named stresses: days on which markets moved far, as moves of spot, vols and rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, optional_number

__all__ = ["HISTORICAL_STRESSES", "Stress"]

A_MONTH: Final = 30.0 / 365.0
A_WEEK: Final = 7.0 / 365.0
REACH: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """A joint move of spot, vols and rates.

    Parameters
    ----------
    name : str
        Not empty.
    spot : float
        Relative move of the spot, > -1.
    vol : float
        Move of the at-the-money vol 30 days from expiry, in decimals; other expiries move by
        `vol_move`.
    vol_before : float, optional
        The vol from which it moved, > 0: a fall then is no larger a share of a vol than it was of
        this one.
    skew : float
        Move of the vol for each standard deviation above the forward: negative makes low strikes
        dearer.
    rate : float
        Parallel move of rates; the borrow rate stays.
    years : float
        Time that passes, >= 0.
    source : str
        Where the figures are from.

    Raises
    ------
    InvalidArgumentError
        If the name is empty or a figure lies outside its domain.

    Notes
    -----
    Verified by tests/unit/risk/test_stresses.py.
    """

    name: str
    spot: float = 0.0
    vol: float = 0.0
    vol_before: float | None = None
    skew: float = 0.0
    rate: float = 0.0
    years: float = 0.0
    source: str = ""

    def __post_init__(self) -> None:
        """Check the fields."""
        if not self.name.strip():
            raise InvalidArgumentError("name is empty; name the stress")
        number(self, "spot", above=-1.0)
        for name in ("vol", "skew", "rate"):
            number(self, name)
        number(self, "years", least=0.0)
        optional_number(self, "vol_before", above=0.0)

    def vol_move(self, years: ArrayLike, at_money: ArrayLike) -> NDArray[np.float64]:
        """Give the move of the at-the-money vol by expiry.

        Parameters
        ----------
        years : array_like
            Years to expiry, > 0.
        at_money : array_like
            At-the-money vol there, >= 0; broadcasts with the years.

        Returns
        -------
        ndarray
            vol sqrt(30 days / max(years, 7 days)), so that vols of short expiries move more; with
            a `vol_before`, a fall is at most the share vol / vol_before of `at_money`.
        """
        t = np.maximum(np.asarray(years, dtype=np.float64), A_WEEK)
        move = self.vol * np.sqrt(A_MONTH / t)
        if self.vol_before is None or self.vol >= 0.0:
            return np.asarray(move + 0.0 * np.asarray(at_money))
        return np.maximum(move, np.asarray(at_money) * self.vol / self.vol_before)


def _closes(
    name: str,
    spot: tuple[float, float],
    vol: tuple[float, float],
    rate: float,
    *,
    years: float = 0.0,
) -> Stress:
    """Make a stress from closes of the S&P 500 and of the VIX before and after."""
    index = "VXO" if "1987" in name else "VIX"
    source = f"S&P 500 {spot[0]:.2f} to {spot[1]:.2f}, {index} {vol[0]:.2f} to {vol[1]:.2f}"
    if rate:
        source += f", three-month Treasury {1e4 * rate:+.0f} bp"
    return Stress(
        name=name,
        spot=spot[1] / spot[0] - 1.0,
        vol=0.01 * (vol[1] - vol[0]),
        vol_before=0.01 * vol[0],
        rate=rate,
        years=years,
        source=source,
    )


HISTORICAL_STRESSES: Final = (
    _closes("1987-10-19", (282.70, 224.84), (36.37, 150.19), 0.0),
    _closes("1997-10-27", (941.64, 876.99), (23.17, 31.12), -0.0007),
    _closes("2008-09-29", (1213.27, 1106.42), (34.74, 46.72), 0.0007),
    _closes("2008-10-06 to 10", (1099.23, 899.22), (45.14, 69.95), -0.0026, years=A_WEEK),
    _closes("2008-10-13", (899.22, 1003.35), (69.95, 54.99), 0.0),
    _closes("2008-10-15", (998.01, 907.84), (55.13, 69.25), -0.0012),
    _closes("2011-08-08", (1199.38, 1119.46), (32.00, 48.00), 0.0004),
    _closes("2015-08-24", (1970.89, 1893.21), (28.03, 40.74), 0.0003),
    _closes("2018-02-05", (2762.13, 2648.94), (17.31, 37.32), 0.0003),
    _closes("2020-03-16", (2711.02, 2386.13), (57.83, 82.69), -0.0004),
    _closes("2024-08-05", (5346.56, 5186.33), (23.39, 38.57), 0.0),
)
"""Days and a week on which equity vols moved far, by closes of the S&P 500, of the VIX and of the
three-month Treasury yield (0 where it is left out). Sources: Cboe's daily history of the VIX and of
the VXO (the index of S&P 100 options, 1987), S&P Dow Jones Indices, the US Treasury's par yield
curve. On 1987-10-19 see also the report of the Presidential Task Force on Market Mechanisms (Brady
report, January 1988). The indices stand for at-the-money vols of 30 days; none of the sources gives
a move of the skew, so there is none here.

Verified by tests/unit/risk/test_stresses.py and tests/integration/test_recorded_stresses.py.
"""
