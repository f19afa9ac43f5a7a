"""What is observed and fitted: chains, surfaces, quotes, Greeks; and blobs, which hold bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from axiom.core.errors import InvalidArgumentError
from axiom.store.ids import new_id
from axiom.store.records.checks import check_names, check_times, option_terms, utc_now

__all__ = ["BlobRecord", "ChainRecord", "GreeksRecord", "QuoteRecord", "SurfaceRecord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobRecord:
    """Bytes, stored once under their own hash.

    Parameters
    ----------
    content
        The bytes.
    media_type
        What they are, such as ``application/vnd.apache.arrow.stream``.
    hash
        SHA-256 of the content, in hexadecimal; computed.
    created_at
        When they were first stored, aware.

    Notes
    -----
    Verified by tests/unit/store/test_chains.py.
    """

    content: bytes
    media_type: str
    hash: str = ""
    created_at: dt.datetime = field(default_factory=utc_now)

    def __post_init__(self) -> None:
        """Compute the hash, or compare it with the one given."""
        check_names(self, "media_type")
        check_times(self, "created_at")
        found = sha256(self.content).hexdigest()
        if self.hash not in ("", found):
            raise InvalidArgumentError(f"hash={self.hash!r}: the content's is {found}")
        object.__setattr__(self, "hash", found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRecord:
    """A chain of quotes that was uploaded or read from a feed.

    Parameters
    ----------
    underlying
        Symbol of the underlying.
    valuation_time
        The instant of the quotes, aware.
    content_hash
        Hash of the blob with the quotes; see `BlobRecord`.
    options
        How many quotes, 1 or more.
    spot
        Price of the underlying, where known.
    terms
        What a chain needs besides its quotes (exercise, rate, tick, dividends, notes), as a JSON
        object.
    source
        File name and layout, or the feed's name.
    created_at
        When it was stored, aware.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_chains.py.
    """

    underlying: str
    valuation_time: dt.datetime
    content_hash: str
    options: int
    spot: float | None = None
    terms: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    created_at: dt.datetime = field(default_factory=utc_now)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "underlying", "content_hash")
        check_times(self, "valuation_time", "created_at")
        if self.options < 1:
            raise InvalidArgumentError(f"options={self.options}: a chain needs at least one quote")


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceRecord:
    """A fitted volatility surface with its certificate and what it was fitted to.

    Parameters
    ----------
    underlying
        Symbol of the underlying.
    valuation_time
        The instant of its quotes, aware.
    family
        The format its parameters begin with, such as ``axiom.essvi``.
    parameters
        What the surface's `to_json` gave: `surface_from_json` rebuilds it bit for bit.
    input_hash
        SHA-256 of what it was fitted to, quotes and settings, in hexadecimal.
    is_certified
        Whether the certificate found no arbitrage.
    certificate
        The certificate, as a JSON object.
    quality
        Figures of the fit, as a JSON object of numbers.
    settings
        Of the fit, as a JSON object.
    chain_id
        Of the stored chain it was fitted to, where it was stored.
    created_at
        When it was stored, aware.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_surfaces.py.
    """

    underlying: str
    valuation_time: dt.datetime
    family: str
    parameters: str
    input_hash: str
    is_certified: bool
    certificate: Mapping[str, Any] = field(default_factory=dict)
    quality: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    chain_id: str | None = None
    created_at: dt.datetime = field(default_factory=utc_now)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "underlying", "family", "parameters", "input_hash")
        check_times(self, "valuation_time", "created_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRecord:
    """One two-sided quote at one instant: of the market, or of a session of the desk.

    Parameters
    ----------
    time
        The instant, aware.
    underlying
        Symbol of the underlying.
    expiry, strike, is_call
        The option: settlement instant, strike > 0, call or put; all None for the underlying.
    bid, ask
        Prices of one unit, currency; None where that side is not quoted.
    bid_size, ask_size
        Contracts, where known.
    source
        Whose quote: ``"market"``, or the name of a session.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_histories.py.
    """

    time: dt.datetime
    underlying: str
    expiry: dt.datetime | None = None
    strike: float | None = None
    is_call: bool | None = None
    bid: float | None = None
    ask: float | None = None
    bid_size: float | None = None
    ask_size: float | None = None
    source: str = "market"
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "underlying", "source")
        check_times(self, "time", "expiry")
        option_terms(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class GreeksRecord:
    """Price and Greeks at one instant: of one option, of an underlying, or of a whole book.

    Parameters
    ----------
    time
        The instant, aware.
    underlying
        Symbol of the underlying.
    strategy
        Whose position; empty for one contract, unit quantity.
    expiry, strike, is_call
        The option; all None for sums over a book.
    spot, vol
        Spot, and Black vol a root year where it is one option.
    price, delta, gamma, vega, theta, rho, vanna, volga
        Raw partial derivatives, see the library's conventions; sums carry quantity and multiplier.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_histories.py.
    """

    time: dt.datetime
    underlying: str
    strategy: str = ""
    expiry: dt.datetime | None = None
    strike: float | None = None
    is_call: bool | None = None
    spot: float | None = None
    vol: float | None = None
    price: float | None = None
    delta: float | None = None
    gamma: float | None = None
    vega: float | None = None
    theta: float | None = None
    rho: float | None = None
    vanna: float | None = None
    volga: float | None = None
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "underlying")
        check_times(self, "time", "expiry")
        option_terms(self)
