"""The reports of runs and sessions: pages that hold everything they need."""

from axiom.desk.report.page import render_report
from axiom.desk.report.plotlyjs import require_plotly
from axiom.desk.report.session import render_session

__all__ = ["render_report", "render_session", "require_plotly"]
