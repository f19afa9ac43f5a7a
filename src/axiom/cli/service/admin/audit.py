"""`axiom admin audit`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from axiom.cli.options import JsonOption
from axiom.cli.service.admin.opening import DatabaseOption, LimitOption, instant, open_store
from axiom.cli.terminal import plain_table, print_json, stdout
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom.service.admin import answers
else:
    answers = LazyModule("axiom.service.admin.answers")

__all__ = ["audit"]


def audit(
    limit: LimitOption = 50,
    days: Annotated[
        float, typer.Option(min=0.0, max=36_500.0, help="How far back to look.")
    ] = 30.0,
    principal: Annotated[
        str | None, typer.Option(help="Name of the key or client; all if left out.")
    ] = None,
    database_url: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who wrote what."""
    now = dt.datetime.now(dt.UTC)
    chosen: dict[str, Any] = {} if principal is None else {"principal": principal}
    with open_store(database_url) as opened, opened.begin(read_only=True) as work:
        found = work.audit.between(
            now - dt.timedelta(days=days),
            now + dt.timedelta(days=1),
            limit=limit,
            newest_first=True,
            **chosen,
        )
    if as_json:
        print_json([answers.audit_entry(row).model_dump(mode="json") for row in found])
        return
    columns = ("time", "who", "what", "on", "status", "request", "from")
    table = plain_table("Audit log", columns, left=len(columns))
    for row in found:
        told = (row.principal, row.action, row.target, str(row.status), row.request_id, row.address)
        table.add_row(instant(row.time), *told)
    stdout().print(table)
