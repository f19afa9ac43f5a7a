"""`Market`: spots, rates and dividend yields, as contracts are valued on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, numbers
from axiom.kernels.dividends import Dividend
from axiom.market.zero_curve import ZeroCurve

__all__ = ["Market"]

Curve = float | ZeroCurve


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What is observed now: the spot of one or several assets, and the curves that carry them.

    Parameters
    ----------
    spot : float or tuple of float
        Above 0; one an asset.
    rate : float or ZeroCurve
        Continuously compounded, of the currency that is paid.
    dividend_yield : float, ZeroCurve or tuple of them
        Continuous yield, of each asset; one for all may be given alone.
    foreign_rate : float or ZeroCurve, optional
        Rate of the currency that the asset is quoted in, where it is not the one that is paid.
    dividends : tuple of Dividend
        Payments of a single asset on top of its yield.

    Raises
    ------
    InvalidArgumentError
        If a spot is not above 0, or there are not as many yields as assets.

    Examples
    --------
    >>> from axiom.market import Market, ZeroCurve
    >>> market = Market(spot=100.0, rate=ZeroCurve(times=(1.0, 2.0), rates=(0.03, 0.04)))
    >>> round(market.forward(2.0), 4)
    108.3287

    Verified by ``tests/unit/market/test_spot_market.py``.
    """

    spot: float | tuple[float, ...]
    rate: Curve = 0.0
    dividend_yield: Curve | tuple[Curve, ...] = 0.0
    foreign_rate: Curve | None = None
    dividends: tuple[Dividend, ...] = ()

    def __post_init__(self) -> None:
        """Check spots and curves."""
        if isinstance(self.spot, Sequence | np.ndarray):
            numbers(self, "spot", above=0.0)
        else:
            number(self, "spot", above=0.0)
        for name in ("rate", "foreign_rate"):
            curve = getattr(self, name)
            if curve is not None and not isinstance(curve, ZeroCurve):
                number(self, name)
        if isinstance(self.dividend_yield, Sequence | np.ndarray):
            self._check_yields(tuple(self.dividend_yield))
        elif not isinstance(self.dividend_yield, ZeroCurve):
            number(self, "dividend_yield")
        object.__setattr__(self, "dividends", tuple(self.dividends))
        if self.dividends and self.n_assets > 1:
            raise InvalidArgumentError(
                "dividends are for a single asset: give dividend_yield, one an asset"
            )

    def _check_yields(self, yields: tuple[Curve, ...]) -> None:
        if len(yields) != self.n_assets:
            raise InvalidArgumentError(
                f"dividend_yield has {len(yields)} yields for {self.n_assets} assets: give one each"
            )
        for i, value in enumerate(yields):
            if not isinstance(value, ZeroCurve) and not np.isfinite(value):
                raise InvalidArgumentError(f"dividend_yield[{i}]={value!r}: give a finite number")
        object.__setattr__(self, "dividend_yield", yields)

    @property
    def n_assets(self) -> int:
        """Number of assets."""
        return len(self.spot) if isinstance(self.spot, tuple) else 1

    @property
    def spots(self) -> tuple[float, ...]:
        """The spots, one an asset."""
        return self.spot if isinstance(self.spot, tuple) else (self.spot,)

    @property
    def is_flat(self) -> bool:
        """Whether no curve depends on time and no cash dividend is paid."""
        yields = self.dividend_yield
        given = (self.rate, *(yields if isinstance(yields, tuple) else (yields,)))
        return not self.dividends and not any(isinstance(curve, ZeroCurve) for curve in given)

    def yield_curve(self, asset: int = 0) -> Curve:
        """Return the dividend yield of one asset as it was given."""
        yields = self.dividend_yield
        return yields[asset] if isinstance(yields, tuple) else yields

    def zero_rate(self, time: float) -> float:
        """Return the rate to a time in years, 0 or more."""
        return _average(self.rate, time)

    def yield_to(self, time: float, asset: int = 0) -> float:
        """Return the average dividend yield of an asset to a time in years, 0 or more."""
        return _average(self.yield_curve(asset), time)

    def zero_rates(self, times: ArrayLike) -> NDArray[np.float64]:
        """Return the rates to times in years, 0 or more, of any shape."""
        return _averages(self.rate, times)

    def yields_to(self, times: ArrayLike, asset: int = 0) -> NDArray[np.float64]:
        """Return the average dividend yields of an asset to times, 0 or more, of any shape."""
        return _averages(self.yield_curve(asset), times)

    def foreign_rate_to(self, time: float) -> float:
        """Return the foreign rate to a time in years, 0 or more.

        Raises
        ------
        InvalidArgumentError
            If the market has none.
        """
        if self.foreign_rate is None:
            raise InvalidArgumentError(
                "foreign_rate is missing: give the market the rate of the asset's currency"
            )
        return _average(self.foreign_rate, time)

    def discount(self, time: ArrayLike) -> NDArray[np.float64]:
        """Return discount factors to times in years, 0 or more, of any shape."""
        return np.exp(-_exponent(self.rate, time))

    def growth(self, time: ArrayLike, asset: int = 0) -> NDArray[np.float64]:
        """Return forward over spot, without cash dividends, at times of any shape."""
        yielded = _exponent(self.yield_curve(asset), time)
        return np.exp(_exponent(self.rate, time) - yielded)

    def forward(self, time: float, asset: int = 0) -> float:
        """Return the forward price of an asset to a time in years, without cash dividends."""
        return float(self.spots[asset] * self.growth(time, asset))

    def with_spot(self, spot: float, *, asset: int = 0) -> Market:
        """Return it with the spot of one asset replaced."""
        if not isinstance(self.spot, tuple):
            return replace(self, spot=spot)
        spots = list(self.spot)
        spots[asset] = spot
        return replace(self, spot=tuple(spots))

    def with_rate_shifted(self, amount: float) -> Market:
        """Return it with the rate raised by an amount at every time; spots and yields stay."""
        if isinstance(self.rate, ZeroCurve):
            return replace(self, rate=self.rate.shifted(amount))
        return replace(self, rate=self.rate + amount)

    def aged(self, years: float) -> Market:
        """Return it some years later: the same spots and forward rates on the calendar."""
        yields = self.dividend_yield
        foreign = self.foreign_rate
        return replace(
            self,
            rate=_aged(self.rate, years),
            dividend_yield=tuple(_aged(curve, years) for curve in yields)
            if isinstance(yields, tuple)
            else _aged(yields, years),
            foreign_rate=None if foreign is None else _aged(foreign, years),
            dividends=tuple(replace(d, time=d.time - years) for d in self.dividends),
        )


def _aged(curve: Curve, years: float) -> Curve:
    return curve.aged(years) if isinstance(curve, ZeroCurve) else curve


def _exponent(curve: Curve, time: ArrayLike) -> NDArray[np.float64]:
    if isinstance(curve, ZeroCurve):
        return curve.exponent(time)
    return np.asarray(curve * np.asarray(time, dtype=np.float64))


def _average(curve: Curve, time: float) -> float:
    return float(_averages(curve, time)) if isinstance(curve, ZeroCurve) else curve


def _averages(curve: Curve, times: ArrayLike) -> NDArray[np.float64]:
    t = np.asarray(times, dtype=np.float64)
    if not isinstance(curve, ZeroCurve):
        return np.full(t.shape, curve)
    later = np.maximum(t, 1e-12 * curve.times[0])
    return np.asarray(curve.exponent(later) / later)
