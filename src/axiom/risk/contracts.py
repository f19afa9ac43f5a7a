"""From positions to contracts: which instant an expiry date means, and what has expired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.market.clock import Settlement, settlement_instant, years_between
from axiom.risk.book import Book

__all__ = ["Contracts", "resolve_contracts"]

Listed = tuple[date, Settlement, datetime]
LISTED = ("expiry_date", "settlement", "expiry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contracts:
    """The positions of a book, told apart by what can be valued.

    Parameters
    ----------
    options
        Live options: the columns of the book, ``position`` (its number from 0),
        ``expiry_instant`` (UTC), ``years`` (ACT/365 fixed) and ``is_listed``.
    underlying
        Positions in the underlying itself, with ``position``.
    expired
        Options whose expiry instant is not after the valuation time, with ``position``.

    Notes
    -----
    Verified by tests/unit/risk/test_contracts.py.
    """

    options: pl.DataFrame
    underlying: pl.DataFrame
    expired: pl.DataFrame


def resolve_contracts(
    book: Book, *, underlying: str, valuation_time: datetime, listed: pl.DataFrame | None = None
) -> Contracts:
    """Find the expiry instant of every position and set aside what has expired.

    Parameters
    ----------
    book
        The positions.
    underlying
        Name of the underlying that is valued, compared without regard to case.
    valuation_time
        Instant of the valuation, aware.
    listed
        Listed expiries (`Chain.expiries`); without it every date settles as its position says,
        by New York's clock, and at the close (PM) where it says nothing.

    Returns
    -------
    Contracts
        Every position in exactly one of its three tables.

    Raises
    ------
    InvalidArgumentError
        If a position is on another underlying, or leaves open which of two settlements it means.

    Notes
    -----
    A date that is not listed settles like the nearest listed one with the same settlement: at
    the opening or close in New York, or at the same time of day in UTC (Deribit).
    Verified by tests/unit/risk/test_contracts.py.
    """
    positions = book.positions.with_row_index("position")
    _refuse_other_underlyings(positions, underlying)
    options = positions.filter(pl.col("expiry").is_not_null())
    pairs = options.select("expiry", "settlement").unique(maintain_order=True)
    known = [] if listed is None else listed.select(LISTED).rows()
    instants = [_instant(day, settlement, known) for day, settlement in pairs.iter_rows()]
    resolved = pairs.with_columns(
        pl.Series("expiry_instant", [i for i, _ in instants], dtype=pl.Datetime("us", "UTC")),
        pl.Series("is_listed", [is_listed for _, is_listed in instants], dtype=pl.Boolean),
        pl.Series("years", [years_between(valuation_time, i) for i, _ in instants], pl.Float64),
    )
    options = options.join(
        resolved, on=["expiry", "settlement"], how="left", nulls_equal=True, maintain_order="left"
    )
    live = pl.col("expiry_instant") > pl.lit(valuation_time)
    return Contracts(
        options=options.filter(live),
        underlying=positions.filter(pl.col("expiry").is_null()),
        expired=options.filter(~live),
    )


def _refuse_other_underlyings(positions: pl.DataFrame, underlying: str) -> None:
    """Raise where a position is not on the underlying that is valued."""
    other = positions.filter(
        pl.col("underlying").str.strip_chars().str.to_lowercase() != underlying.strip().lower()
    )
    if not other.is_empty():
        row = other.row(0, named=True)
        raise InvalidArgumentError(
            f"book position {row['position'] + 1} is on {row['underlying']!r}, the chain on "
            f"{underlying!r}; value each underlying with its own chain, or correct the name"
        )


def _instant(
    day: date, settlement: Settlement | None, listed: Sequence[Listed]
) -> tuple[datetime, bool]:
    """Give the expiry instant of a date and settlement, and whether it is listed."""
    if not listed:
        return settlement_instant(day, settlement or "PM"), False
    same = [one for one in listed if one[0] == day and settlement in (None, one[1])]
    if len(same) > 1:
        raise InvalidArgumentError(
            f"the book's expiry {day} is listed with AM and with PM settlement; say which in the "
            "column settlement"
        )
    return (same[0][2], True) if same else (_like_listed(day, settlement, listed), False)


def _like_listed(day: date, settlement: Settlement | None, listed: Sequence[Listed]) -> datetime:
    """Settle an unlisted date as the listed ones do: by New York's clock, or at their UTC time."""
    alike = [one for one in listed if one[1] == (settlement or "PM")] or listed
    near_day, near_settlement, instant = min(alike, key=lambda one: abs(one[0] - day))
    if instant == settlement_instant(near_day, near_settlement):
        return settlement_instant(day, settlement or near_settlement)
    return datetime.combine(day, instant.astimezone(UTC).time(), tzinfo=UTC)
