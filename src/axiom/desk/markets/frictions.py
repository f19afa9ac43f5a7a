"""What stands between a decision and its profit: latency, queues, fees, adverse selection."""

from __future__ import annotations

from dataclasses import dataclass

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import flag, number

__all__ = [
    "AdverseSelection",
    "Latency",
    "MakerFees",
    "QueuePosition",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseSelection:
    """The mid jumps against the maker after a fill.

    Parameters
    ----------
    probability : float
        That a fill is followed by a jump, in [0, 1].
    size : float
        Of the jump in price, 0 or more; its mean where it is exponential.
    is_exponential : bool
        Whether sizes are exponential, or all the same.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain.

    Notes
    -----
    The mid falls after the maker has bought and rises after the maker has sold, by
    probability * size a fill in the mean, and stays there.

    Verified by ``tests/unit/desk/markets/test_simulation.py``.
    """

    probability: float
    size: float
    is_exponential: bool = False

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "probability", least=0.0, most=1.0)
        number(self, "size", least=0.0)
        flag(self, "is_exponential")


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Quotes are prices that take effect after a delay, and stand until the next take effect.

    Parameters
    ----------
    delay : float
        Time from a decision to its effect, 0 or more; its mean where it is exponential.
    is_exponential : bool
        Whether delays are exponential, or all the same.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain.

    Notes
    -----
    Prices are decided at every step and after every fill, from the mid and the inventory of that
    moment. In between the mid moves and they do not: an order meets them at their distance from the
    mid that has moved, so stale quotes are filled when it hurts. Decisions take effect in their
    order; a side that was filled is empty until the next takes effect. A market without latency has
    quotes that follow the mid at the policy's offsets at every instant.

    Verified by ``tests/unit/desk/markets/test_posted_quotes.py``.
    """

    delay: float = 0.0
    is_exponential: bool = False

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "delay", least=0.0)
        flag(self, "is_exponential")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePosition:
    """A quote that joins a level waits until the volume ahead of it has gone.

    Parameters
    ----------
    ahead : float
        Units ahead when it joins, 0 or more; their mean where they are exponential.
    is_exponential : bool
        Whether the volume ahead is exponential, or always the same.
    cancel_rate : float
        Share of the volume ahead that is cancelled per unit of time, 0 or more.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain.

    Notes
    -----
    Orders that reach the level take a unit each from the volume ahead until less than one is left;
    the next fills the quote. A quote keeps its place while its price stays, and loses it when the
    price changes or it has been filled. It needs posted prices and a tick: see `MakerMarket`.

    Verified by ``tests/unit/desk/markets/test_posted_quotes.py``.
    """

    ahead: float
    is_exponential: bool = False
    cancel_rate: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "ahead", least=0.0)
        flag(self, "is_exponential")
        number(self, "cancel_rate", least=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerFees:
    """What the venue takes for a fill, and gives.

    Parameters
    ----------
    per_unit : float
        In price a unit; a rebate is negative.
    share : float
        Share of the price; a rebate is negative. Above -1 and below 1.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain.

    Verified by ``tests/unit/desk/markets/test_simulation.py``.
    """

    per_unit: float = 0.0
    share: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "per_unit")
        number(self, "share")
        if not -1.0 < self.share < 1.0:
            raise InvalidArgumentError(
                f"share={self.share!r}: give a share of the price above -1 and below 1, such as "
                "0.0002 for 2 basis points"
            )
