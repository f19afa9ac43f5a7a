"""A market for a strip of options on one underlying."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import flag, number, numbers, times, whole
from axiom.desk.quoting.fill_intensities import ExponentialIntensity, LogisticIntensity
from axiom.models import BlackScholes, Heston

__all__ = ["OptionMarket"]

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionMarket:
    """A market in which a maker quotes European calls of every strike and expiry.

    Parameters
    ----------
    spot : float
        At the start, above 0.
    model : BlackScholes or Heston
        How the spot moves, and what options are worth; without rates and yields. Times are years.
    strikes : tuple of float
        Above 0, ascending.
    expiries : tuple of float
        Years from the start, ascending, above 0.
    intensity : ExponentialIntensity or LogisticIntensity
        Fills of one option a year on each side, at an offset in vol (decimals).
    activity : tuple of float
        Factors of the intensity, one a strike, 0 or more; 1 everywhere when empty.
    inventory_limit : int
        Options of one kind, at least 1.
    vega_limit : float
        Net vega (price per 1.00 of vol) that no fill may take the book past, above 0.
    is_delta_hedged : bool
        Whether the book's delta is hedged in the underlying at every step.
    hedge_cost : float
        Share of the value traded in the underlying, in [0, 1).

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain, or there are not as many factors as strikes.

    Notes
    -----
    A quote at an offset d in vol stands at its option's value less or plus d times its vega, both
    at the start of the step, and is met at the Poisson rate intensity(d) times the factor of its
    strike. Orders come one after the other, so that limits hold at each fill; a filled quote is
    renewed at once at its price.

    References
    ----------
    Baldacci, Bergault, Guéant, Algorithmic market making for options, Quantitative Finance 21 (1),
    2021, 85-97 (section 2).

    Verified by ``tests/unit/desk/markets/test_option_market.py``.
    """

    spot: float = 100.0
    model: BlackScholes | Heston
    strikes: tuple[float, ...]
    expiries: tuple[float, ...]
    intensity: ExponentialIntensity | LogisticIntensity
    activity: tuple[float, ...] = ()
    inventory_limit: int = 100
    vega_limit: float
    is_delta_hedged: bool = True
    hedge_cost: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "spot", above=0.0)
        if not isinstance(self.model, BlackScholes | Heston):
            raise InvalidArgumentError(
                f"model is {type(self.model).__name__}: give BlackScholes or Heston"
            )
        if isinstance(self.model, BlackScholes) and not isinstance(self.model.vol, float):
            raise InvalidArgumentError("model has a term structure of vol: give one vol")
        numbers(self, "strikes", above=0.0)
        times(self, "expiries")
        if not isinstance(self.intensity, ExponentialIntensity | LogisticIntensity):
            raise InvalidArgumentError(
                f"intensity is {type(self.intensity).__name__}: give an ExponentialIntensity or a "
                "LogisticIntensity"
            )
        self._check_strikes()
        whole(self, "inventory_limit", least=1)
        number(self, "vega_limit", above=0.0)
        flag(self, "is_delta_hedged")
        number(self, "hedge_cost", least=0.0)
        if self.hedge_cost >= 1.0:
            raise InvalidArgumentError(
                f"hedge_cost={self.hedge_cost}: give a share below 1, such as 0.0001"
            )

    def _check_strikes(self) -> None:
        if any(b <= a for a, b in zip(self.strikes, self.strikes[1:], strict=False)):
            raise InvalidArgumentError(f"strikes is {self.strikes}: give ascending strikes")
        if len(self.activity):
            numbers(self, "activity", count=len(self.strikes), least=0.0)

    @property
    def n_options(self) -> int:
        """Number of options: strikes times expiries."""
        return len(self.strikes) * len(self.expiries)

    @property
    def option_strikes(self) -> Doubles:
        """Strike of each option, (n_options,), strikes within expiries."""
        return np.tile(self.strikes, len(self.expiries))

    @property
    def option_expiries(self) -> Doubles:
        """Years to expiry of each option at the start, (n_options,)."""
        return np.repeat(self.expiries, len(self.strikes))

    @property
    def option_activity(self) -> Doubles:
        """Factor of each option's intensity, (n_options,)."""
        factors = self.activity or (1.0,) * len(self.strikes)
        return np.tile(factors, len(self.expiries))
