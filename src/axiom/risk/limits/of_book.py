"""The figures of a valued book that limits are set on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from axiom.risk.valuation import BookValuation

__all__ = ["limit_exposures", "vega_by_expiry"]


def limit_exposures(
    valuation: BookValuation, *, profit: float = 0.0, drawdown: float = 0.0
) -> dict[str, float]:
    """Give the exposures of a valued book by the names that `Limits.usage` reads.

    Parameters
    ----------
    valuation
        A book, valued.
    profit
        The day's profit, currency.
    drawdown
        The fall of the day's profit from its highest so far, currency, 0 or more.

    Returns
    -------
    dict of str to float
        The totals of the valuation, ``notional`` and ``net_notional`` (the sums of |quantity|
        multiplier spot and of the same with the quantity's sign, over the options), ``contracts``
        (the sum of |quantity|), ``position`` (the largest |quantity| of any one option, summed
        over its rows), ``profit`` and ``drawdown``.

    Notes
    -----
    Verified by tests/unit/risk/test_limits.py.
    """
    options = valuation.positions.filter(pl.col("expiry").is_not_null())
    keys = ["expiry_instant", "strike", "is_call", "exercise"]
    each = options.group_by(keys, maintain_order=True).agg(
        pl.col("quantity").sum(), (pl.col("quantity") * pl.col("multiplier")).sum().alias("units")
    )
    units, quantity = each["units"], each["quantity"].abs()
    return {
        **valuation.totals,
        "notional": float(units.abs().sum()) * valuation.spot,
        "net_notional": float(units.sum()) * valuation.spot,
        "contracts": float(quantity.sum()),
        "position": 0.0 if each.is_empty() else max(quantity.to_list()),
        "profit": profit,
        "drawdown": drawdown,
    }


def vega_by_expiry(valuation: BookValuation) -> dict[str, float]:
    """Give the raw vega of each expiry of a valued book, by the expiry's ISO date.

    Parameters
    ----------
    valuation
        A book, valued.

    Returns
    -------
    dict of str to float
        In the order of the expiries; settlements on one date are summed.

    Notes
    -----
    Verified by tests/unit/risk/test_limits.py.
    """
    found: dict[str, float] = {}
    options = valuation.by_expiry.filter(pl.col("expiry").is_not_null())
    day: date
    for day, vega in options.select("expiry", "vega").iter_rows():
        found[day.isoformat()] = found.get(day.isoformat(), 0.0) + vega
    return found
