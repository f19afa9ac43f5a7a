"""The group `axiom store`."""

from __future__ import annotations

import typer

from axiom.cli.service.store import backups, positions, runs, tables, texts

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})


@app.callback(invoke_without_command=True)
def root(context: typer.Context) -> None:
    """Manage the database; without a command, show what there is."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command("upgrade", help=texts.UPGRADE)(tables.upgrade)
app.command("schema", help=texts.SCHEMA)(tables.schema)
app.command("partitions", help=texts.PARTITIONS)(tables.partitions)
app.command("retain", help=texts.RETAIN)(tables.retain)
app.command("rebuild-positions", help=texts.REBUILD_POSITIONS)(positions.rebuild_positions)
app.command("runs", help=texts.RUNS)(runs.runs)
app.command("replay", help=texts.REPLAY)(runs.replay)
app.command("backup", help=texts.BACKUP)(backups.backup)
app.command("restore", help=texts.RESTORE)(backups.restore)
