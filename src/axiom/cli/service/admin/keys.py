"""`axiom admin create-key`, `list-keys`, `rotate-key` and `revoke-key`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from axiom.cli.options import JsonOption
from axiom.cli.service.admin.opening import (
    BurstOption,
    DatabaseOption,
    DaysOption,
    LimitOption,
    NameOption,
    RateOption,
    ScopeOption,
    expiry,
    instant,
    note,
    open_store,
    user,
)
from axiom.cli.terminal import plain_table, print_json, stdout
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom.service.access import issuing
    from axiom.service.admin import answers
    from axiom.store import KeyRecord
else:
    answers = LazyModule("axiom.service.admin.answers")
    issuing = LazyModule("axiom.service.access.issuing")

__all__ = ["create_key", "list_keys", "revoke_key", "rotate_key"]

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="Its id or prefix.")]


def create_key(
    *,
    name: NameOption,
    scope: ScopeOption,
    expires_days: DaysOption = None,
    rate: RateOption = None,
    burst: BurstOption = None,
    database_url: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an API key and show it."""
    with open_store(database_url) as opened, opened.begin() as work:
        issued = issuing.issue_key(
            work,
            name=name,
            scopes=scope,
            created_by=user(),
            expires_at=expiry(expires_days),
            requests_per_second=rate,
            burst=burst,
        )
        note(work, "create-key", issued.record.id, {"name": name, "scopes": issued.record.scopes})
    _show(issued, as_json=as_json)


def list_keys(
    limit: LimitOption = 100,
    after: Annotated[
        str | None, typer.Option(help="Id of the last key of the page before.")
    ] = None,
    database_url: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List API keys."""
    with open_store(database_url) as opened, opened.begin(read_only=True) as work:
        found = work.keys.page(limit=limit, after=after)
    if as_json:
        print_json([answers.key_answer(record).model_dump(mode="json") for record in found])
        return
    columns = ("id", "prefix", "name", "scopes", "made", "last used", "expires", "revoked")
    table = plain_table("API keys", columns, left=len(columns))
    for key in found:
        times = (key.created_at, key.last_used_at, key.expires_at, key.revoked_at)
        table.add_row(key.id, key.prefix, key.name, " ".join(key.scopes), *map(instant, times))
    stdout().print(table)


def rotate_key(
    key: KeyArgument,
    overlap_hours: Annotated[
        float, typer.Option(min=0.0, max=720.0, help="Hours for which the old key goes on.")
    ] = 24.0,
    database_url: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Replace an API key by a new one."""
    overlap = dt.timedelta(hours=overlap_hours)
    with open_store(database_url) as opened, opened.begin() as work:
        old = issuing.find_key(work, key)
        issued = issuing.rotate_key(work, old.id, overlap=overlap, created_by=user())
        note(work, "rotate-key", issued.record.id, {"replaces": old.id})
    _show(issued, as_json=as_json)


def revoke_key(
    key: KeyArgument, database_url: DatabaseOption = None, as_json: JsonOption = False
) -> None:
    """Revoke an API key."""
    with open_store(database_url) as opened, opened.begin() as work:
        record = issuing.find_key(work, key)
        revoked = work.keys.revoke(record.id, at=dt.datetime.now(dt.UTC))
        note(work, "revoke-key", record.id)
    if as_json:
        print_json(answers.key_answer(revoked).model_dump(mode="json"))
    else:
        typer.echo(f"revoked the key {revoked.prefix} of {revoked.name}")


def _show(issued: issuing.Issued[KeyRecord], *, as_json: bool) -> None:
    """Show a new key, and how it is given."""
    record = issued.record
    if as_json:
        print_json(answers.new_key_answer(issued).model_dump(mode="json"))
        return
    typer.echo(issued.secret)
    typer.echo(
        f"\nThe key of {record.name} ({', '.join(record.scopes)}); it is shown this once and "
        "kept as a hash.\nGive it as 'X-API-Key: KEY' or 'Authorization: Bearer KEY'.",
        err=True,
    )
