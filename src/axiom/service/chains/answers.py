"""Stored chains as their wire models."""

from __future__ import annotations

from typing import Any

import polars as pl

from axiom.market import Chain
from axiom.store import ChainRecord
from axiom.volatility.analytics import Vix, VixTerm
from axiom.wire.chains import (
    ChainAnswer,
    ChainPage,
    ChainSummary,
    ExpiryCount,
    VixAnswer,
    VixTermAnswer,
)

__all__ = ["chain_answer", "chain_page", "quotes_table", "vix_answer"]


def chain_answer(record: ChainRecord, chain: Chain) -> ChainAnswer:
    """Describe a stored chain.

    Notes
    -----
    Verified by tests/service/test_chains.py.
    """
    return ChainAnswer(
        **_fields(record),
        exercise=chain.exercise,
        rate=chain.rate,
        tick=chain.tick,
        n_dividends=0 if chain.dividends is None else len(chain.dividends),
        notes=chain.notes,
        expiries=tuple(ExpiryCount(**row) for row in chain.expiries.iter_rows(named=True)),
    )


def chain_page(records: tuple[ChainRecord, ...], limit: int) -> ChainPage:
    """Make a page; it has a next one where it is full."""
    return ChainPage(
        chains=tuple(ChainSummary(**_fields(one)) for one in records),
        next=records[-1].id if len(records) == limit else None,
    )


def quotes_table(chain: Chain) -> pl.DataFrame:
    """Give the quotes with what is the same for all, so that they can be uploaded again.

    Notes
    -----
    Verified by tests/service/test_chains.py.
    """
    return chain.quotes.with_columns(
        pl.lit(chain.underlying).alias("underlying"),
        pl.lit(chain.valuation_time).cast(pl.Datetime("us", "UTC")).alias("valuation_time"),
        pl.lit(chain.spot, dtype=pl.Float64).alias("spot"),
    )


def vix_answer(found: Vix) -> VixAnswer:
    """Describe a volatility index.

    Notes
    -----
    Verified by tests/service/test_chains.py.
    """
    return VixAnswer(
        value=found.value,
        valuation_time=found.valuation_time,
        near=_term(found.near),
        next=_term(found.next),
        near_weight=found.near_weight,
    )


def _term(term: VixTerm) -> VixTermAnswer:
    names = ("expiry", "minutes", "rate", "forward", "reference_strike", "variance")
    fields: dict[str, Any] = {name: getattr(term, name) for name in names}
    return VixTermAnswer(**fields, n_strikes=term.strikes.height)


def _fields(record: ChainRecord) -> dict[str, Any]:
    names = (
        "id", "underlying", "valuation_time", "spot", "source", "content_hash", "created_at",
    )  # fmt: skip
    return {name: getattr(record, name) for name in names} | {"n_quotes": record.options}
