"""The reference position that a run without a book is shown on."""

from __future__ import annotations

import polars as pl

from axiom.risk import Book

__all__ = ["REFERENCE", "reference_book"]

REFERENCE = (
    "No book was given. The figures are of a reference position: one straddle (a call and a put) "
    "an expiry, at the listed strike nearest the forward, quantity 1, multiplier 1."
)


def reference_book(options: pl.DataFrame, *, underlying: str) -> Book:
    """Buy one straddle an expiry at the listed strike nearest the forward.

    Parameters
    ----------
    options
        Valued options, with the columns expiry, expiry_date, settlement, strike, is_call,
        forward and model_value.
    underlying
        Name of the underlying.

    Returns
    -------
    Book
        Two positions an expiry that is alive.

    Notes
    -----
    Verified by tests/unit/desk/test_pipeline.py.
    """
    alive = options.filter(pl.col("model_value").is_not_null())
    distance = (pl.col("strike") - pl.col("forward")).abs()
    nearest = (
        alive.sort(distance, "strike")
        .group_by("expiry", maintain_order=True)
        .agg(pl.col("expiry_date", "settlement", "strike").first())
        .sort("expiry")
    )
    rows = [
        {
            "underlying": underlying,
            "expiry": row["expiry_date"],
            "settlement": row["settlement"],
            "strike": row["strike"],
            "is_call": is_call,
            "quantity": 1.0,
        }
        for row in nearest.iter_rows(named=True)
        for is_call in (True, False)
    ]
    return Book.from_rows(rows, source="reference position")
