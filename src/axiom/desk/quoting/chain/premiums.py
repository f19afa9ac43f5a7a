"""What early exercise and dated dividends add to closed-form values, moved with the spot."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.kernels.chain import FIGURES
from axiom.risk.evaluation import evaluate_on_spot, on_spot
from axiom.risk.spot_vol import travelled_vol

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.values import ChainValues
    from axiom.volatility import ExerciseTerms

__all__ = ["Premiums"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
PRICE, DELTA, GAMMA, VEGA, THETA = range(5)
SPEED: Final = FIGURES.index("speed")
REACH: Final = 0.25
"""Moves up to this many standard deviations to expiry are small against what premiums vary over."""


class Premiums:
    """Prices and Greeks of options without closed form, less those of Black's formula.

    Parameters
    ----------
    values : ChainValues
        The values that they are added to, at a new surface.
    rows : ndarray of intp, (m,)
        Options that can be exercised early or see a dated dividend.
    terms : ExerciseTerms
        Dividends and accuracy.

    Notes
    -----
    The premium P = V - E over Black's price E at the same Black vol is known with its Greeks where
    it was last valued, at the spot S. At S + h, E is in closed form and

        V = E + P + P_delta h + P_gamma h^2 / 2 + P_vega (vol - vol_then) + P_theta dt,

    and not below what exercise now is worth. Its error is estimated by the last term in h and the
    next, |P_gamma| h^2 / 2 + |P_speed| |h|^3 / 6, and where the exercise boundary may have been
    crossed (the time value is at most j h^2) by j h^2 / 2, with j = 2 |r K - q S| / (vol S)^2 the
    jump of the gamma there. Options whose estimate exceeds the share of a tick that the rules
    state, and those for which h exceeds a quarter of a standard deviation to expiry, are valued
    anew. Delta moves by P_gamma h; the other Greeks' premiums stay.
    Vols follow the spot as in `axiom.risk.spot_vol.travelled_vol`.
    Verified by tests/unit/desk/quoting/chain/test_premiums.py.
    """

    def __init__(self, values: ChainValues, rows: Rows, terms: ExerciseTerms) -> None:
        self._values, self._rows, self._terms = values, rows, terms
        self._american = values.listing.american[rows]
        self._paid = terms.pays_before(values.years_then[rows])
        self._options, self._spot_vol = on_spot(
            **values.market(rows), terms=terms, threads=values.threads
        )
        m = rows.size
        self._premium: Floats = np.zeros((len(FIGURES), m))
        self._at: Floats = np.full(m, np.nan)
        self._vol: Floats = np.full(m, np.nan)
        self._time_value: Floats = np.full(m, np.nan)
        self._passed: Floats = np.full(m, np.nan)
        self.n_valued = 0

    def add(self, spot: float, passed: float, tolerance: Floats | None) -> None:
        """Add the premiums to the figures of the rows, valuing anew where it is needed.

        Parameters
        ----------
        spot, passed
            Spot, and years since the surface; the figures hold Black's prices and Greeks there.
        tolerance
            Largest error allowed, by row of the listing; None: value all.
        """
        stale = np.ones(self._rows.shape, dtype=bool)
        if tolerance is not None:
            stale = ~(self._error(spot) <= tolerance[self._rows])
        stale &= np.isfinite(self._values.figures[PRICE, self._rows])
        if stale.any():
            self._value(np.flatnonzero(stale), spot, passed)
        self._extrapolate(spot - self._at, passed)
        self._floor(spot)

    def _error(self, spot: float) -> Floats:
        """Estimate by how much the moved premiums are off; infinite where it cannot be said."""
        away = np.abs(spot - self._at)
        years = self._values.years[self._rows]
        reach = REACH * self._at * self._values.vol[self._rows] * np.sqrt(years)
        terms = 0.5 * np.abs(self._premium[GAMMA]) + np.abs(self._premium[SPEED]) * away / 6.0
        jump = self._gamma_jump(spot)
        terms += np.where(self._time_value <= jump * away**2, 0.5 * jump, 0.0)
        return np.where(away <= reach, terms * away**2, np.inf)

    def _gamma_jump(self, spot: float) -> Floats:
        """Jump of the gamma across the exercise boundary, 0 for European options."""
        values, rows = self._values, self._rows
        rate, cost = values.rate[rows], values.dividend_yield[rows]
        drift = np.abs(rate * values.listing.strike[rows] - cost * spot)
        return np.where(self._american, 2.0 * drift / (values.vol[rows] * spot) ** 2, 0.0)

    def _value(self, which: Rows, spot: float, passed: float) -> None:
        values, rows = self._values, self._rows[which]
        base = self._options.where(which)
        move = math.log(spot / values.spot_then)
        vol = self._spot_vol[which]
        if not values.dynamics.keeps_strike_vols:
            how: Any = {"log_return": move, "threads": values.threads}
            vol = travelled_vol(base, values.surface, self._terms, values.dynamics, **how)
        if values.vol_scale is not None:
            vol = vol * values.vol_scale[values.listing.expiry[rows]]
        years = values.years[rows]
        borrow = np.where(self._paid[which], base.borrow, values.dividend_yield[rows])
        moved = replace(base, spot=base.spot * math.exp(move), years=years, borrow=borrow)
        terms = self._terms.later(passed)
        found = evaluate_on_spot(moved, vol, self._american[which], terms, threads=values.threads)
        self.n_valued += rows.size
        self._at[which], self._passed[which] = spot, passed
        self._vol[which] = values.vol[rows]
        self._time_value[which] = found["price"] - self._payoff(rows, spot)
        for row, name in enumerate(FIGURES):
            premium = found[name] - values.figures[row, rows]
            self._premium[row, which] = np.where(np.isnan(premium), 0.0, premium)

    def _extrapolate(self, away: Floats, passed: float) -> None:
        premium, figures, rows = self._premium, self._values.figures, self._rows
        figures[:, rows] += premium
        moved = away * (premium[DELTA] + 0.5 * away * premium[GAMMA])
        moved += premium[VEGA] * (self._values.vol[rows] - self._vol)
        moved += premium[THETA] * (passed - self._passed)
        figures[PRICE, rows] += moved
        figures[DELTA, rows] += premium[GAMMA] * away

    def _floor(self, spot: float) -> None:
        """Let no option be worth less than exercise now."""
        rows, price = self._rows[self._american], self._values.figures[PRICE]
        price[rows] = np.maximum(price[rows], self._payoff(rows, spot))

    def _payoff(self, rows: Rows, spot: float) -> Floats:
        """Give what exercise now pays, below 0 out of the money."""
        listing = self._values.listing
        sign = np.where(listing.is_call[rows], 1.0, -1.0)
        return np.asarray(sign * (spot - listing.strike[rows]))
