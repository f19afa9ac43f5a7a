"""The positions with which a session begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.risk.contracts import resolve_contracts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.replay.listing import Listing
    from axiom.market import Chain
    from axiom.risk import Book

__all__ = ["opening_positions"]


def opening_positions(
    book: Book, chain: Chain, listing: Listing, *, multiplier: float
) -> tuple[NDArray[np.float64], float]:
    """Give the contracts by row and the units of the underlying that a book holds.

    Parameters
    ----------
    book : Book
        Positions; those that have expired are left out.
    chain : Chain
        The opening chain: its expiry dates say at which instant options settle.
    listing : Listing
        The rows.
    multiplier : float
        Units of the underlying a contract.

    Returns
    -------
    positions : ndarray, (n,)
    underlying : float

    Raises
    ------
    InvalidArgumentError
        If an option is not listed, or of another multiplier.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_opening.py.
    """
    held = resolve_contracts(
        book,
        underlying=chain.underlying,
        valuation_time=chain.valuation_time,
        listed=chain.expiries,
    )
    options = held.options.with_columns(pl.col("expiry_instant").alias("expiry"))
    rows = listing.rows_of(options)
    for row, option in zip(rows.tolist(), options.iter_rows(named=True), strict=True):
        named = f"{option['expiry']:%Y-%m-%d} {option['strike']:g}"
        if row < 0:
            raise InvalidArgumentError(
                f"book holds the option {named}, which the opening chain does not list; leave it "
                "out, or begin with a chain that lists it"
            )
        if option["multiplier"] != multiplier:
            raise InvalidArgumentError(
                f"book holds the option {named} with multiplier {option['multiplier']:g}; the "
                f"session's is {multiplier:g}"
            )
    positions = np.zeros(listing.n_options)
    np.add.at(positions, rows, options["quantity"].to_numpy())
    shares = held.underlying.select((pl.col("quantity") * pl.col("multiplier")).sum()).item()
    return positions, float(shares)
