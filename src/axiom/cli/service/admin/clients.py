"""`axiom admin create-client`, `list-clients`, `renew-client`, `revoke-client`, `rotate-keys`."""

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
    settings_of,
    user,
)
from axiom.cli.terminal import plain_table, print_json, stdout
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom.service.access import issuing, opening
    from axiom.service.admin import answers
    from axiom.store import ClientRecord
else:
    answers = LazyModule("axiom.service.admin.answers")
    issuing = LazyModule("axiom.service.access.issuing")
    opening = LazyModule("axiom.service.access.opening")

__all__ = ["create_client", "list_clients", "renew_client", "revoke_client", "rotate_keys"]

ClientArgument = Annotated[str, typer.Argument(metavar="CLIENT_ID", help="Its identifier.")]


def create_client(
    *,
    name: NameOption,
    scope: ScopeOption,
    expires_days: DaysOption = None,
    rate: RateOption = None,
    burst: BurstOption = None,
    database_url: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an OAuth2 client and show its secret."""
    with open_store(database_url) as opened, opened.begin() as work:
        issued = issuing.issue_client(
            work,
            name=name,
            scopes=scope,
            created_by=user(),
            expires_at=expiry(expires_days),
            requests_per_second=rate,
            burst=burst,
        )
        note(
            work, "create-client", issued.record.id, {"name": name, "scopes": issued.record.scopes}
        )
    _show(issued, as_json=as_json)


def list_clients(
    limit: LimitOption = 100,
    after: Annotated[
        str | None, typer.Option(help="Identifier of the last client of the page before.")
    ] = None,
    database_url: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List OAuth2 clients."""
    with open_store(database_url) as opened, opened.begin(read_only=True) as work:
        found = work.clients.page(limit=limit, after=after)
    if as_json:
        print_json([answers.client_answer(record).model_dump(mode="json") for record in found])
        return
    columns = ("client_id", "name", "scopes", "made", "expires", "revoked")
    table = plain_table("OAuth2 clients", columns, left=len(columns))
    for client in found:
        times = (client.created_at, client.expires_at, client.revoked_at)
        table.add_row(client.id, client.name, " ".join(client.scopes), *map(instant, times))
    stdout().print(table)


def renew_client(
    client_id: ClientArgument, database_url: DatabaseOption = None, as_json: JsonOption = False
) -> None:
    """Give an OAuth2 client a new secret."""
    with open_store(database_url) as opened, opened.begin() as work:
        issued = issuing.renew_client(work, client_id)
        note(work, "renew-client", client_id)
    _show(issued, as_json=as_json)


def revoke_client(
    client_id: ClientArgument, database_url: DatabaseOption = None, as_json: JsonOption = False
) -> None:
    """Revoke an OAuth2 client."""
    with open_store(database_url) as opened, opened.begin() as work:
        revoked = work.clients.revoke(client_id, at=dt.datetime.now(dt.UTC))
        note(work, "revoke-client", client_id)
    if as_json:
        print_json(answers.client_answer(revoked).model_dump(mode="json"))
    else:
        typer.echo(f"revoked the client {client_id} of {revoked.name}")


def rotate_keys(
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Refuse the tokens of the old keys from now on.")
    ] = False,
    database_url: DatabaseOption = None,
) -> None:
    """Sign tokens by a new key from now on."""
    settings = settings_of(database_url)
    with open_store(database_url) as opened, opened.begin() as work:
        made = issuing.rotate_signing_key(
            work,
            terms=opening.token_terms(settings),
            signs=opening.signing_period(settings),
            withdraw=withdraw,
        )
        note(work, "rotate-keys", made.id, {"withdraw": withdraw})
    typer.echo(f"tokens are signed by the key {made.id} until {instant(made.signs_until)}")


def _show(issued: issuing.Issued[ClientRecord], *, as_json: bool) -> None:
    """Show a client and its secret, and how they are given."""
    record = issued.record
    if as_json:
        print_json(answers.new_client_answer(issued).model_dump(mode="json"))
        return
    typer.echo(f"client_id      {record.id}\nclient_secret  {issued.secret}")
    typer.echo(
        f"\nThe client {record.name} ({', '.join(record.scopes)}); the secret is shown this "
        "once and kept as a hash.\nIt takes tokens by POST /v1/oauth/token.",
        err=True,
    )
