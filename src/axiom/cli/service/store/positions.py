"""`axiom store rebuild-positions`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from axiom.cli.service.admin.opening import DatabaseOption, user
from axiom.cli.service.store.opening import open_store
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import store
else:
    store = LazyModule("axiom.store")

__all__ = ["rebuild_positions"]


def rebuild_positions(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit with 1 where some differ.")
    ] = False,
    database_url: DatabaseOption = None,
) -> None:
    """Compare every position with the sum of its trades, and mend those that differ."""
    with open_store(database_url) as opened:
        if check:
            with opened.begin(read_only=True) as work:
                found = work.positions.check()
        else:
            with opened.begin() as work:
                found = work.positions.rebuild()
                work.audit.add(
                    store.AuditRecord(
                        principal=user(),
                        action="axiom store rebuild-positions",
                        status=0,
                        details={"mended": len(found)},
                    )
                )
    _show(found, check=check)
    if check and found:
        raise typer.Exit(1)


def _show(found: Sequence[store.Difference], *, check: bool) -> None:
    """Show what differed."""
    for one in found:
        stored = "none" if one.stored is None else f"{one.stored.quantity:f}"
        summed = "none" if one.summed is None else f"{one.summed.quantity:f}"
        typer.echo(f"{one.strategy} {one.instrument_id}: stored {stored}, sum of trades {summed}")
    done = "differ" if check else "mended"
    typer.echo(f"{len(found)} {done}" if found else "every position is the sum of its trades")
