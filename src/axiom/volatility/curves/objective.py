"""One objective for the parametric curves: inside bid and ask, robust, with a prior."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.quotes import ExpiryQuotes, FitQuotes
    from axiom.volatility.surface import Surface

__all__ = ["QuoteSettings", "SmileData", "check_threads", "misfit", "smile_data"]

_PRIOR_DEVIATIONS = np.linspace(-2.5, 2.5, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSettings:
    """How quotes enter a fit.

    Attributes
    ----------
    near_the_money : float
        Out-of-the-money quotes are used, and both sides within this many standard deviations
        (vol sqrt(t)) of the forward.
    half_spread_floor : float
        Half-spreads in vol below this count as this.
    pull : float
        Weight of the pull towards the mid, beside 1 outside the spread: it decides ties inside.
    loss_scale : float
        Half-spreads beyond bid or ask at which a quote's pull begins to level off.
    min_quotes : int
        An expiry with quotes at fewer different strikes gets no slice of its own.
    prior_half_spread : float
        In vol: the last surface enters as nine quotes an expiry, this wide to each side.
    """

    near_the_money: float = 0.5
    half_spread_floor: float = 2e-4
    pull: float = 0.1
    loss_scale: float = 3.0
    min_quotes: int = 5
    prior_half_spread: float = 0.02

    def __post_init__(self) -> None:
        """Refuse settings outside their domain."""
        for name in ("half_spread_floor", "pull", "loss_scale", "prior_half_spread"):
            if not 0.0 < getattr(self, name) < math.inf:
                msg = f"{name} is {getattr(self, name)}; give a finite number above 0"
                raise InvalidArgumentError(msg)
        if not 0.0 <= self.near_the_money < math.inf:
            msg = f"near_the_money is {self.near_the_money}; give a finite number >= 0"
            raise InvalidArgumentError(msg)
        if self.min_quotes < 3:
            msg = f"min_quotes is {self.min_quotes}; give an integer >= 3"
            raise InvalidArgumentError(msg)


@dataclass(frozen=True, slots=True)
class SmileData:
    """What the smile of one expiry is fitted to; arrays (n,).

    Attributes
    ----------
    years : float
        Time to expiry.
    log_moneyness, vol, half_spread : ndarray of float64
        Quotes, and the points of the last surface.
    variance_at_forward : float
        Total variance near k = 0, for scale.
    quoted : tuple of float
        Lowest and highest log-moneyness of a quote.
    """

    years: float
    log_moneyness: NDArray[np.float64]
    vol: NDArray[np.float64]
    half_spread: NDArray[np.float64]
    variance_at_forward: float
    quoted: tuple[float, float]

    @property
    def deviation(self) -> float:
        """The square root of total variance near the forward."""
        return math.sqrt(self.variance_at_forward)


def smile_data(
    quotes: FitQuotes, expiry: ExpiryQuotes, settings: QuoteSettings, prior: Surface | None
) -> SmileData:
    """Gather the quotes of one expiry and the last surface at its expiry."""
    k, vol = quotes.log_moneyness[expiry.rows], quotes.vol[expiry.rows]
    half = quotes.half_spread[expiry.rows]
    quoted = (float(k[0]), float(k[-1]))
    nearest = np.argsort(np.abs(k), kind="stable")[:5]
    variance = float(np.median(vol[nearest])) ** 2 * expiry.years
    if prior is not None:
        points = _PRIOR_DEVIATIONS * math.sqrt(variance)
        known = np.asarray(prior.vol(log_moneyness=points, expiry=expiry.years))
        k, vol = np.concatenate([k, points]), np.concatenate([vol, known])
        half = np.concatenate([half, np.full(points.size, settings.prior_half_spread)])
    return SmileData(expiry.years, k, vol, half, variance, quoted)


def misfit(
    vol: NDArray[np.float64], data: SmileData, settings: QuoteSettings, loss_scale: float
) -> NDArray[np.float64]:
    """Residuals (2 n,) of model vols: beyond bid or ask, and from the mid, both levelling off.

    In half-spreads: x / sqrt(1 + x^2 / c^2) with c the loss scale.
    """
    r = (vol - data.vol) / data.half_spread
    beyond = np.sign(r) * np.maximum(np.abs(r) - 1.0, 0.0)
    level = [x / np.sqrt(1.0 + (x / loss_scale) ** 2) for x in (beyond, r)]
    return np.concatenate([level[0], settings.pull * level[1]])


def check_threads(threads: int) -> None:
    """Refuse thread counts below one."""
    if threads < 1:
        msg = f"threads is {threads}; give an integer >= 1"
        raise InvalidArgumentError(msg)
