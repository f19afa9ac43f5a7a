"""Fills by a known flow: market orders that reach own quotes the more often the closer they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, whole
from axiom.desk.quoting import ExponentialIntensity, FillIntensity
from axiom.desk.replay.matching import Fill, Matcher, Resting, in_order, through

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.replay.listing import MarketQuotes, Rows

    Floats = NDArray[np.float64]

__all__ = ["PoissonFlow"]

_SECONDS_A_DAY: Final = 86400.0


def _usual() -> FillIntensity:
    return ExponentialIntensity(scale=20.0, decay=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoissonFlow:
    """Own quotes are hit by Poisson arrivals whose intensity falls with the distance from the mid.

    Parameters
    ----------
    intensity : FillIntensity
        Arrivals a day (of 24 hours) at each side of each option, as a function of the distance
        between the own price and the market's mid in market half-spreads: 1 is at the touch.
    trade_size : float, default 1.0
        Contracts an arrival trades, > 0.
    seed : int, default 0
        Of the Poisson draws, >= 0.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    The mid and the half-spread are the market's before the update. An own quote at or beyond the
    mid counts as being at it. Trades through own quotes hit them too, as by `TradeThrough`. Draws
    are made for each update and row from (seed, update), so that they do not depend on what came
    before. For simulated markets, and for what-if studies on recorded ones: there the flow is an
    assumption.

    Verified by tests/unit/desk/replay/test_flow.py.
    """

    intensity: FillIntensity = field(default_factory=_usual)
    trade_size: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the domain."""
        if not isinstance(self.intensity, FillIntensity):
            raise InvalidArgumentError(
                f"intensity={self.intensity!r}: give a FillIntensity such as ExponentialIntensity"
            )
        number(self, "trade_size", above=0.0)
        whole(self, "seed")

    def matcher(self, n_options: int) -> Matcher:
        """Begin; nothing is remembered."""
        return _Flow(self)


class _Flow:
    def __init__(self, model: PoissonFlow) -> None:
        self._model = model

    def fills(
        self, resting: Resting, before: MarketQuotes, after: MarketQuotes, *, step: int
    ) -> list[Fill]:
        days = max((after.time - before.time).total_seconds(), 0.0) / _SECONDS_A_DAY
        rng = np.random.Generator(np.random.Philox(key=[self._model.seed, step]))
        rate = self._model.intensity.rate(self._offsets(resting, before)) * days
        arrivals = rng.poisson(np.where(np.isfinite(rate), rate, 0.0))
        size = np.stack([resting.bid_size, resting.ask_size])
        drawn = np.minimum(arrivals * self._model.trade_size, size)
        swept = np.stack(through(resting, after, is_strict=True))
        hit = np.maximum(drawn, swept)
        rule = np.where(swept > drawn, "trade through", "flow")
        return in_order(resting, after, bought=hit[0], sold=hit[1], rule=rule)

    def _offsets(self, resting: Resting, market: MarketQuotes) -> Floats:
        """Distances from the mid in half-spreads; infinite where either side is missing."""
        mid, half = market.mid, 0.5 * (market.ask - market.bid)
        distance = np.stack([mid - resting.bid, resting.ask - mid])
        known = np.isfinite(distance) & (half > 0.0)
        scaled = np.maximum(distance, 0.0) / np.where(half > 0.0, half, 1.0)
        return np.where(known, scaled, np.inf)

    def relisted(self, old_rows: Rows) -> None:
        pass
