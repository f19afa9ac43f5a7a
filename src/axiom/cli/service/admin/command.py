"""The group `axiom admin`."""

from __future__ import annotations

import typer

from axiom.cli.service.admin import audit, clients, keys, texts

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})


@app.callback(invoke_without_command=True)
def root(context: typer.Context) -> None:
    """Manage keys, clients and the audit log; without a command, show what there is."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command("create-key", help=texts.CREATE_KEY)(keys.create_key)
app.command("list-keys", help=texts.LIST_KEYS)(keys.list_keys)
app.command("rotate-key", help=texts.ROTATE_KEY)(keys.rotate_key)
app.command("revoke-key", help=texts.REVOKE_KEY)(keys.revoke_key)
app.command("create-client", help=texts.CREATE_CLIENT)(clients.create_client)
app.command("list-clients", help=texts.LIST_CLIENTS)(clients.list_clients)
app.command("renew-client", help=texts.RENEW_CLIENT)(clients.renew_client)
app.command("revoke-client", help=texts.REVOKE_CLIENT)(clients.revoke_client)
app.command("rotate-keys", help=texts.ROTATE_KEYS)(clients.rotate_keys)
app.command("audit", help=texts.AUDIT)(audit.audit)
