"""P&L, drawdown and explain of a session through time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from axiom.core.plain import rounded
from axiom.risk import EXPLAIN_TERMS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.replay import SessionResult

__all__ = ["drawdown_data", "explain_data", "pnl_data", "shown_rows", "stamps"]

MOST_POINTS: Final = 1500
DIGITS: Final = 8
NOTHING: Final = 1e-9


def shown_rows(n: int, *also: int) -> NDArray[np.int64]:
    """Choose rows of a curve: all of few, else evenly with the first and the last.

    Parameters
    ----------
    n : int
        Rows there are.
    *also : int
        Rows to show in any case.

    Returns
    -------
    ndarray of int
        Ascending; at most 1,500 and those asked for.
    """
    if n <= MOST_POINTS:
        return np.arange(n)
    even = np.linspace(0, n - 1, MOST_POINTS).round().astype(np.int64)
    return np.unique(np.concatenate([even, np.asarray(also, np.int64)]))


def stamps(table: pl.DataFrame, name: str = "time") -> list[str]:
    """Give the times of a table as ISO texts in UTC, as the charts read them."""
    return table[name].dt.strftime("%Y-%m-%d %H:%M:%S%.3f").to_list()


def pnl_data(result: SessionResult) -> dict[str, Any]:
    """Give the P&L at the model's and the market's marks, and the spot.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    table = result.pnl[shown_rows(result.pnl.height)]
    names = ("spot", "pnl", "market_pnl")
    return {
        "time": stamps(table),
        **{name: rounded(table[name].to_numpy(), DIGITS) for name in names},
    }


def drawdown_data(result: SessionResult) -> dict[str, Any]:
    """Give the fall of the P&L from its highest so far, 0 at the beginning.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    table = result.pnl
    if table.is_empty():
        return {"time": [], "drawdown": [], "deepest": None}
    deepest = int(np.argmax(table["drawdown"].to_numpy()))
    shown = table[shown_rows(table.height, deepest)]
    return {
        "time": stamps(shown),
        "drawdown": rounded(shown["drawdown"].to_numpy(), DIGITS),
        "deepest": table["time"][deepest],
    }


def explain_data(result: SessionResult) -> dict[str, Any]:
    """Give the explain: sums of its terms until each update, and over the session.

    Returns
    -------
    dict
        ``time``; ``terms``, one an entry with ``name``, ``amount``, ``size`` (sum of the sizes an
        update) and ``until`` (sums so far), those of no size left out (a part in 10^9 of the
        largest), the residual last; ``total``; ``residual_share``, the median over the updates of
        the residual's size over the sum of the terms' sizes; ``vega``, the vega term by expiry:
        ``expiry``, ``amount`` and ``size`` of each.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    table = result.explain
    named = [name for name in EXPLAIN_TERMS if name in table.columns]
    others = sorted(set(table.columns) - {"begin", "time", "total", "residual", *named})
    names = [*named, *others]
    rows = shown_rows(table.height)
    values = {name: table[name].fill_null(0.0).to_numpy() for name in (*names, "residual")}
    sizes = {name: float(np.abs(values[name]).sum()) for name in names}
    kept = [name for name in names if sizes[name] > NOTHING * max(sizes.values())]
    return {
        "time": stamps(table[rows]),
        "terms": [
            {
                "name": name,
                "amount": float(values[name].sum()),
                "size": float(np.abs(values[name]).sum()),
                "until": rounded(np.cumsum(values[name])[rows], DIGITS),
            }
            for name in (*kept, "residual")
        ],
        "total": float(table["total"].sum()),
        "residual_share": _residual_share(values, kept),
        "vega": _vega_sums(result),
    }


def _vega_sums(result: SessionResult) -> list[dict[str, Any]]:
    """Sum the vega P&L of each expiry over the session, ascending."""
    table = result.explained_vega
    return [
        {
            "expiry": name,
            "amount": float(table[name].sum()),
            "size": float(table[name].abs().sum()),
        }
        for name in sorted(set(table.columns) - {"time"})
    ]


def _residual_share(values: dict[str, NDArray[np.float64]], terms: list[str]) -> float | None:
    """Give the median share of the residual, None where nothing is explained."""
    if not terms:
        return None
    explained = np.sum([np.abs(values[name]) for name in terms], axis=0)
    moved = explained > 0.0
    return float(np.median(np.abs(values["residual"][moved]) / explained[moved]))
