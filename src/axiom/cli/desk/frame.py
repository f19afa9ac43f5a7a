"""One frame of the terminal view."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from axiom.desk import Filled, Hedged, Marked
from axiom.risk.limits.figures import GREEKS

if TYPE_CHECKING:
    import polars as pl

    from axiom.cli.desk.view import ViewState

__all__ = ["frame"]

WIDE: Final = 110
BAR: Final = 16
NEAR_LIMIT: Final = 0.75
MOST_TERMS: Final = 9
_STYLES: Final = {
    "QUOTING": "green", "LIVE": "green", "WIDE": "yellow", "LAST_GOOD": "yellow",
    "PULLED": "yellow", "KILLED": "bold red", "REFUSED": "red",
}  # fmt: skip
_UNITS: Final = {
    "delta": "delta × spot", "gamma": "gamma, 1 %", "vega": "vega, 1 pt", "theta": "theta, 1 d"
}  # fmt: skip


def frame(state: ViewState, quotes: pl.DataFrame | None, *, width: int) -> RenderableType:
    """Lay out a frame.

    Parameters
    ----------
    state
        What to show.
    quotes
        Own quotes beside the market's, as `Session.front_quotes` gives them; None without.
    width
        Columns of the terminal; from 110 on, tables stand beside each other.

    Returns
    -------
    rich renderable

    Notes
    -----
    Verified by tests/unit/cli/desk/test_view.py.
    """
    if state.opened is None or state.marked is None:
        return Text("fitting the opening chain")
    account, risk = _account(state, state.marked), _risk(state.marked)
    trades = _trades(state)
    explained = _explained(state)
    parts: list[RenderableType] = [_heading(state, state.marked)]
    if width >= WIDE:
        parts.append(_beside(account, explained, risk))
        parts.append(_beside(trades, *([] if quotes is None else [_quotes(quotes)])))
    else:
        parts += [_beside(account, explained), risk, trades]
        parts += [] if quotes is None else [_quotes(quotes)]
    return Group(*parts)


def _beside(*tables: RenderableType) -> Table:
    grid = Table.grid(padding=(0, 3, 0, 0))
    grid.add_row(*tables)
    return grid


def _table(title: str, *columns: str, left: int = 1) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False
    )
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number < left else "right", no_wrap=True)
    return table


def _money(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:,.2f}"


def _signed(value: float) -> Text:
    return Text(_money(value), style="red" if value < 0.0 else "green" if value > 0.0 else "")


def _heading(state: ViewState, marked: Marked) -> Text:
    """Say what, when, where the spot is, and how surface and quotes stand."""
    name = "" if state.opened is None else state.opened.underlying
    heading = Text.assemble((name, "bold"), f"  {marked.time:%Y-%m-%d %H:%M:%S} UTC")
    heading.append(f"  spot {marked.spot:,.2f}")
    if state.moved is not None:
        heading.append(f"  update {state.moved.step:,}  surface ")
        heading.append(state.moved.state, _STYLES.get(state.moved.state, ""))
    if state.quoted is not None:
        heading.append("  quotes ")
        heading.append(state.quoted.state, _STYLES.get(state.quoted.state, ""))
        if state.quoted.reason:
            heading.append(f"  {state.quoted.reason}", "yellow")
    return heading


def _account(state: ViewState, marked: Marked) -> Table:
    table = _table("Account", "", "")
    table.show_header = False
    table.add_row("P&L, model", _signed(marked.pnl))
    table.add_row("P&L, market", _signed(marked.market_pnl))
    table.add_row("drawdown", _money(state.lowest))
    table.add_row("edge of fills", _money(state.edge))
    table.add_row("cost of hedges", _money(state.hedge_cost))
    table.add_row("fees", _money(marked.fees))
    table.add_row("fills, hedges", f"{state.n_fills:,}, {state.n_hedges:,}")
    if state.quoted is not None:
        table.add_row("at the touch", f"{100.0 * state.quoted.share_at_touch:.0f} %")
    return table


def _explained(state: ViewState) -> Table:
    """Lay out the largest terms, and the residual."""
    table = _table("P&L explained", "", "")
    table.show_header = False
    terms = {name: amount for name, amount in state.terms.items() if name != "residual"}
    largest = sorted(terms, key=lambda name: -abs(terms[name]))[: MOST_TERMS - 1]
    for name, amount in terms.items():
        if name in largest:
            table.add_row(name.replace("_", " "), _signed(amount))
    if terms:
        table.add_row("residual", _money(state.terms.get("residual", 0.0)))
    return table


def _risk(marked: Marked) -> Table:
    """Lay out Greeks and limits, with bars for what is used."""
    table = _table("Greeks and limits", "", "amount", "used", "")
    table.columns[3].justify = "left"
    for name, words in _UNITS.items():
        amount = marked.exposures.get(name, math.nan) * GREEKS[name](marked.spot)
        table.add_row(words, _money(amount), *_used(marked.usage.get(name)))
    for name, share in marked.usage.items():
        if name not in _UNITS and not name.startswith("vega_by_expiry["):
            table.add_row(name.replace("_", " "), "", *_used(share))
    by_expiry = [s for name, s in marked.usage.items() if name.startswith("vega_by_expiry[")]
    if by_expiry:
        table.add_row("vega of an expiry", "", *_used(max(by_expiry)))
    return table


def _used(share: float | None) -> tuple[str, Text]:
    """Give a share as text and as a bar, full at the limit."""
    if share is None:
        return "", Text("no limit", style="dim")
    style = "red" if share > 1.0 else "yellow" if share >= NEAR_LIMIT else "green"
    full = min(BAR, round(BAR * share)) if math.isfinite(share) else BAR
    bar = Text("█" * full, style=style).append("░" * (BAR - full), "dim")
    return (f"{100.0 * share:.0f} %" if math.isfinite(share) else "beyond"), bar


def _trades(state: ViewState) -> Table:
    table = _table("Last trades", "time", "what", "quantity", "price", "edge", left=2)
    for trade in reversed(state.trades):
        table.add_row(*_trade(trade, state))
    return table


def _trade(trade: Filled | Hedged, state: ViewState) -> tuple[str | Text, ...]:
    time = f"{trade.time:%H:%M:%S}"
    if isinstance(trade, Hedged):
        return (
            time,
            "underlying",
            _size(trade.quantity),
            f"{trade.price:,.2f}",
            _signed(-trade.cost),
        )
    unit = 1.0 if state.opened is None else state.opened.multiplier
    what = f"{trade.expiry:%m-%d} {trade.strike:g} {'C' if trade.is_call else 'P'}"
    edge = unit * trade.quantity * (trade.value - trade.price)
    return time, what, _size(trade.quantity), f"{trade.price:,.4g}", _signed(edge)


def _size(quantity: float) -> str:
    return f"{quantity:+,.0f}"


def _quotes(quotes: pl.DataFrame) -> Table:
    expiry = "" if quotes.is_empty() else f" {quotes['expiry'][0]:%Y-%m-%d}"
    names = ("strike", "market", "bid", "value", "ask", "market", "held")
    table = _table(f"Quotes{expiry}", *names)
    for row in quotes.iter_rows(named=True):
        prices = ("market_bid", "bid", "value", "ask", "market_ask")
        table.add_row(
            f"{row['strike']:g} {'C' if row['is_call'] else 'P'}",
            *(f"{row[name]:,.2f}" if math.isfinite(row[name]) else "–" for name in prices),
            _size(row["position"]) if row["position"] else "",
        )
    return table
