"""Calls and puts that come to life or die when the asset reaches a barrier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import choice, flag, number, times
from axiom.instruments.instrument import SingleAsset

__all__ = ["Barrier", "DoubleBarrier", "PartialBarrier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier(SingleAsset):
    """A European option with one barrier.

    Knock-out: pays the vanilla payoff at T unless the barrier is reached, in which case the rebate
    is paid at that time or at T. Knock-in: pays the vanilla payoff at T if the barrier is reached,
    else the rebate at T.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    barrier : float
        H, above 0; a spot at it or beyond it has reached it.
    expiry : float
        T in years, 0 or more.
    is_call : bool
    is_up : bool
        Whether the barrier is reached from below.
    is_knock_in : bool
    rebate : float
        0 or more.
    rebate_at : {"hit", "expiry"}
        When a knock-out pays its rebate.
    monitoring : tuple of float, optional
        Times in years, ascending, at which the asset is compared with the barrier; None: always.

    References
    ----------
    Reiner, Rubinstein, Breaking down the barriers, Risk 4 (8), 1991, 28-35 (p. 28).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    barrier: float
    expiry: float
    is_call: bool
    is_up: bool
    is_knock_in: bool
    rebate: float = 0.0
    rebate_at: Literal["hit", "expiry"] = "hit"
    monitoring: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "barrier", above=0.0)
        number(self, "expiry", least=0.0)
        number(self, "rebate", least=0.0)
        flag(self, "is_call", "is_up", "is_knock_in")
        choice(self, "rebate_at", ("hit", "expiry"))
        if self.monitoring is not None:
            times(self, "monitoring", last=self.expiry, is_now_allowed=True)

    def has_hit(self, spot: float) -> bool:
        """Say whether a spot lies at the barrier or beyond it."""
        return spot >= self.barrier if self.is_up else spot <= self.barrier


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleBarrier(SingleAsset):
    """A European option with a barrier on either side.

    Knock-out: pays the vanilla payoff at T if the asset stays between the barriers, else the rebate
    when it reaches one. Knock-in: pays the vanilla payoff at T if it reaches one, else the rebate
    at T.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    lower, upper : float
        Above 0, lower < upper.
    expiry : float
        T in years, 0 or more.
    is_call : bool
    is_knock_in : bool
    rebate : float
        0 or more.
    monitoring : tuple of float, optional
        Times in years, ascending, at which the asset is compared with them; None: always.

    References
    ----------
    Kunitomo, Ikeda, Pricing options with curved boundaries, Mathematical Finance 2, 1992, 275-298
    (p. 276).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    lower: float
    upper: float
    expiry: float
    is_call: bool
    is_knock_in: bool
    rebate: float = 0.0
    monitoring: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "lower", above=0.0)
        number(self, "upper", above=0.0)
        if self.lower >= self.upper:
            raise InvalidArgumentError(
                f"lower={self.lower}, upper={self.upper}: give lower below upper"
            )
        number(self, "expiry", least=0.0)
        number(self, "rebate", least=0.0)
        flag(self, "is_call", "is_knock_in")
        if self.monitoring is not None:
            times(self, "monitoring", last=self.expiry, is_now_allowed=True)

    def has_hit(self, spot: float) -> bool:
        """Say whether a spot lies outside the corridor or on its edge."""
        return not self.lower < spot < self.upper


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialBarrier(SingleAsset):
    """A European option with a barrier that is watched in a part of its life only.

    Pays the vanilla payoff at T if the barrier is (knock-in) or is not (knock-out) reached within
    [start, end]: up at S_t >= H, down at S_t <= H.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    barrier : float
        H, above 0.
    expiry : float
        T in years, 0 or more.
    is_call, is_up, is_knock_in : bool
    start : float
        Years, within [0, T].
    end : float, optional
        Years, within [start, T]; T where it is not given.

    References
    ----------
    Heynen, Kat, Partial barrier options, Journal of Financial Engineering 3, 1994, 253-274
    (p. 254).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    barrier: float
    expiry: float
    is_call: bool
    is_up: bool
    is_knock_in: bool
    start: float = 0.0
    end: float | None = None

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "barrier", above=0.0)
        number(self, "expiry", least=0.0)
        number(self, "start", least=0.0, most=self.expiry)
        if self.end is not None:
            number(self, "end", least=self.start, most=self.expiry)
        flag(self, "is_call", "is_up", "is_knock_in")

    @property
    def watched_until(self) -> float:
        """Years until the barrier ceases to count."""
        return self.expiry if self.end is None else self.end
