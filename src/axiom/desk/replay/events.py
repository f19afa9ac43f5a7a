"""What happens in a session, as frozen records; the log holds them and reports read them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final

from axiom.core.errors import DataError
from axiom.core.plain import plain

__all__ = [
    "Closed",
    "Explained",
    "Filled",
    "Hedged",
    "Killed",
    "LimitBreached",
    "Listed",
    "Marked",
    "MarkedOut",
    "MarketMoved",
    "Opened",
    "Pulled",
    "Quoted",
    "SessionEvent",
    "Settled",
    "event_from_bytes",
    "event_to_bytes",
]

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEvent:
    """Something that happened: when, and which of all it was.

    Attributes
    ----------
    time : datetime
        UTC: that of the update which brought it; of fills and of what they set off, between it and
        the update before.
    sequence : int
        Its number in the session, from 0.
    """

    time: datetime
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(SessionEvent):
    """The session began: on what, and by which settings (as plain values)."""

    underlying: str
    spot: float
    n_options: int
    n_expiries: int
    multiplier: float
    source: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(SessionEvent):
    """Options joined the listing or left it: how many, and how many there are now."""

    added: int
    removed: int
    n_options: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketMoved(SessionEvent):
    """An update came in: what it brought, and what the surface made of it.

    Attributes
    ----------
    step : int
        Number of the update, from 1.
    spot : float
    n_quotes, n_refitted : int
        Quotes that changed, and expiries that were fitted again.
    state : str
        Of the surface: LIVE, WIDE, LAST_GOOD or REFUSED.
    digest : str
        CRC-32 of the update, to notice when a replay is given other data.
    """

    step: int
    spot: float
    n_quotes: int
    n_refitted: int
    state: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted(SessionEvent):
    """The board after an update, in sums.

    Attributes
    ----------
    state, reason : str
        QUOTING, PULLED or KILLED, and why.
    n_bids, n_asks : int
        Sides that are quoted.
    half_spread, market_half_spread : float
        Means over the options that both the desk and the market quote on both sides, in price.
    share_inside : float
        Share of the sides quoted by both whose price is better than the market's.
    digest : str
        CRC-32 of all prices and sizes.
    share_at_touch : float
        Share of them whose price is the market's or better.
    spreads_by_expiry : mapping of str to float
        By ISO date of the expiry, mean over its options that both quote on both sides of the own
        spread over the market's; where the market's is 0 or nothing is quoted, not at all.
    at_touch_by_expiry : mapping of str to float
        By the same dates, `share_at_touch` of the expiry.
    """

    state: str
    reason: str
    n_bids: int
    n_asks: int
    half_spread: float
    market_half_spread: float
    share_inside: float
    digest: str
    share_at_touch: float = math.nan
    spreads_by_expiry: Figures = field(default_factory=dict)
    at_touch_by_expiry: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled(SessionEvent):
    """An own quote was hit.

    Attributes
    ----------
    expiry, strike, is_call
        The option.
    quantity : float
        Contracts, above 0 when the desk bought.
    price : float
        Per unit.
    value : float
        Model value per unit before the update in which the fill happened.
    market_mid : float
        The market's mid after the update; NaN where it has none.
    fee : float
        Paid; below 0 for a rebate.
    rule : str
        Which rule of the matching said so.
    """

    expiry: datetime
    strike: float
    is_call: bool
    quantity: float
    price: float
    value: float
    market_mid: float
    fee: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedOut(SessionEvent):
    """Where the market stood some time after a fill.

    Attributes
    ----------
    fill : int
        Sequence of the `Filled`.
    horizon_seconds, elapsed_seconds : float
        Time after the fill that was asked for, and that of the first update then or later.
    gain : float
        Market's mid then less the fill's price for what was bought, the reverse for what was sold;
        per unit, NaN where the market has no mid.
    hedged_gain : float
        The same less the move of the spot since before the fill times the option's delta then.
    """

    fill: int
    horizon_seconds: float
    elapsed_seconds: float
    gain: float
    hedged_gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedged(SessionEvent):
    """The underlying was traded: units, price with the half-spread paid, its cost and the fee."""

    quantity: float
    price: float
    spot: float
    cost: float
    delta_before: float
    delta_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(SessionEvent):
    """A position expired: at which spot it settled, and for how much a unit."""

    expiry: datetime
    strike: float
    is_call: bool
    quantity: float
    spot: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBreached(SessionEvent):
    """A limit is exceeded: which, by what, and what it allows."""

    name: str
    value: float
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled(SessionEvent):
    """All quotes were pulled: why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed(SessionEvent):
    """The kill switch was thrown: why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(SessionEvent):
    """The book at the end of an update.

    Attributes
    ----------
    spot : float
    pnl : float
        `cash + options + underlying_value`: since the session began, which it does with nothing.
    cash : float
        Money received less paid, fees and costs of hedges included.
    options : float
        Model value of all options held.
    underlying_value : float
        Units of the underlying times spot.
    market_pnl : float
        As `pnl`, options at the market's mid where it has one and at the model's value elsewhere.
    underlying : float
        Units held.
    n_positions : int
        Options held.
    fees : float
        Fees paid until now.
    exposures : mapping of str to float
        Greeks of the book and its sizes, as `ChainQuoter.exposures`.
    vega_by_expiry : mapping of str to float
        Raw vega by ISO date of the expiry, where it is not 0.
    usage : mapping of str to float
        Share of each limit that is used.
    """

    spot: float
    pnl: float
    cash: float
    options: float
    underlying_value: float
    market_pnl: float
    underlying: float
    n_positions: int
    fees: float
    exposures: Figures = field(default_factory=dict)
    vega_by_expiry: Figures = field(default_factory=dict)
    usage: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained(SessionEvent):
    """What the P&L since the last mark came from: terms, vega by expiry, and what they leave."""

    begin: datetime
    total: float
    residual: float
    terms: Figures
    vega_by_expiry: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(SessionEvent):
    """The session ended after so many updates."""

    n_steps: int


KINDS: Final[Mapping[str, type[SessionEvent]]] = {
    kind.__name__: kind
    for kind in (
        Opened, Listed, MarketMoved, Quoted, Filled, MarkedOut, Hedged, Settled, LimitBreached,
        Pulled, Killed, Marked, Explained, Closed,
    )
}  # fmt: skip


def event_to_bytes(event: SessionEvent) -> bytes:
    """Give the canonical text of an event: JSON with sorted keys, UTF-8; equal events, equal bytes.

    Parameters
    ----------
    event : SessionEvent
        One of the kinds above.

    Returns
    -------
    bytes
        NaN is null; floats are written so that they are read back bit for bit.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_events.py.
    """
    content = {"kind": type(event).__name__, **plain(event)}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def event_from_bytes(payload: bytes) -> SessionEvent:
    """Read an event back from its canonical text.

    Parameters
    ----------
    payload : bytes
        As `event_to_bytes` gives it.

    Returns
    -------
    SessionEvent

    Raises
    ------
    DataError
        If it is no event, or has other fields than its kind.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_events.py.
    """
    try:
        content = json.loads(payload)
        kind = KINDS[content.pop("kind")]
        types = {one.name: str(one.type) for one in fields(kind)}
        return kind(**{name: _read(types[name], value) for name, value in content.items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"the record {payload[:80]!r} is no event of this version: {error!r}"
        ) from error


def _read(kind: str, value: Any) -> Any:
    if kind == "datetime":
        return datetime.fromisoformat(value)
    if kind == "float":
        return math.nan if value is None else float(value)
    if kind == "Figures":
        return {name: _read("float", one) for name, one in value.items()}
    return value
