"""The book's figures, as the page shows them."""

from __future__ import annotations

from typing import Any

from axiom.core.units import DESK_UNITS, RAW_UNITS, SMILE_UNITS
from axiom.desk.run.result import RunResult

__all__ = ["book_data"]

SHOWN = (
    "present_value",
    "delta",
    "delta_cash",
    "gamma_1pct",
    "vega_1pct",
    "theta_1d",
    "rho_1bp",
    "vanna_1pct",
    "volga_1pct",
)
MOST_POSITIONS = 500


def book_data(result: RunResult) -> dict[str, Any]:
    """Give totals, buckets, positions, the ladder and the stresses.

    Parameters
    ----------
    result
        The run.

    Returns
    -------
    dict
        ``totals`` (name, value, meaning), ``by_expiry``, ``by_strike``, ``positions`` (at most
        500), ``expired``, ``ladder`` and ``stresses``.

    Notes
    -----
    Verified by tests/unit/desk/test_report.py.
    """
    valuation, ladder = result.valuation, result.ladder
    terms = ("expiry", "settlement", "strike", "is_call", "quantity", "multiplier", "vol", "price")
    options = valuation.positions
    return {
        "columns": SHOWN,
        "raw": _totals(result, raw=True),
        "desk": _totals(result, raw=False),
        "by_expiry": valuation.by_expiry.select("expiry_instant", "positions", *SHOWN),
        "by_strike": valuation.by_strike.select("strike_bucket", "positions", *SHOWN),
        "positions": options.head(MOST_POSITIONS).select(*terms, *SHOWN),
        "n_positions": options.height,
        "expired": valuation.expired.select("expiry", "strike", "is_call", "quantity"),
        "ladder": {
            "spot_shocks": ladder.spot_shocks,
            "vol_shocks": ladder.vol_shocks,
            "dynamics": ladder.dynamics.name,
            "skew_stickiness": ladder.dynamics.skew_stickiness,
            "profit": ladder.profit,
        },
        "stresses": result.stresses.table,
    }


def _totals(result: RunResult, *, raw: bool) -> list[dict[str, Any]]:
    """Give each total with its meaning."""
    totals = result.valuation.totals
    units = (*RAW_UNITS, *SMILE_UNITS) if raw else DESK_UNITS
    first = [] if raw else [("present_value", "value of all positions: currency")]
    named = [*first, *((unit.name, unit.meaning) for unit in units)]
    return [{"name": name, "value": totals[name], "meaning": meaning} for name, meaning in named]
