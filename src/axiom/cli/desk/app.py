"""The commands of `axiom desk`."""

from __future__ import annotations

import typer

from axiom.cli.desk import hedge_study, live, replay, report, simulate, texts

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})
app.command("hedge-study", help=texts.HEDGE_STUDY)(hedge_study.hedge_study)
app.command("live", help=texts.LIVE)(live.live)
app.command("replay", help=texts.REPLAY)(replay.replay)
app.command("report", help=texts.REPORT)(report.report)
app.command("simulate", help=texts.SIMULATE)(simulate.simulate)


@app.callback(invoke_without_command=True)
def root(context: typer.Context) -> None:
    """Run a desk; without a command, show what there is."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
