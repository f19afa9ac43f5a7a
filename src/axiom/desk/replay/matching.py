"""When own quotes would have been hit: the protocol, and the rule of trades through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from axiom.core.fields import flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.replay.listing import MarketQuotes, Rows

    Floats = NDArray[np.float64]

__all__ = ["Fill", "Matcher", "Matching", "Resting", "TradeThrough", "in_order", "through"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resting:
    """Own quotes that stand in the market, by row.

    Attributes
    ----------
    bid, ask : ndarray, (n,)
        Prices; NaN where there is no quote.
    bid_size, ask_size : ndarray, (n,)
        Contracts; 0 where there is no quote.
    """

    bid: Floats
    ask: Floats
    bid_size: Floats
    ask_size: Floats

    @classmethod
    def nothing(cls, n: int) -> Resting:
        """Give no quotes at all."""
        none, empty = np.full(n, np.nan), np.zeros(n)
        return cls(bid=none, ask=none, bid_size=empty, ask_size=empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """One own quote is hit.

    Attributes
    ----------
    row : int
    quantity : float
        Contracts, above 0 when the desk buys.
    price : float
        The own quote's: fills are passive.
    rule : str
        Why.
    """

    row: int
    quantity: float
    price: float
    rule: str


class Matcher(Protocol):
    """Decides on fills, update by update; may remember what stands in the queue."""

    def fills(
        self, resting: Resting, before: MarketQuotes, after: MarketQuotes, *, step: int
    ) -> list[Fill]:
        """Say which own quotes are hit between two states of the market, in the order of hits."""
        ...

    def relisted(self, old_rows: Rows) -> None:
        """Go over to another listing: the old row of each new one, -1 where it is new."""
        ...


@runtime_checkable
class Matching(Protocol):
    """A rule of matching: parameters that make a matcher."""

    def matcher(self, n_options: int) -> Matcher:
        """Begin with an empty market of so many options."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeThrough:
    """Own quotes are hit when the recorded market trades through them.

    Parameters
    ----------
    is_strict : bool, default True
        Whether the recorded ask has to fall below the own bid (the bid to rise above the own ask);
        False: reaching it is enough.

    Raises
    ------
    InvalidArgumentError
        If `is_strict` is not a bool.

    Notes
    -----
    An own bid is hit at its own price when the recorded ask after the update is below it: whoever
    offers there would have sold to the higher bid first. The size is the own one, at most the
    recorded size where there is one. Recorded quotes that are crossed, or asks at or below 0, hit
    nothing. Those furthest through come first. That a recorded quote would have met the own one is
    an assumption: the own quote would have changed what followed.

    Verified by tests/unit/desk/replay/test_matching.py.
    """

    is_strict: bool = True

    def __post_init__(self) -> None:
        """Check the domain."""
        flag(self, "is_strict")

    def matcher(self, n_options: int) -> Matcher:
        """Begin; nothing is remembered."""
        return _Through(self)


class _Through:
    def __init__(self, rule: TradeThrough) -> None:
        self._rule = rule

    def fills(
        self, resting: Resting, before: MarketQuotes, after: MarketQuotes, *, step: int
    ) -> list[Fill]:
        bought, sold = through(resting, after, is_strict=self._rule.is_strict)
        return in_order(resting, after, bought=bought, sold=sold, rule="trade through")

    def relisted(self, old_rows: Rows) -> None:
        pass


def through(resting: Resting, after: MarketQuotes, *, is_strict: bool) -> tuple[Floats, Floats]:
    """Give the contracts bought and sold by row where the market has traded through own quotes.

    Parameters
    ----------
    resting : Resting
        Own quotes.
    after : MarketQuotes
        The market after the update.
    is_strict : bool
        As for `TradeThrough`.

    Returns
    -------
    bought, sold : ndarray, (n,)
        Contracts, >= 0.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_matching.py.
    """
    crossed = after.bid > after.ask
    ask, bid = after.ask, after.bid
    below = ask < resting.bid if is_strict else ask <= resting.bid
    above = bid > resting.ask if is_strict else bid >= resting.ask
    bought = np.where(below & (ask > 0.0) & ~crossed, _capped(resting.bid_size, after.ask_size), 0)
    sold = np.where(above & ~crossed, _capped(resting.ask_size, after.bid_size), 0.0)
    return bought, sold


def _capped(own: Floats, recorded: Floats) -> Floats:
    """Own size, at most the recorded one where that is known."""
    known = np.isfinite(recorded) & (recorded > 0.0)
    return np.where(known, np.minimum(own, np.where(known, recorded, 0.0)), own)


def in_order(
    resting: Resting, after: MarketQuotes, *, bought: Floats, sold: Floats, rule: Any
) -> list[Fill]:
    """Make fills of contracts by row, those that lose most against the market after it first.

    Parameters
    ----------
    resting : Resting
        Own quotes, whose prices the fills have.
    after : MarketQuotes
        The market after the update.
    bought, sold : ndarray, (n,)
        Contracts.
    rule : str or ndarray of str, (2, n)
        Why, for bids and asks.

    Returns
    -------
    list of Fill
        Ties by row, bids before asks.
    """
    rules = np.broadcast_to(np.asarray(rule, dtype=object), (2, bought.size))
    lost = np.stack([resting.bid - after.ask, after.bid - resting.ask])
    found = [
        (-_finite(lost[side, row]), int(row), side)
        for side, contracts in enumerate((bought, sold))
        for row in np.flatnonzero(contracts > 0.0)
    ]
    return [
        Fill(
            row=row,
            quantity=float(bought[row] if side == 0 else -sold[row]),
            price=float(resting.bid[row] if side == 0 else resting.ask[row]),
            rule=str(rules[side, row]),
        )
        for _, row, side in sorted(found)
    ]


def _finite(value: float) -> float:
    return float(value) if np.isfinite(value) else -np.inf
