"""All that the report of a session shows, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from axiom.core.plain import plain
from axiom.desk.report.session.account import drawdown_data, explain_data, pnl_data
from axiom.desk.report.session.assumptions import ASSUMPTION, matching_rule
from axiom.desk.report.session.risk import greek_data, limit_data, state_data, vega_data
from axiom.desk.report.session.trading import fill_data, hedge_data, markout_data, quote_data

if TYPE_CHECKING:
    from axiom.desk.replay import SessionResult

__all__ = ["session_data"]


def session_data(result: SessionResult) -> dict[str, Any]:
    """Collect what the page of a session shows.

    Parameters
    ----------
    result : SessionResult
        The session, or what is there of one that runs: from memory or from its log
        (`read_session`), which give the same.

    Returns
    -------
    dict
        Plain values for JSON. Curves have at most 1,500 points, evenly chosen with the last one
        and the deepest drawdown among them; sums are over everything.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    data: dict[str, Any] = plain(
        {
            "meta": _meta(result),
            "summary": result.summary(),
            "pnl": pnl_data(result),
            "drawdown": drawdown_data(result),
            "explain": explain_data(result),
            "greeks": greek_data(result),
            "vega_by_expiry": vega_data(result),
            "limits": limit_data(result),
            "states": state_data(result),
            "quotes": quote_data(result),
            "fills": fill_data(result),
            "markouts": markout_data(result),
            "hedges": hedge_data(result),
            "settings": _in_order(result.opened.settings),
        }
    )
    return data


def _in_order(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Sort settings by name, as the log holds them."""
    return {
        name: _in_order(one) if isinstance(one, Mapping) else one
        for name, one in sorted(settings.items())
    }


def _meta(result: SessionResult) -> dict[str, Any]:
    """Say what was run, on what, by which rule of matching and by which version."""
    opened = result.opened
    return {
        "underlying": opened.underlying,
        "begin": f"{opened.time:%Y-%m-%d %H:%M} UTC",
        "end": f"{result.events[-1].time:%Y-%m-%d %H:%M} UTC",
        "source": opened.source,
        "spot": opened.spot,
        "n_options": opened.n_options,
        "n_expiries": opened.n_expiries,
        "multiplier": opened.multiplier,
        "is_complete": result.is_complete,
        "assumption": ASSUMPTION,
        "matching": matching_rule(_in_order(opened.settings)),
        "version": version("axiom-quant"),
    }
