"""The table of violations: one row a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.volatility.surface import Region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["SCHEMA", "violation_rows"]

SCHEMA = {
    "kind": pl.String,
    "expiry": pl.Float64,
    "strike": pl.Float64,
    "log_moneyness": pl.Float64,
    "start": pl.Float64,
    "end": pl.Float64,
    "size": pl.Float64,
    "region": pl.String,
    "found": pl.String,
}


def violation_rows(
    surface: Surface,
    kind: str,
    *,
    where: tuple[NDArray[np.float64], NDArray[np.float64]],
    size: NDArray[np.float64],
    tolerance: float | NDArray[np.float64],
    stretch: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    found: str = "at a point",
) -> pl.DataFrame:
    """Rows where size > tolerance, or size is NaN; arrays (n,).

    `where` is expiry and log-moneyness of the points; `stretch` the log-moneyness between which
    each lies, the point itself where there is none; `found` says how: "at a point", "proved" or
    "undecided".
    """
    bad = ~(size <= tolerance)
    if not bad.any():
        return pl.DataFrame(schema=SCHEMA)
    t, k = (a[bad] for a in where)
    start, end = (k, k) if stretch is None else (stretch[0][bad], stretch[1][bad])
    region = np.asarray(surface.region(log_moneyness=k, expiry=t))
    with np.errstate(over="ignore"):  # a strike beyond the largest number is infinite
        strike = np.asarray(surface.forward(t)) * np.exp(k)
    return pl.DataFrame(
        {
            "kind": [kind] * t.size,
            "expiry": t,
            "strike": strike,
            "log_moneyness": k,
            "start": start,
            "end": end,
            "size": size[bad],
            "region": [Region(r).name for r in region.tolist()],
            "found": [found] * t.size,
        },
        schema=SCHEMA,
    )
