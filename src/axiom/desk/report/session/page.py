"""Putting the page of a session together: one file that needs nothing else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from axiom.desk.report.page import assemble, embedded_json
from axiom.desk.report.session.data import session_data

if TYPE_CHECKING:
    from axiom.desk.replay import SessionResult

__all__ = ["SESSION_SCRIPTS", "render_session"]

SESSION_SCRIPTS = (
    "base", "contents", "session_account", "session_risk", "session_trading", "session_main",
)  # fmt: skip


def render_session(result: SessionResult) -> str:
    """Render the report of a session, from memory or from its log alike.

    Parameters
    ----------
    result : SessionResult
        The session; one that runs, or was stopped, is shown as far as it came.

    Returns
    -------
    str
        HTML that carries its styles, scripts, chart library and data; it loads nothing.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.

    Notes
    -----
    Everything on the page is made from the events, so that a log gives the same page, byte for
    byte. It says on its first screen that fills are an assumption, and by which rule they were
    decided. Verified by tests/unit/desk/report/test_session_page.py.

    Examples
    --------
    >>> from axiom.desk import PoissonFlow, Session, SessionSettings, SimulatedFeed, SimulatedMarket
    >>> feed = SimulatedFeed(SimulatedMarket(n_updates=3), seed=0)
    >>> result = Session(feed, SessionSettings(matching=PoissonFlow(seed=0))).run()
    >>> page = render_session(result)
    >>> "Fills against recorded or simulated quotes are an assumption" in page
    True
    """
    opened = result.opened
    title = escape(f"{opened.underlying} {opened.time:%Y-%m-%d %H:%M} UTC: a session")
    data = embedded_json(session_data(result))
    return assemble("session.html", title=title, data=data, scripts=SESSION_SCRIPTS)
