"""The group `axiom risk`."""

from __future__ import annotations

import typer

from axiom.cli import texts
from axiom.cli.risk.explain import explain
from axiom.cli.risk.stress import stress

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})


@app.callback(invoke_without_command=True)
def root(context: typer.Context) -> None:
    """Stress a book or explain its P&L; without a command, show what there is."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command("explain", help=texts.RISK_EXPLAIN)(explain)
app.command("stress", help=texts.RISK_STRESS)(stress)
