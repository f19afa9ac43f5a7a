"""The spot of a chain that brings none."""

from __future__ import annotations

import polars as pl

from axiom.core.errors import DataError

__all__ = ["reference_spot"]


def reference_spot(spot: float | None, forwards: pl.DataFrame) -> tuple[float, tuple[str, ...]]:
    """Give the spot, or the nearest forward in its place with a note that says so.

    Parameters
    ----------
    spot
        Spot of the chain, None where the file brings none.
    forwards
        Table of the forwards, with the columns years and forward.

    Returns
    -------
    spot : float
        The spot that Greeks refer to.
    notes : tuple of str
        Empty, or a sentence on the stand-in.

    Raises
    ------
    DataError
        If there is neither spot nor forward.

    Notes
    -----
    Verified by tests/unit/desk/test_options.py.
    """
    if spot is not None:
        return spot, ()
    if forwards.is_empty():
        raise DataError("there is neither a spot nor a forward; give forward= for this file")
    nearest = forwards.sort("years").row(0, named=True)
    note = (
        "The file brings no spot: the forward of the nearest expiry "
        f"({nearest['expiry_date']}) stands in for it in Greeks, book and scenarios."
    )
    return float(nearest["forward"]), (note,)
