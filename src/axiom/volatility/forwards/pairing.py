"""Calls and puts of one strike and expiry, paired."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.volatility.forwards.parity import Pairs

__all__ = ["QuotedPairs", "quoted_pairs"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPairs:
    """Calls and puts of one strike and expiry each, sorted by expiry and strike; arrays (n,).

    Parameters
    ----------
    row : ndarray of int
        Place of the pair's expiry: 0 to the number of expiries less one, none of them left out.
    strike, years : ndarray
        Terms of the pair.
    mid, error : ndarray, shape (2, n)
        Mids of call and put, and the errors they are taken to have: half-spreads, and half a tick.
    american : ndarray of bool, shape (2, n)
        Whether they can be exercised early.
    rounding : float
        Standard deviation that rounding of the quotes gives the difference of two mids.
    """

    row: Places
    strike: Floats
    years: Floats
    mid: Floats
    error: Floats
    american: Mask
    rounding: float

    def where(self, kept: Mask) -> QuotedPairs:
        """Return some of the pairs; one of each row has to stay."""
        return replace(
            self,
            row=self.row[kept],
            strike=self.strike[kept],
            years=self.years[kept],
            mid=self.mid[:, kept],
            error=self.error[:, kept],
            american=self.american[:, kept],
        )

    def table(self) -> Pairs:
        """Return the pairs as rows of a table, one row an expiry."""
        return Pairs.from_columns(
            self.row,
            strike=self.strike,
            difference=self.mid[0] - self.mid[1],
            straddle=self.mid[0] + self.mid[1],
            weight=1.0 / (self.error**2).sum(axis=0),
            rounding=self.rounding,
        )


def quoted_pairs(
    screened: pl.DataFrame, expiries: pl.DataFrame, tick: float | None
) -> tuple[QuotedPairs | None, Places]:
    """Pair the usable quotes of a chain.

    Parameters
    ----------
    screened : polars.DataFrame
        Quotes with reasons, sorted by expiry and strike, put before call.
    expiries : polars.DataFrame
        The expiries to pair, with `expiry` and `years`.
    tick : float or None
        Price increment, where known.

    Returns
    -------
    pairs : QuotedPairs or None
        None where no strike has both.
    present : ndarray of int
        The place in `expiries` of each row of the pairs.

    Verified by ``tests/unit/volatility/test_forwards.py``.
    """
    usable = np.flatnonzero(((screened["reason"] == "OK") & (screened["years"] > 0.0)).to_numpy())
    expiry = screened["expiry"].to_physical().to_numpy()[usable]
    strike, is_call, mid, spread = (
        screened[name].to_numpy()[usable] for name in ("strike", "is_call", "mid", "spread")
    )
    same = (expiry[1:] == expiry[:-1]) & (strike[1:] == strike[:-1])
    put = np.flatnonzero(same & ~is_call[:-1] & is_call[1:])
    both, known = np.stack([put + 1, put]), expiries["expiry"].to_physical().to_numpy()
    place = np.searchsorted(known, expiry[put])
    present = np.flatnonzero(np.bincount(place, minlength=len(known)))
    if not len(present):
        return None, present
    floor = (0.5 * (tick or 0.0)) ** 2 + (1e-6 * strike[put]) ** 2
    pairs = QuotedPairs(
        row=np.searchsorted(present, place),
        strike=strike[put],
        years=expiries["years"].to_numpy()[place],
        mid=mid[both],
        error=np.sqrt((0.5 * spread[both]) ** 2 + 0.5 * floor),
        american=_american(screened, usable)[both],
        rounding=(tick or 0.0) / math.sqrt(12.0),
    )
    return pairs, present


def _american(screened: pl.DataFrame, usable: Places) -> Mask:
    if "exercise" not in screened.columns:
        return np.zeros(usable.size, dtype=bool)
    return (screened["exercise"] == "american").to_numpy()[usable]
