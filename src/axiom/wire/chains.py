"""Chains over the wire."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from axiom.wire.base import WireModel

__all__ = [
    "ChainAnswer",
    "ChainFromFeed",
    "ChainPage",
    "ChainQuotes",
    "ChainSummary",
    "ExpiryCount",
    "FeedName",
    "Identifier",
    "Reading",
    "Underlying",
    "VixAnswer",
    "VixTermAnswer",
]

Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z-]+$")]
"""What names a stored thing."""

FeedName = Literal["cboe", "deribit", "recorded", "sample", "simulated"]
Underlying = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$",
    ),
]
"""Symbol of an underlying: no blank at an end, nothing that cannot be printed."""


class ChainSummary(WireModel):
    """A stored chain, in short.

    Notes
    -----
    Verified by tests/unit/wire/test_chains.py.
    """

    id: str
    """Identifier; ids sort in the order in which chains were stored."""
    underlying: str
    """Symbol of the underlying."""
    valuation_time: AwareDatetime
    """The instant of the quotes."""
    spot: float | None
    """Price of the underlying, in the currency of the quotes; null where the source has none."""
    n_quotes: int
    """Quotes, the unusable ones too."""
    source: str
    """File name and layout, or the feed."""
    content_hash: str
    """SHA-256 of the stored bytes, in hexadecimal: the same chain is stored once."""
    created_at: AwareDatetime
    """When it was stored."""


class ExpiryCount(WireModel):
    """One expiry of a chain.

    Notes
    -----
    Verified by tests/unit/wire/test_chains.py.
    """

    expiry: AwareDatetime
    """Settlement instant."""
    expiry_date: dt.date
    """Listed date, local to the exchange."""
    settlement: Literal["AM", "PM"]
    """Settled at the opening or at the close."""
    years: float
    """From the valuation time, ACT/365 fixed."""
    n_quotes: int
    """Quotes of this expiry."""


class ChainAnswer(ChainSummary):
    """A stored chain, without its quotes.

    Notes
    -----
    Verified by tests/unit/wire/test_chains.py.
    """

    exercise: Literal["european", "american"]
    """How options are exercised that do not say it themselves."""
    rate: float | None
    """Rate that came with the quotes, continuously compounded, a year."""
    tick: float | None
    """Smallest price increment, where known."""
    n_dividends: int
    """Dated dividends that came with the quotes."""
    notes: tuple[str, ...]
    """What a reader of any result made of this chain has to know."""
    expiries: tuple[ExpiryCount, ...]
    """Its expiries, ascending."""


class ChainPage(WireModel):
    """A page of chains, the newest first.

    Notes
    -----
    Verified by tests/unit/wire/test_chains.py.
    """

    chains: tuple[ChainSummary, ...]
    """The chains."""
    next: str | None
    """What to give as ``after`` for the next page; null on the last one."""


class ChainQuotes(WireModel):
    """The quotes of a chain, by column.

    Notes
    -----
    Verified by tests/unit/wire/test_chains.py.
    """

    columns: dict[str, list[Any]]
    """``expiry``, ``expiry_date``, ``settlement``, ``strike``, ``is_call``, ``bid``, ``ask``,
    ``bid_size``, ``ask_size``, ``quote_time``, ``exercise``: one entry a quote, null where there
    is none; ``underlying``, ``valuation_time`` and ``spot`` are the same throughout."""


class ChainFromFeed(WireModel):
    """One snapshot of a feed, to be stored as a chain.

    Notes
    -----
    Verified by tests/unit/wire/test_chains.py.

    Examples
    --------
    >>> from axiom.wire.chains import ChainFromFeed
    >>> ChainFromFeed(feed="sample", underlying="IBM").feed
    'sample'
    """

    feed: FeedName
    """``cboe`` (delayed quotes of a US symbol) and ``deribit`` (BTC or ETH) ask the market;
    ``recorded`` reads a file of the service's data folder; ``sample`` is the sample of US stocks of
    2023; ``simulated`` makes a market from a seed."""
    underlying: Underlying | None = None
    """Symbol at the feed: needed by ``cboe``; BTC by default for ``deribit``, AAPL for the
    sample."""
    file: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    """Name of the file, relative to the data folder; needed by ``recorded``."""
    date: dt.date | None = None
    """Day, of a feed that holds several."""
    time: Annotated[str, Field(pattern=r"^\d{1,2}:\d{2}(:\d{2})?$")] | None = None
    """Time of day, local to the exchange, of a recorded file with several snapshots a day."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    """Seed of a simulated market."""


class Reading(WireModel):
    """How an uploaded file is read, as the library's ``read_chain`` takes it.

    Notes
    -----
    Verified by tests/unit/wire/test_chains.py.
    """

    name: Annotated[str, Field(min_length=1, max_length=255)] = "upload"
    """What the file is called: for messages and, where nothing else says it, the underlying."""
    layout: Annotated[str, Field(min_length=1, max_length=32)] = "auto"
    """Name of the layout; ``auto`` recognises it from the header."""
    date: dt.date | None = None
    """Day, local to the exchange; the last day of the file by default."""
    time: Annotated[str, Field(pattern=r"^\d{1,2}:\d{2}(:\d{2})?$")] | None = None
    """Time of day, local to the exchange; of several snapshots the last at or before it."""
    underlying: Underlying | None = None
    """Which, where the file holds several; its name, where the file has none."""
    column: tuple[Annotated[str, Field(min_length=3, max_length=255)], ...] = ()
    """For the generic layout: ``name=in_file``, once for each column."""
    forward: Annotated[float, Field(gt=0.0)] | None = None
    """Forward for all expiries, in place of an implied one."""
    rate: float | None = None
    """Rate for discounting, continuously compounded, a year."""
    spot: Annotated[float, Field(gt=0.0)] | None = None
    """Price of the underlying, where the file has none or another one is wanted."""
    settlement: Literal["AM", "PM"] | None = None
    """How all options settle, where the file does not say."""
    exercise: Literal["european", "american"] | None = None
    """How all options are exercised, where the file does not say."""
    dividend: tuple[Annotated[str, Field(min_length=3, max_length=64)], ...] = ()
    """Dated dividends of the underlying: ``2026-02-04=0.52``, once for each ex-date."""


class VixTermAnswer(WireModel):
    """One of the two expiries of a volatility index.

    Notes
    -----
    Verified by tests/unit/wire/test_chains.py.
    """

    expiry: AwareDatetime
    """Settlement instant."""
    minutes: int
    """Minutes to settlement."""
    rate: float
    """Rate to the expiry, continuously compounded, a year."""
    forward: float
    """Forward by the index's rules."""
    reference_strike: float
    """Strike at or next below the forward."""
    variance: float
    """Variance a year."""
    n_strikes: int
    """Strikes that enter the sum."""


class VixAnswer(WireModel):
    """A volatility index by Cboe's published rules.

    Notes
    -----
    Verified by tests/unit/wire/test_chains.py.
    """

    value: float
    """The index in vol points: 100 times the vol."""
    valuation_time: AwareDatetime
    """Of the chain."""
    near: VixTermAnswer
    """The nearer expiry."""
    next: VixTermAnswer
    """The later expiry."""
    near_weight: float
    """Share of the near expiry's total variance in the index."""
