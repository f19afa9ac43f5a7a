"""The summary of a session in the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from axiom.cli.terminal import plain_table, stdout
from axiom.desk import SessionResult

__all__ = ["show_session"]

ASSUMPTION = (
    "Fills against recorded or simulated quotes are an assumption: the desk's own quotes would "
    "have changed what followed."
)
_SHOWN = 5e-3


def show_session(result: SessionResult, *, seconds: float, written: tuple[Path, ...]) -> None:
    """Print what came of a session.

    Parameters
    ----------
    result
        The session.
    seconds
        Wall time.
    written
        The files that were written.

    Notes
    -----
    Verified by tests/unit/cli/desk/test_replay.py.
    """
    console = stdout()
    found = result.summary()
    span = found["end"] - found["begin"]
    console.print(
        Text.assemble(
            "\n",
            (found["underlying"], "bold"),
            f"  {found['begin']:%Y-%m-%d %H:%M} to {found['end']:%Y-%m-%d %H:%M} UTC, "
            f"{found['steps']:,} updates in {seconds:.1f} s "
            f"({span.total_seconds() / seconds:,.0f} times as fast as they came)\n",
        )
    )
    console.print(_account(found))
    if found["explain"]["total"] or any(found["explain"].values()):
        console.print(_explain(found["explain"]))
    for event in result.halts:
        console.print(Text(f"{event.time:%m-%d %H:%M:%S}  {event.reason}", style="yellow"))
    console.print(Text(ASSUMPTION, style="yellow"))
    for path in written:
        console.print(f"wrote {path}", soft_wrap=True)


def _account(found: dict[str, object]) -> Table:
    names = {
        "pnl": "P&L at model value",
        "market_pnl": "P&L at market mid",
        "drawdown": "largest drawdown",
        "edge": "edge of fills at model value",
        "hedge_cost": "cost of hedges",
        "fees": "fees",
        "fills": "fills",
        "contracts": "contracts",
        "hedges": "hedges",
    }
    table = plain_table("The session", ("", "value"))
    for name, words in names.items():
        value = found[name]
        table.add_row(words, f"{value:,.2f}" if isinstance(value, float) else f"{value:,}")
    return table


def _explain(terms: dict[str, float]) -> Table:
    """Lay out what the P&L came from, terms that came to nothing left out."""
    table = plain_table("P&L explained", ("term", "amount"))
    kept = {name: amount for name, amount in terms.items() if abs(amount) >= _SHOWN}
    last = ("residual", "total")
    for name in (*(name for name in kept if name not in last), *last):
        table.add_row(name.replace("_", " "), f"{terms[name]:,.2f}")
    return table
