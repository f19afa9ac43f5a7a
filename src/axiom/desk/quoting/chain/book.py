"""What a desk holds by row of its listing, and the sums of its Greeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.chain import FIGURES
from axiom.risk.evaluation import GREEK_NAMES

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.listing import Listing

__all__ = ["BookSums", "ChainBook"]

Floats = NDArray[np.float64]

DELTA, VEGA, GAMMA = (FIGURES.index(name) for name in ("delta", "vega", "gamma"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BookSums:
    """Sums over the positions, signed, times quantity and multiplier.

    Attributes
    ----------
    greeks : dict of str to float
        By `GREEK_NAMES`; the delta holds the underlying.
    value : float
        Of the options.
    smile_delta : float
        Delta when the vols move with the spot, the underlying included.
    vega : ndarray, (n_expiries,)
        By expiry.
    vega_by_bucket, gamma_by_bucket : ndarray, (n_buckets,)
        By bucket of the skew.
    """

    greeks: dict[str, float]
    value: float
    smile_delta: float
    vega: Floats
    vega_by_bucket: Floats
    gamma_by_bucket: Floats


class ChainBook:
    """Positions by row, the underlying and cash.

    Parameters
    ----------
    listing : Listing
        The options.
    multiplier : float
        Units of the underlying a contract, > 0.
    positions : array_like, optional
        Contracts by row at the start; none when None.
    underlying, cash : float
        Units of the underlying and money at the start.

    Raises
    ------
    InvalidArgumentError
        If a number is not finite, or the positions are not one a row.

    Notes
    -----
    Verified by tests/unit/desk/quoting/chain/test_book.py.
    """

    def __init__(
        self,
        listing: Listing,
        *,
        multiplier: float,
        positions: ArrayLike | None,
        underlying: float,
        cash: float,
    ) -> None:
        held = np.zeros(listing.size) if positions is None else np.array(positions, np.float64)
        if held.shape != (listing.size,) or not np.isfinite(held).all():
            raise InvalidArgumentError(
                f"positions has shape {held.shape} or is not finite; give contracts for each of "
                f"the {listing.size} rows"
            )
        for name, value in (("underlying", underlying), ("cash", cash)):
            if not np.isfinite(value):
                raise InvalidArgumentError(f"{name} is {value}; give a finite number")
        if not (np.isfinite(multiplier) and multiplier > 0.0):
            raise InvalidArgumentError(f"multiplier is {multiplier}; give a finite value above 0")
        self._listing, self.multiplier = listing, float(multiplier)
        self.positions, self.underlying, self.cash = held, float(underlying), float(cash)
        self._changed()

    def trade(self, row: int, quantity: float, price: float, fee: float) -> None:
        """Book a fill of an option: contracts bought (below 0: sold) at a price a unit."""
        self.positions[row] += quantity
        self.cash -= quantity * self.multiplier * price + fee
        self._changed()

    def hedge(self, quantity: float, price: float, fee: float) -> None:
        """Book a trade in the underlying."""
        self.underlying += quantity
        self.cash -= quantity * price + fee

    def settle(self, expiry: int, price: float) -> float:
        """Pay off the positions of an expiry at a price of the underlying; return the money."""
        rows = slice(self._listing.first[expiry], self._listing.first[expiry + 1])
        sign = np.where(self._listing.is_call[rows], 1.0, -1.0)
        payoff = np.maximum(sign * (price - self._listing.strike[rows]), 0.0)
        paid = float(np.sum(self.positions[rows] * self.multiplier * payoff))
        self.cash += paid
        self.positions[rows] = 0.0
        self._changed()
        return paid

    def sums(
        self, figures: Floats, smile_delta: Floats, bucket: NDArray[np.int32], n_buckets: int
    ) -> BookSums:
        """Sum values and Greeks over the positions.

        Parameters
        ----------
        figures, smile_delta
            Of one unit, by row (`ChainValues`).
        bucket, n_buckets
            Bucket of each row.

        Returns
        -------
        BookSums
            NaN where a position has no value.
        """
        rows, units = self._rows, self._units
        held = figures[:, rows] * units
        totals = held.sum(axis=1).tolist()
        greeks = dict(zip(GREEK_NAMES, totals[1:], strict=True))
        greeks["delta"] += self.underlying
        smile = float((smile_delta[rows] * units).sum())
        own, n_expiries = bucket[rows], len(self._listing.expiries)
        return BookSums(
            greeks=greeks,
            value=totals[0],
            smile_delta=smile + self.underlying,
            vega=_sums(self._expiry, held[VEGA], n_expiries),
            vega_by_bucket=_sums(own, held[VEGA], n_buckets),
            gamma_by_bucket=_sums(own, held[GAMMA], n_buckets),
        )

    def sizes(self) -> dict[str, Any]:
        """Give contracts held in all, net and the most in one option."""
        return self._sizes

    def _changed(self) -> None:
        self._rows = np.flatnonzero(self.positions)
        held = self.positions[self._rows]
        self._units = held * self.multiplier
        self._expiry = self._listing.expiry[self._rows]
        size = np.abs(held)
        self._sizes = {
            "contracts": float(size.sum()),
            "net_contracts": float(held.sum()),
            "position": float(size.max(initial=0.0)),
        }


def _sums(place: NDArray[np.integer[Any]], amounts: Floats, size: int) -> Floats:
    return np.bincount(place, weights=amounts, minlength=size).astype(np.float64, copy=False)
