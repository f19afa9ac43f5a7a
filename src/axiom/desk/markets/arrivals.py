"""Orders that meet a maker's quotes: Poisson, or exciting each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number
from axiom.desk.quoting.fill_intensities import ExponentialIntensity, LogisticIntensity

__all__ = ["Arrivals", "HawkesArrivals", "Intensity", "OrderFlow", "PoissonArrivals"]

Intensity = ExponentialIntensity | LogisticIntensity


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFlow:
    """Orders on each side as the compiled episodes read them, rates per unit of time."""

    bid_baseline: float
    ask_baseline: float
    own: float
    cross: float
    decay: float
    bid_excess: float
    ask_excess: float


class Arrivals(ABC):
    """Orders of one unit on each side, each of which reaches some distance from the mid.

    Verified by ``tests/unit/desk/markets/test_arrivals.py``.
    """

    __slots__ = ()

    intensity: Intensity
    ask_intensity: Intensity | None

    @property
    def sides(self) -> tuple[Intensity, Intensity]:
        """The intensities of bid and ask; their scales are the mean rates of orders."""
        asks = self.intensity if self.ask_intensity is None else self.ask_intensity
        return self.intensity, asks

    @abstractmethod
    def flow(self, bid_rate: float, ask_rate: float) -> OrderFlow:
        """Describe the flow at mean rates of the orders that meet bids and asks."""

    def _check_intensities(self) -> None:
        for name, one in zip(("intensity", "ask_intensity"), self.sides, strict=True):
            if not isinstance(one, Intensity):
                raise InvalidArgumentError(
                    f"{name} is {type(one).__name__}: the compiled market takes an "
                    "ExponentialIntensity or a LogisticIntensity"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class PoissonArrivals(Arrivals):
    """Fills at a rate that depends on the offset alone.

    Parameters
    ----------
    intensity : ExponentialIntensity or LogisticIntensity
        Fills of a bid of one unit, per unit of time.
    ask_intensity : ExponentialIntensity or LogisticIntensity, optional
        Of an ask; None: as of a bid.

    Raises
    ------
    InvalidArgumentError
        If an intensity is of another kind.

    Notes
    -----
    Orders arrive at the rate of the intensity's scale, and one reaches an offset with probability
    rate(offset) / scale; so fills at an offset are Poisson with rate(offset), and two policies meet
    the same orders. An exponential intensity exceeds its scale inside the mid: a table with
    negative offsets raises the rate of orders to that at the lowest of them, where quotes follow
    the mid. Posted prices that the mid has moved through are filled at the rate of the scale.

    Verified by ``tests/unit/desk/markets/test_arrivals.py``.
    """

    intensity: Intensity
    ask_intensity: Intensity | None = None

    def __post_init__(self) -> None:
        """Check the intensities."""
        self._check_intensities()

    def flow(self, bid_rate: float, ask_rate: float) -> OrderFlow:
        """Describe the flow."""
        return OrderFlow(
            bid_baseline=bid_rate, ask_baseline=ask_rate, own=0.0, cross=0.0, decay=0.0,
            bid_excess=0.0, ask_excess=0.0,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HawkesArrivals(Arrivals):
    """Orders that excite further orders on their own side and on the other.

    Parameters
    ----------
    intensity : ExponentialIntensity or LogisticIntensity
        Its scale is the stationary mean of the orders that meet bids, per unit of time; one reaches
        an offset with probability rate(offset) / scale, at most 1.
    ask_intensity : ExponentialIntensity or LogisticIntensity, optional
        Of the orders that meet asks; None: as of those that meet bids.
    self_excitation, cross_excitation : float
        What an order adds to the intensity of its own and of the other side, 0 or more.
    decay : float
        Rate at which what was added dies away, above 0.

    Raises
    ------
    InvalidArgumentError
        If the branching ratio is 1 or more, so that the flow would explode, or the excitation
        alone brings more orders on one side than it has in the mean.

    Notes
    -----
    lambda_t = mu + sum over own orders of a e^(-b (t - s)) + sum over the other side's of
    c e^(-b (t - s)), with branching ratio n = (a + c) / b and, where both sides are alike, the
    stationary mean mu / (1 - n). An episode starts with the intensities at their stationary means,
    so that their means stay there: orders on a side in time T have mean scale * T exactly. Without
    excitation they are Poisson.

    References
    ----------
    Hawkes, Spectra of some self-exciting and mutually exciting point processes, Biometrika 58 (1),
    1971, 83-90 (pp. 84-86); Bacry, Mastromatteo, Muzy, Hawkes processes in finance, Market
    Microstructure and Liquidity 1 (1), 2015 (section 2).

    Verified by ``tests/unit/desk/markets/test_arrivals.py``.
    """

    intensity: Intensity
    ask_intensity: Intensity | None = None
    self_excitation: float
    cross_excitation: float = 0.0
    decay: float

    def __post_init__(self) -> None:
        """Check the domain and that the flow is stationary."""
        self._check_intensities()
        number(self, "self_excitation", least=0.0)
        number(self, "cross_excitation", least=0.0)
        number(self, "decay", above=0.0)
        if self.branching_ratio >= 1.0:
            raise InvalidArgumentError(
                f"branching ratio (self_excitation + cross_excitation) / decay is "
                f"{self.branching_ratio:.4g}: lower the excitations or raise decay until it is "
                "below 1, or the flow explodes"
            )
        if min(self.baselines) < 0.0:
            raise InvalidArgumentError(
                f"cross_excitation={self.cross_excitation} would need the baselines "
                f"{self.baselines}: lower it, or bring the scales of the two sides closer"
            )

    @property
    def branching_ratio(self) -> float:
        """Mean number of orders that an order brings about directly."""
        return (self.self_excitation + self.cross_excitation) / self.decay

    @property
    def baselines(self) -> tuple[float, float]:
        """Orders for bids and asks per unit of time that no other order has brought about."""
        bids, asks = self.sides
        flow = self.flow(bids.scale, asks.scale)
        return flow.bid_baseline, flow.ask_baseline

    def flow(self, bid_rate: float, ask_rate: float) -> OrderFlow:
        """Describe the flow."""
        own, cross = self.self_excitation / self.decay, self.cross_excitation / self.decay
        bid_excess = own * bid_rate + cross * ask_rate
        ask_excess = own * ask_rate + cross * bid_rate
        return OrderFlow(
            bid_baseline=bid_rate - bid_excess,
            ask_baseline=ask_rate - ask_excess,
            own=self.self_excitation,
            cross=self.cross_excitation,
            decay=self.decay,
            bid_excess=bid_excess,
            ask_excess=ask_excess,
        )
