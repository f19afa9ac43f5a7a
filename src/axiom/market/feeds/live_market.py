"""The market that a live feed keeps between two updates, shared by its two threads."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import polars as pl

from axiom.market.chain import INSTANT, Chain
from axiom.market.feeds.connection import FeedStatus
from axiom.market.feeds.deribit_wire import Listed
from axiom.market.feeds.feed import FeedUpdate

__all__ = ["LiveMarket", "Top"]

Top = tuple[float | None, float | None, float | None, float | None]

_NOTHING: Final[Top] = (None, None, None, None)
_COLUMNS: Final = {
    "expiry": INSTANT,
    "strike": pl.Float64(),
    "is_call": pl.Boolean(),
    "bid": pl.Float64(),
    "ask": pl.Float64(),
    "bid_size": pl.Float64(),
    "ask_size": pl.Float64(),
}


class LiveMarket:
    """Quotes, forwards and spot as last heard, and what of them has not been taken yet.

    Notes
    -----
    One thread hears, another takes. What is not taken is one entry an option, whatever its number
    of changes: a taker that is slow gets the latest quotes and misses the ones between.
    Prices in the coin are turned into the quote currency by the expiry's forward when they are
    taken, so a new forward changes all quotes of its expiry.
    Verified by tests/unit/market/feeds/test_live_market.py.
    """

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._options: dict[str, Listed] = {}
        self._tops: dict[str, Top] = {}
        self._forwards: dict[dt.datetime, float] = {}
        self._spot: float | None = None
        self._time = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._due: set[str] = set()
        self._due_forwards: set[dt.datetime] = set()
        self._is_spot_due = self._is_whole_due = False
        self._status = FeedStatus()
        self._sequence = 0

    @property
    def status(self) -> FeedStatus:
        """What the feed has been through."""
        return self._status

    def count(self, **changes: Any) -> None:
        """Set fields of the status; integers are added to what they were."""
        with self.changed:
            added = {
                name: value + getattr(self._status, name) if isinstance(value, int) else value
                for name, value in changes.items()
            }
            self._status = replace(self._status, **added)
            self.changed.notify_all()

    def begin(
        self,
        options: Iterable[Listed],
        tops: Mapping[str, Top],
        forwards: Mapping[dt.datetime, float],
        spot: float | None,
        time: dt.datetime,
    ) -> None:
        """Take a whole market over; all of it is due, as a snapshot."""
        with self.changed:
            self._options = {option.name: option for option in options}
            self._tops = {name: tops.get(name, _NOTHING) for name in self._options}
            self._forwards, self._spot = dict(forwards), spot
            self._time = max(self._time, time)
            self._due, self._due_forwards = set(), set()
            self._is_whole_due = True
            self.changed.notify_all()

    def hear(self, name: str, top: Top, time: dt.datetime) -> bool:
        """Take a quote over; return whether it replaced one that was not taken."""
        with self.changed:
            self._time = max(self._time, time)
            if self._tops.get(name, _NOTHING) == top or name not in self._options:
                return False
            self._tops[name] = top
            was_due = name in self._due
            self._due.add(name)
            self.changed.notify_all()
            return was_due

    def hear_forward(self, expiry: dt.datetime, forward: float, time: dt.datetime) -> None:
        """Take the forward of an expiry over."""
        with self.changed:
            self._time = max(self._time, time)
            if self._forwards.get(expiry) != forward:
                self._forwards[expiry] = forward
                self._due_forwards.add(expiry)
                self.changed.notify_all()

    def hear_spot(self, spot: float, time: dt.datetime) -> None:
        """Take the spot over."""
        with self.changed:
            self._time = max(self._time, time)
            if self._spot != spot:
                self._spot, self._is_spot_due = spot, True
                self.changed.notify_all()

    def withdraw_all(self, time: dt.datetime) -> None:
        """Take every quote back: nothing is known until the next whole market."""
        with self.changed:
            self._tops = dict.fromkeys(self._options, _NOTHING)
            self._time = max(self._time, time)
            self._due, self._due_forwards = set(), set()
            self._is_whole_due = True
            self.changed.notify_all()

    @property
    def is_due(self) -> bool:
        """Whether something has not been taken yet."""
        return bool(self._is_whole_due or self._due or self._due_forwards or self._is_spot_due)

    def take(self) -> FeedUpdate | None:
        """Return all that is due as one update, or None."""
        with self.changed:
            if not self.is_due:
                return None
            whole, names = self._is_whole_due, self._due_names()
            update = FeedUpdate(
                time=self._time,
                quotes=self._table(names) if names or whole else None,
                spot=self._spot if whole or self._is_spot_due else None,
                forwards=self._due_forward_values(whole=whole),
                is_snapshot=whole,
                sequence=self._sequence,
            )
            self._sequence += 1
            self._due, self._due_forwards = set(), set()
            self._is_spot_due = self._is_whole_due = False
            return update

    def chain(self, underlying: str, source: str, notes: tuple[str, ...]) -> Chain:
        """Return the whole market as a chain; it is then no longer due."""
        with self.changed:
            update = self.take()
            quotes = self._table(list(self._options))
            expiries = sorted(self._forwards)
            return Chain(
                underlying=underlying,
                valuation_time=self._time if update is None else update.time,
                quotes=quotes.with_columns(
                    pl.col("expiry").dt.date().alias("expiry_date"),
                    pl.lit("AM").alias("settlement"),
                ),
                spot=self._spot,
                rate=0.0,
                given_forwards=pl.DataFrame(
                    {
                        "expiry": expiries,
                        "forward": [self._forwards[expiry] for expiry in expiries],
                        "discount_factor": [1.0] * len(expiries),
                    },
                    schema={
                        "expiry": INSTANT,
                        "forward": pl.Float64,
                        "discount_factor": pl.Float64,
                    },
                ),
                notes=notes,
                source=source,
            )

    def _due_names(self) -> list[str]:
        if self._is_whole_due:
            quoted = (name for name, top in self._tops.items() if top != _NOTHING)
            return list(quoted)
        moved = (
            name
            for name, option in self._options.items()
            if option.is_in_coin
            and option.expiry in self._due_forwards
            and self._tops[name] != _NOTHING
        )
        return list(dict.fromkeys([*sorted(self._due), *moved]))

    def _due_forward_values(self, *, whole: bool) -> dict[dt.datetime, float] | None:
        due = self._forwards if whole else sorted(self._due_forwards)
        return {expiry: self._forwards[expiry] for expiry in due} or None

    def _table(self, names: list[str]) -> pl.DataFrame:
        rows = []
        for name in names:
            option = self._options[name]
            bid, bid_size, ask, ask_size = self._tops[name]
            unit = self._forwards.get(option.expiry) if option.is_in_coin else 1.0
            prices = (None if unit is None or one is None else one * unit for one in (bid, ask))
            rows.append((option.expiry, option.strike, option.is_call, *prices, bid_size, ask_size))
        return pl.DataFrame(rows, schema=_COLUMNS, orient="row")
