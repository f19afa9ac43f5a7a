"""A market for one asset, put together from its parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, numbers, whole
from axiom.desk.markets.arrivals import Arrivals
from axiom.desk.markets.frictions import AdverseSelection, Latency, MakerFees, QueuePosition
from axiom.desk.markets.mids import Mid
from axiom.desk.quoting.fill_intensities import ExponentialIntensity

__all__ = ["MakerMarket"]

_PARTS = {
    "mid": (Mid, False),
    "arrivals": (Arrivals, False),
    "adverse_selection": (AdverseSelection, True),
    "latency": (Latency, True),
    "queue": (QueuePosition, True),
    "fees": (MakerFees, False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerMarket:
    """A market in which a maker quotes one asset, one unit on each side.

    Parameters
    ----------
    mid : Mid
        `BachelierMid`, `BlackScholesMid`, `ModelMid` or `RecordedMid`.
    arrivals : Arrivals
        `PoissonArrivals` or `HawkesArrivals`.
    inventory_limit : int
        Units, at least 1; no fill takes the inventory past it.
    adverse_selection : AdverseSelection, optional
        None: fills tell nothing about the mid.
    latency : Latency, optional
        None: quotes follow the mid at every instant, and change with inventory at once.
    queue : QueuePosition, optional
        None: the quote is the first at its level. Needs `latency` and a `tick`.
    fees : MakerFees
        None by default.
    decay_range : tuple of float, optional
        Lowest and highest decay k, above 0, of exponential intensities on both sides: each episode
        draws its own, uniformly, which its maker does not know. An intensity is then capped at its
        scale inside the mid. None: that of the intensities.
    tick : float
        Price increment, 0 or more; 0 is none. Rounding is outward: offsets up where quotes follow
        the mid; bids down and asks up to whole ticks where prices are posted.

    Raises
    ------
    InvalidArgumentError
        If a part is of another kind, outside its domain, or needs one that is not there.

    Verified by ``tests/unit/desk/markets/test_maker_market.py``.

    Examples
    --------
    >>> from axiom.desk import BachelierMid, ExponentialIntensity, MakerMarket, PoissonArrivals
    >>> market = MakerMarket(
    ...     mid=BachelierMid(start=100.0, vol=2.0),
    ...     arrivals=PoissonArrivals(intensity=ExponentialIntensity(scale=140.0, decay=1.5)),
    ... )
    >>> market.inventory_limit
    10
    """

    mid: Mid
    arrivals: Arrivals
    inventory_limit: int = 10
    adverse_selection: AdverseSelection | None = None
    latency: Latency | None = None
    queue: QueuePosition | None = None
    fees: MakerFees = field(default_factory=MakerFees)
    tick: float = 0.0
    decay_range: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Check the parts and that they fit each other."""
        for name, (kind, is_optional) in _PARTS.items():
            value = getattr(self, name)
            if not isinstance(value, kind) and not (is_optional and value is None):
                raise InvalidArgumentError(
                    f"{name} is {type(value).__name__}: give one of the kind {kind.__name__}"
                )
        whole(self, "inventory_limit", least=1)
        number(self, "tick", least=0.0)
        if self.decay_range is not None:
            self._check_decays()
        if self.queue is not None and (self.latency is None or self.tick == 0.0):
            raise InvalidArgumentError(
                f"queue is given with latency={self.latency} and tick={self.tick}: a place in a "
                "queue needs prices that stand on a grid; give Latency() and a tick above 0"
            )

    def _check_decays(self) -> None:
        numbers(self, "decay_range", count=2, above=0.0)
        lowest, highest = self.decay_range or (1.0, 1.0)
        if lowest > highest:
            raise InvalidArgumentError(
                f"decay_range={self.decay_range}: give the lowest decay first"
            )
        if not all(isinstance(one, ExponentialIntensity) for one in self.arrivals.sides):
            raise InvalidArgumentError(
                f"decay_range={self.decay_range}: it needs exponential intensities on both sides"
            )
