"""Orders that meet a maker's quotes: Poisson, or exciting each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number
from axiom.desk.quoting.fill_intensities import ExponentialIntensity, LogisticIntensity

__all__ = ["Arrivals", "HawkesArrivals", "OrderFlow", "PoissonArrivals"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFlow:
    """Orders on each side as the compiled episodes read them, rates per unit of time."""

    baseline: float
    own: float
    cross: float
    decay: float
    excess: float


class Arrivals(ABC):
    """Orders of one unit on each side, each of which reaches some distance from the mid."""

    __slots__ = ()

    intensity: ExponentialIntensity | LogisticIntensity

    @property
    def order_rate(self) -> float:
        """Mean orders a unit of time on one side: the scale of the intensity."""
        return self.intensity.scale

    @abstractmethod
    def flow(self, order_rate: float) -> OrderFlow:
        """Describe the flow at a mean rate of orders on a side."""

    def _check_intensity(self) -> None:
        if not isinstance(self.intensity, ExponentialIntensity | LogisticIntensity):
            raise InvalidArgumentError(
                f"intensity is {type(self.intensity).__name__}: the compiled market takes an "
                "ExponentialIntensity or a LogisticIntensity"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PoissonArrivals(Arrivals):
    """Fills at a rate that depends on the offset alone.

    Parameters
    ----------
    intensity : ExponentialIntensity or LogisticIntensity
        Fills of one unit per unit of time, on each side.

    Notes
    -----
    Orders arrive at the rate of the intensity's scale, and one reaches an offset with probability
    rate(offset) / scale; so fills at an offset are Poisson with rate(offset), and two policies meet
    the same orders. An exponential intensity exceeds its scale inside the mid: a table with
    negative offsets raises the rate of orders to that at the lowest of them, where quotes follow
    the mid. Posted prices that the mid has moved through are filled at the rate of the scale.

    Verified by ``tests/unit/desk/markets/test_arrivals.py``.
    """

    intensity: ExponentialIntensity | LogisticIntensity

    def __post_init__(self) -> None:
        """Check the intensity."""
        self._check_intensity()

    def flow(self, order_rate: float) -> OrderFlow:
        """Describe the flow."""
        return OrderFlow(baseline=order_rate, own=0.0, cross=0.0, decay=0.0, excess=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HawkesArrivals(Arrivals):
    """Orders that excite further orders on their own side and on the other.

    Parameters
    ----------
    intensity : ExponentialIntensity or LogisticIntensity
        Its scale is the stationary mean of the orders on one side per unit of time; one reaches an
        offset with probability rate(offset) / scale, at most 1.
    self_excitation, cross_excitation : float
        What an order adds to the intensity of its own and of the other side, 0 or more.
    decay : float
        Rate at which what was added dies away, above 0.

    Raises
    ------
    InvalidArgumentError
        If the branching ratio is 1 or more: the flow would explode.

    Notes
    -----
    lambda_t = mu + sum over own orders of a e^(-b (t - s)) + sum over the other side's of
    c e^(-b (t - s)), with branching ratio n = (a + c) / b and stationary mean mu / (1 - n). An
    episode starts with the intensity at its stationary mean, so that its mean stays there: orders
    on a side in time T have mean scale * T exactly. Without excitation they are Poisson.

    References
    ----------
    Hawkes, Spectra of some self-exciting and mutually exciting point processes, Biometrika 58 (1),
    1971, 83-90 (pp. 84-86); Bacry, Mastromatteo, Muzy, Hawkes processes in finance, Market
    Microstructure and Liquidity 1 (1), 2015 (section 2).

    Verified by ``tests/unit/desk/markets/test_arrivals.py``.
    """

    intensity: ExponentialIntensity | LogisticIntensity
    self_excitation: float
    cross_excitation: float = 0.0
    decay: float

    def __post_init__(self) -> None:
        """Check the domain and that the flow is stationary."""
        self._check_intensity()
        number(self, "self_excitation", least=0.0)
        number(self, "cross_excitation", least=0.0)
        number(self, "decay", above=0.0)
        if self.branching_ratio >= 1.0:
            raise InvalidArgumentError(
                f"branching ratio (self_excitation + cross_excitation) / decay is "
                f"{self.branching_ratio:.4g}: lower the excitations or raise decay until it is "
                "below 1, or the flow explodes"
            )

    @property
    def branching_ratio(self) -> float:
        """Mean number of orders that an order brings about directly."""
        return (self.self_excitation + self.cross_excitation) / self.decay

    @property
    def baseline(self) -> float:
        """Orders on one side per unit of time that no other order has brought about."""
        return self.order_rate * (1.0 - self.branching_ratio)

    def flow(self, order_rate: float) -> OrderFlow:
        """Describe the flow."""
        return OrderFlow(
            baseline=order_rate * (1.0 - self.branching_ratio),
            own=self.self_excitation,
            cross=self.cross_excitation,
            decay=self.decay,
            excess=order_rate * self.branching_ratio,
        )
