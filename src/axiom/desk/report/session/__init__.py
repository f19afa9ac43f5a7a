"""The report of a session: one page made from its events alone."""

from axiom.desk.report.session.data import session_data
from axiom.desk.report.session.page import render_session

__all__ = ["render_session", "session_data"]
