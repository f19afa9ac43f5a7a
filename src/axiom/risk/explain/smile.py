"""The move of each expiry's smile, told as level, skew and curvature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from axiom.market.clock import years_between
from axiom.risk.explain.path import Travellers
from axiom.risk.explain.state import BookState

__all__ = ["SMILE_TERMS", "SmileGrid"]

Floats = NDArray[np.float64]

SMILE_TERMS: Final = ("vega", "skew", "curvature")
_REACH: Final = 3.0
_PLACES: Final = np.linspace(-_REACH, _REACH, 17)
_BASIS: Final = np.stack([np.ones_like(_PLACES), _PLACES, _PLACES**2], axis=1)
_WEIGHTS: Final = np.exp(-0.5 * _PLACES**2)
_PROJECTION: Final = np.linalg.solve((_BASIS.T * _WEIGHTS) @ _BASIS, _BASIS.T * _WEIGHTS)
"""From moves of vol at the places of the grid to the three coefficients, shape (3, 17)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmileGrid:
    """Options at fixed places of the smile of each expiry, whose moves of vol tell its own.

    Attributes
    ----------
    years : ndarray, shape (n_expiries,)
        Years from the state before to the expiries that live on, ascending.
    forward, width : ndarray, shape (n_expiries,)
        The forward after, and the at-the-money deviation of log(strike / forward): the vol of the
        surface before times the root of the years that are left.
    """

    years: Floats
    forward: Floats
    width: Floats

    @classmethod
    def of(cls, options: Travellers, before: BookState, after: BookState) -> Self:
        """Make the grid of the expiries of options that live on."""
        years = np.unique(options.years[~options.expires])
        left = years - years_between(before.time, after.time)
        vol = np.asarray(before.surface.vol(log_moneyness=np.zeros_like(years), expiry=years))
        return cls(
            years=years,
            forward=np.asarray(after.surface.forward(left)),
            width=vol * np.sqrt(left),
        )

    def options(self, before: BookState, after: BookState) -> Travellers:
        """Give the options on the grid, expiry by expiry."""
        moneyness = (self.width[:, None] * _PLACES).ravel()
        strike = np.repeat(self.forward, _PLACES.size) * np.exp(moneyness)
        ones = np.ones_like(strike)
        return Travellers(
            strike=strike,
            is_call=moneyness >= 0.0,
            american=np.zeros(strike.shape, dtype=bool),
            years=np.repeat(self.years, _PLACES.size),
            start=0.0 * ones,
            end=ones * years_between(before.time, after.time),
            start_spot=ones * before.spot,
            end_spot=ones * after.spot,
        )

    def split(self, options: Travellers, moved: Floats) -> dict[str, Floats]:
        """Split what the smiles have moved by into its shapes, at each option.

        Parameters
        ----------
        options
            Shape (n,); those that expire get zeros.
        moved
            Moves of vol of the options on the grid, shape (n_expiries x 17,).

        Returns
        -------
        dict of str to ndarray
            By `SMILE_TERMS`, shape (n,).

        Notes
        -----
        With z = log(strike / forward) / width, cut to [-3, 3], the move of an expiry is fitted by
        a + b z + c z^2 with weights exp(-z^2 / 2), at 17 places. Verified by
        tests/unit/risk/explain/test_smile.py.
        """
        zeros = np.zeros(options.years.shape)
        found = {name: zeros.copy() for name in SMILE_TERMS}
        live = np.flatnonzero(~options.expires)
        if live.size:
            row = np.searchsorted(self.years, options.years[live])
            place = np.log(options.strike[live] / self.forward[row]) / self.width[row]
            place = np.clip(place, -_REACH, _REACH)
            shape = moved.reshape(-1, _PLACES.size) @ _PROJECTION.T
            for i, name in enumerate(SMILE_TERMS):
                found[name][live] = shape[row, i] * place**i
        return found
