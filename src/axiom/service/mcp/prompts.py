"""Prompts: how an agent is asked for what a desk needs."""

from __future__ import annotations

from typing import Any

from mcp.server import MCPServer

__all__ = ["offer_prompts"]


def morning_report(underlying: str) -> str:
    """Ask for the state of an underlying, of the book in it, and of what needs attention."""
    return f"""\
Write the morning report of {underlying} for an options desk, in this order:

1. Surface. list_surfaces for {underlying}: instant, fit quality (share of quotes within the spread,
   error in vol points) and whether it is free of arbitrage. If it is not, certify_surface and name
   the violations. Then smile for about one month and three months: at-the-money vol, 25-delta risk
   reversal and butterfly; density: standard deviation and skewness. Say which parts are
   extrapolated.
2. Book. positions in {underlying}: what is held by expiry and strike, long and short. risk: delta,
   gamma, vega and theta in the units that the answer names, by expiry. scenario for spot 5 % and
   vol 5 points up and down; the worst of stress. pnl of the last five days: total and the largest
   terms of its explanation.
3. Limits. limits and breaches: what was exceeded, by how much, whether it still is.
4. What to do. suggest_hedge for the exposures of risk, with the rule that the desk uses, and what
   would be left. Suggest; do not trade.

Give every figure with its unit (vol points, currency, contracts) and its error where one is stated.
Where something is missing, say what would have to be loaded rather than guess."""


def offer_prompts(server: MCPServer[Any]) -> None:
    """Let agents be asked in the desk's words.

    Notes
    -----
    Verified by tests/service/test_mcp.py.
    """
    server.prompt(title="Morning report")(morning_report)
