"""What a model is calibrated to: quotes or points of a surface, as prices with their scales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.kernels import greeks
from axiom.volatility.curves.quotes import usable_quotes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["WEIGHTS", "Target", "Weights", "target_of"]

Weights = Literal["vega and spread", "vega", "price"]
WEIGHTS: tuple[Weights, ...] = ("vega and spread", "vega", "price")
_SURFACE_DEVIATIONS = np.linspace(-2.0, 1.5, 11)
_SURFACE_HALF_SPREAD = 0.001
_LEAST_VEGA = 1e-4  # over the forward: quotes with less weigh as if they had it


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Prices to meet; arrays (n,), sorted by expiry and strike.

    Attributes
    ----------
    years, forward, strike : ndarray of float64
    is_call : ndarray of bool
    vol, half_spread : ndarray of float64
        Mid and half of the spread, in vol.
    price, scale : ndarray of float64
        Undiscounted, over the forward; residuals are (model - price) / scale.
    """

    years: NDArray[np.float64]
    forward: NDArray[np.float64]
    strike: NDArray[np.float64]
    is_call: NDArray[np.bool_]
    vol: NDArray[np.float64]
    half_spread: NDArray[np.float64]
    price: NDArray[np.float64]
    scale: NDArray[np.float64]

    @property
    def size(self) -> int:
        """How many prices."""
        return int(self.years.size)

    def at_the_money(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Expiries and, of each, the vol nearest to the forward."""
        years = np.unique(self.years)
        distance = np.abs(np.log(self.strike / self.forward))
        rows = [np.flatnonzero(self.years == t) for t in years]
        return years, np.array([self.vol[r[np.argmin(distance[r])]] for r in rows])

    def part(self, rows: NDArray[np.bool_]) -> Target:
        """Return some of the prices."""
        return Target(**{name: getattr(self, name)[rows] for name in self.__slots__})


def target_of(
    quotes: pl.DataFrame | Surface,
    *,
    weights: Weights,
    near_the_money: float,
    half_spread_floor: float,
) -> Target:
    """Take the out-of-the-money quotes of a chain, or points of a surface at its expiries.

    Raises
    ------
    InvalidArgumentError
        If the weights are unknown or the quotes lack a column.
    FitError
        If no quote is usable.
    """
    if weights not in WEIGHTS:
        raise InvalidArgumentError(f"weights={weights!r}: give one of {', '.join(WEIGHTS)}")
    if isinstance(quotes, pl.DataFrame):
        columns = _of_quotes(quotes, near_the_money, half_spread_floor)
    else:
        columns = _of_surface(quotes)
    years, forward, strike, is_call, vol, half_spread = columns
    found = greeks(
        forward=1.0,
        strike=strike / forward,
        expiry=years,
        vol=vol,
        is_call=is_call,
        only=("price", "vega"),
    )
    vega = np.maximum(found.vega, _LEAST_VEGA)
    scales = {"vega and spread": vega * half_spread, "vega": vega, "price": np.ones_like(vega)}
    return Target(
        years=years,
        forward=forward,
        strike=strike,
        is_call=is_call,
        vol=vol,
        half_spread=half_spread,
        price=np.asarray(found.price),
        scale=np.asarray(scales[weights]),
    )


def _of_quotes(
    options: pl.DataFrame, near_the_money: float, half_spread_floor: float
) -> tuple[NDArray[Any], ...]:
    used = usable_quotes(
        options, near_the_money=near_the_money, half_spread_floor=half_spread_floor
    )
    if not used.row.size:
        raise FitError("no quote is usable: none has reason OK, a mid vol and an expiry to come")
    forward = options["forward"].to_numpy()[used.row]
    strike = forward * np.exp(used.log_moneyness)
    return used.years, forward, strike, used.is_call, used.vol, used.half_spread


def _of_surface(surface: Surface) -> tuple[NDArray[Any], ...]:
    expiries = np.array(surface.fitted_expiries)
    years = np.repeat(expiries, _SURFACE_DEVIATIONS.size)
    forward = np.asarray(surface.forward(years))
    at_money = np.asarray(surface.vol(log_moneyness=np.zeros_like(years), expiry=years))
    k = np.tile(_SURFACE_DEVIATIONS, expiries.size) * at_money * np.sqrt(years)
    vol = np.asarray(surface.vol(log_moneyness=k, expiry=years))
    half_spread = np.full_like(vol, _SURFACE_HALF_SPREAD)
    return years, forward, forward * np.exp(k), k >= 0.0, vol, half_spread
