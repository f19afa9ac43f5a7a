"""Values, deltas and vegas of a strip of options along simulated paths."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.engines.fourier.affine import affine_parameters
from axiom.kernels import greeks, implied_vol
from axiom.kernels.fourier import AffineStrips
from axiom.models import Heston

if TYPE_CHECKING:
    from axiom.desk.markets.option_market import OptionMarket

__all__ = ["FlatVols", "HestonVols", "OptionValues", "StripVols", "strip_vols", "values_of"]

Doubles = NDArray[np.float64]

WIDTH: Final = 4.0
"""Standard deviations of the log spot on either side of the strikes that tables cover."""
TIME_POINTS: Final = 5
VARIANCE_POINTS: Final = 12
MONEYNESS_POINTS: Final = 64
LEAST_SHARE: Final = 0.04
"""Of the larger of initial and long variance: the least variance in the table."""
TOLERANCE: Final = 1e-11


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OptionValues:
    """A strip at one time, each (episodes, n_options).

    Attributes
    ----------
    price, delta, vega
        Of calls, without rates; delta and vega are Black–Scholes' at the option's own vol.
    """

    price: Doubles
    delta: Doubles
    vega: Doubles


class StripVols(ABC):
    """Implied vols of a strip, by time, spot and variance."""

    @abstractmethod
    def at(self, step: int, spot: Doubles, variance: Doubles) -> Doubles:
        """Give the vols after so many steps, (episodes, n_options)."""


class FlatVols(StripVols):
    """One vol for all."""

    def __init__(self, vol: float) -> None:
        self._vol = np.full((1, 1), vol)

    def at(self, step: int, spot: Doubles, variance: Doubles) -> Doubles:
        """Give the vol."""
        return self._vol


class HestonVols(StripVols):
    """Implied vols under Heston, from a table of squared vols at Chebyshev points.

    Raises
    ------
    InvalidArgumentError
        If an option in the reach of the table is worth nothing, so that it has no vol.

    Notes
    -----
    For each expiry the squared implied vol is a polynomial in time, in log-moneyness and in the
    root of the variance, through values of the Fourier engine. The table reaches four standard
    deviations of the log spot and of the variance over the horizon; beyond it its edge stands.
    Verified by ``tests/unit/desk/markets/test_option_values.py``.

    References
    ----------
    Trefethen, Approximation Theory and Approximation Practice, SIAM 2013 (chapter 3).
    """

    def __init__(self, market: OptionMarket, model: Heston, ends: Doubles) -> None:
        self._strikes = np.log(np.asarray(market.strikes))
        reach = WIDTH * math.sqrt(float(ends[-1]))
        mean = max(model.initial_variance, model.long_variance)
        centres = self._strikes[[0, -1]] - math.log(market.spot)
        spread = reach * math.sqrt(mean)
        self._moneyness = _Points(centres[0] - spread, centres[1] + spread, MONEYNESS_POINTS)
        moved = model.vol_of_vol * spread
        low = max(min(model.initial_variance, model.long_variance) - moved, LEAST_SHARE * mean)
        self._root = _Points(math.sqrt(low), math.sqrt(mean + moved), VARIANCE_POINTS)
        time = _Points(0.0, float(ends[-1]), TIME_POINTS)
        tables = np.array(
            [[self._table(model, e - t) for e in market.expiries] for t in time.points]
        )
        at_steps = time.basis(np.concatenate([[0.0], ends])) @ time.transform
        self._tables = np.einsum("st,tevx->sevx", at_steps, tables)

    def _table(self, model: Heston, years: float) -> Doubles:
        """Coefficients of the squared vols, (variances, moneyness)."""
        strikes = np.exp(self._moneyness.points)
        is_call = strikes >= 1.0
        strips = AffineStrips(
            forward=np.ones(strikes.size),
            strike=strikes,
            expiry=np.full(strikes.size, years),
            is_call=is_call,
        )
        rows = []
        for root in self._root.points:
            own = affine_parameters(replace(model, initial_variance=root * root))
            prices = strips.values(own, payoff="vanilla", outputs=1, tolerance=TOLERANCE).values[0]
            vols = implied_vol(
                price=prices, forward=1.0, strike=strikes, expiry=years, is_call=is_call
            )
            rows.append(np.square(vols))
        squared = np.array(rows)
        if np.isnan(squared).any():
            raise InvalidArgumentError(
                f"strikes reach options of {years:.4g} years that are worth nothing, and have no "
                "vol: bring the strikes closer to the spot, or take later expiries"
            )
        return np.asarray(self._root.transform @ squared @ self._moneyness.transform.T)

    def at(self, step: int, spot: Doubles, variance: Doubles) -> Doubles:
        """Give the vols after so many steps."""
        by_root = self._root.basis(np.sqrt(variance))
        by_moneyness = self._moneyness.basis(self._strikes - np.log(spot)[:, np.newaxis])
        # Sums in one order for any number of episodes: no matrix product of a library.
        along = np.einsum("nv,evx->nex", by_root, self._tables[step])
        squared = np.einsum("nex,nkx->nek", along, by_moneyness)
        return np.asarray(np.sqrt(squared.reshape(len(spot), -1)))


class _Points:
    """Chebyshev points of an interval, and the polynomials of that name."""

    def __init__(self, low: float, high: float, count: int) -> None:
        angles = np.pi * (np.arange(count) + 0.5) / count
        self._middle, self._half = 0.5 * (low + high), 0.5 * (high - low)
        self.points = self._middle + self._half * np.cos(angles)
        self.transform = 2.0 / count * np.cos(np.outer(np.arange(count), angles))
        self.transform[0] *= 0.5

    def basis(self, at: Doubles) -> Doubles:
        """Polynomials at points, (…, count); beyond the interval those at its edge."""
        x = np.clip((at - self._middle) / self._half, -1.0, 1.0)
        kept = np.empty((len(self.points), *x.shape))
        kept[0], kept[1] = 1.0, x
        for order in range(2, len(kept)):
            kept[order] = 2.0 * x * kept[order - 1] - kept[order - 2]
        return np.moveaxis(kept, 0, -1)


def strip_vols(market: OptionMarket, ends: Doubles) -> StripVols:
    """Prepare the implied vols of a market's options over steps that end at these times."""
    if isinstance(market.model, Heston):
        return HestonVols(market, market.model, ends)
    return FlatVols(market.model.spot_vol)


def values_of(market: OptionMarket, *, time: float, spot: Doubles, vol: Doubles) -> OptionValues:
    """Value a strip at a time on several spots.

    Parameters
    ----------
    market : OptionMarket
    time : float
        Years since the start.
    spot : ndarray of float64, (episodes,)
    vol : ndarray of float64, (episodes or 1, n_options or 1)
        Implied vols.
    """
    shape = (len(spot), market.n_options)
    found = greeks(
        spot=spot[:, np.newaxis],
        strike=market.option_strikes,
        expiry=market.option_expiries - time,
        vol=np.broadcast_to(vol, shape),
        only=("price", "delta", "vega"),
    )
    return OptionValues(price=found.price, delta=found.delta, vega=found.vega)
