"""`axiom store runs` and `axiom store replay`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from axiom.cli.options import JsonOption
from axiom.cli.service.admin.opening import DatabaseOption, LimitOption, instant
from axiom.cli.service.store.opening import open_store
from axiom.cli.terminal import plain_table, print_json, stdout
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom.store import runs as past
else:
    past = LazyModule("axiom.store.runs")

__all__ = ["replay", "runs"]


def runs(
    kind: Annotated[str | None, typer.Option(help="Of the computation; all if left out.")] = None,
    limit: LimitOption = 20,
    database_url: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the computations that were kept, the newest first."""
    with open_store(database_url) as opened, opened.begin(read_only=True) as work:
        found = work.runs.page(kind=kind, limit=limit, newest_first=True)
    rows = [
        (run.id, run.kind, instant(run.started_at), run.principal, run.version) for run in found
    ]
    names = ("run", "kind", "at", "by", "release")
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    table = plain_table("Runs", names, left=len(names))
    for row in rows:
        table.add_row(*row)
    stdout().print(table)


def replay(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Its identifier; see `runs`.")],
    database_url: DatabaseOption = None,
) -> None:
    """Do a kept computation again and compare it bit for bit."""
    with open_store(database_url) as opened, opened.begin(read_only=True) as work:
        found = past.replay_run(work, run)
    told = f"{found.run.kind} of {instant(found.run.started_at)}, release {found.run.version}"
    if found.is_same:
        typer.echo(f"{told}: the same to the last bit")
        return
    machine = ", ".join(f"{name} {value}" for name, value in found.run.machine.items())
    typer.echo(f"{told}: {found.difference}\nit was computed on {machine}")
    raise typer.Exit(1)
