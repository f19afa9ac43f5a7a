"""The report: one page that holds everything it needs."""

from axiom.desk.report.page import render_report
from axiom.desk.report.plotlyjs import require_plotly

__all__ = ["render_report", "require_plotly"]
