"""The summary of a run in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from axiom.cli.terminal import FULL_WIDTH, plain_table, stdout
from axiom.core.units import DESK_UNITS
from axiom.desk.run import RunResult
from axiom.desk.run.summary import expiry_table
from axiom.volatility.forwards.put_call import put_call_summary

__all__ = ["show_summary"]

ExpiryColumn = tuple[str, Callable[[dict[str, Any]], str], bool]
"""Heading, cell, and whether it is shown in a narrow terminal too."""

TOTALS = ("delta", "delta_cash", "gamma_1pct", "vega_1pct", "theta_1d", "rho_1bp", "psi_1bp")


def show_summary(
    result: RunResult, *, written: tuple[Path, ...], seconds: dict[str, float], hint: str = ""
) -> None:
    """Print what came of a run.

    Parameters
    ----------
    result
        The run.
    written
        The files that were written.
    seconds
        Wall time of reading and writing.
    hint
        A last word, or nothing.

    Notes
    -----
    Verified by tests/unit/cli/test_run.py.
    """
    console = stdout()
    console.print(_heading(result))
    narrow = console.width < FULL_WIDTH
    console.print(_expiries(result, narrow=narrow))
    surface = Group(_reasons(result), _fit(result), *_early_exercise(result))
    parts = (surface, _totals(result), _timings(result, seconds))
    console.print(Group(*parts) if narrow else _side_by_side(*parts))
    for note in (*result.notes, result.reference, hint):
        if note:
            console.print(Text(note, style="yellow"), soft_wrap=False)
    console.print()
    for path in written:
        console.print(f"wrote {path}", soft_wrap=True)


def _heading(result: RunResult) -> Text:
    """Say what was run."""
    chain = result.chain
    kind = "spot" if chain.spot is not None else "nearest forward"
    spot = f"{kind} {result.spot:,.2f}"
    time = f"{chain.valuation_time:%Y-%m-%d %H:%M} UTC"
    return Text.assemble("\n", (chain.underlying, "bold"), f"  {time}  {spot}  {chain.source}\n")


def _expiries(result: RunResult, *, narrow: bool) -> Table:
    """Lay out forwards, rates and fit by expiry."""
    rows = expiry_table(result)
    held = rows["borrow_rate"].count() > 0
    chosen = [*EXPIRY_COLUMNS[:CARRY], *(BORROW_COLUMNS if held else ()), *EXPIRY_COLUMNS[CARRY:]]
    chosen += [NOTE_COLUMN] if rows["note"].count() > 0 else []
    columns = [column for column in chosen if column[2] or not narrow]
    table = plain_table("Expiries", tuple(heading for heading, _, _ in columns), left=2)
    for row in rows.iter_rows(named=True):
        table.add_row(*(cell(row) for _, cell, _ in columns))
    return table


def _number(value: float | None, digits: int, scale: float = 1.0, unit: str = "") -> str:
    """Show a number, or a dash where there is none."""
    return "-" if value is None else f"{scale * value:,.{digits}f}{unit}"


def _figure(
    name: str, digits: int, scale: float = 1.0, unit: str = ""
) -> Callable[[dict[str, Any]], str]:
    """Make a cell that shows a number of the row."""
    return lambda row: _number(row[name], digits, scale, unit)


EXPIRY_COLUMNS: tuple[ExpiryColumn, ...] = (
    ("expiry", lambda row: str(row["expiry_date"]), True),
    ("", lambda row: row["settlement"], True),
    ("days", _figure("years", 1, 365.0), True),
    ("forward", _figure("forward", 2), True),
    ("s.e.", _figure("forward_se", 3), False),
    ("rate %", _figure("rate", 3, 100), True),
    ("s.e.", _figure("rate_se", 3, 100), False),
    ("yield %", _figure("dividend_yield", 3, 100), False),
    ("ATM vol %", _figure("atm_vol", 2, 100), True),
    ("used", _figure("quotes_used", 0), True),
    ("left out", _figure("quotes_left_out", 0), False),
    ("in spread", _figure("in_spread_share", 0, 100, " %"), True),
    ("RMSE vol pt", _figure("rmse_vol", 2, 100), False),
)


BORROW_COLUMNS: tuple[ExpiryColumn, ...] = (
    ("borrow %", _figure("borrow_rate", 3, 100), False),
    ("s.e.", _figure("borrow_se", 3, 100), False),
)
NOTE_COLUMN: ExpiryColumn = (
    "note",
    lambda row: (row["note"] or "").lower().replace("_", " "),
    True,
)
CARRY = 1 + [heading for heading, _, _ in EXPIRY_COLUMNS].index("yield %")


def _reasons(result: RunResult) -> Table:
    """Count the quotes by what became of them."""
    reasons = result.reasons()
    total = max(result.options.height, 1)
    table = plain_table("Quotes", ("", "number", "share"))
    for reason, count in reasons.items():
        label = "used" if reason == "OK" else reason.lower().replace("_", " ")
        table.add_row(label, f"{count:,}", f"{100 * count / total:.1f} %")
    table.add_row("total", f"{result.options.height:,}", "")
    return table


def _fit(result: RunResult) -> Table:
    """Give fit quality and certificate."""
    certificate = result.certificate
    found = len(certificate.violations)
    table = plain_table("Surface", ("", "value"))
    table.add_row("in bid-ask", f"{100 * certificate.in_spread_share:.1f} %")
    table.add_row("RMSE, vol points", f"{100 * certificate.rmse_vol:.3f}")
    table.add_row("RMSE, spreads", f"{certificate.rmse_spreads:.2f}")
    table.add_row("arbitrage", "none found" if certificate.is_arbitrage_free else f"{found} places")
    return table


def _early_exercise(result: RunResult) -> tuple[Table, ...]:
    """Say how many American quotes got a vol, and how well calls and puts agree."""
    if not (result.chain.has_american or result.forwards.terms.dividends):
        return ()
    found = put_call_summary(result.options)
    table = plain_table("Calls and puts", ("", "value"))
    table.add_row("dividends", f"{len(result.forwards.terms.dividends)}")
    table.add_row("with a vol", _number(found["vol_share"], 1, 100, " %"))
    table.add_row("gap, vol points", _number(found["gap_abs_median"], 3, 100))
    table.add_row("gap, spreads", _number(found["gap_spreads_median"], 2))
    return (table,)


def _totals(result: RunResult) -> Table:
    """Give the book's totals in desk units."""
    meaning = {unit.name: unit.meaning for unit in DESK_UNITS} | {
        "present_value": "currency",
        "delta": "units of the underlying",
    }
    title = "Book" if result.has_book else "Reference position"
    table = plain_table(title, ("", "total", "unit"))
    table.columns[2].justify = "left"
    for name in ("present_value", *TOTALS):
        unit = meaning[name].split(": ")[-1]
        table.add_row(name, f"{result.valuation.totals[name]:,.2f}", unit)
    if not result.valuation.expired.is_empty():
        table.add_row("expired", f"{result.valuation.expired.height}", "positions, not valued")
    return table


def _timings(result: RunResult, seconds: dict[str, float]) -> Table:
    """Give the wall time of every step."""
    table = plain_table("Timings", ("step", "ms"))
    table.add_row("read", f"{1e3 * seconds['read']:,.1f}")
    for timing in result.timings:
        table.add_row(timing.step, f"{1e3 * timing.seconds:,.1f}")
    table.add_row("all steps", f"{1e3 * result.seconds:,.1f}", style="bold")
    table.add_row("write", f"{1e3 * seconds['write']:,.1f}")
    return table


def _side_by_side(*parts: RenderableType) -> Table:
    """Put parts next to each other."""
    grid = Table.grid(padding=(0, 3))
    grid.add_row(*(Padding(part, 0) for part in parts))
    return grid
