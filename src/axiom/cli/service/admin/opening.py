"""What the commands of `axiom admin` share: the database, and who is at the keyboard."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import service, store
else:
    service = LazyModule("axiom.service")
    store = LazyModule("axiom.store")

__all__ = [
    "BurstOption",
    "DatabaseOption",
    "DaysOption",
    "LimitOption",
    "NameOption",
    "RateOption",
    "ScopeOption",
    "expiry",
    "instant",
    "note",
    "open_store",
    "settings_of",
    "user",
]

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        metavar="URL",
        help="Database; AXIOM_DATABASE_URL or sqlite:///axiom.db where left out.",
    ),
]
NameOption = Annotated[str, typer.Option(help="Who is to use it.")]
ScopeOption = Annotated[
    list[str],
    typer.Option(metavar="read|price|trade|admin", help="What it may do; repeat for each."),
]
DaysOption = Annotated[
    float | None, typer.Option("--expires-days", help="Days until it expires; never if left out.")
]
RateOption = Annotated[
    float | None, typer.Option("--rate", help="Its own limit, requests a second.")
]
BurstOption = Annotated[
    int | None, typer.Option("--burst", help="How many requests may come at once.")
]
LimitOption = Annotated[int, typer.Option(min=1, max=10_000, help="Most rows to show.")]


def settings_of(database_url: str | None) -> service.ServiceSettings:
    """Read the settings of the environment, with the database of the command."""
    if database_url is None:
        return service.ServiceSettings()
    return service.ServiceSettings(database_url=database_url)


@contextmanager
def open_store(database_url: str | None) -> Iterator[store.Store]:
    """Open the database; a file of SQLite that is not there yet is made.

    Yields
    ------
    Store
        Open until the block is left.
    """
    url = settings_of(database_url).database_url
    path = url.removeprefix("sqlite:///")
    is_new = path != url and not Path(path).exists()
    with store.Store.open(url, migrate=is_new) as opened:
        yield opened


def user() -> str:
    """Return who is at the keyboard, for the audit log."""
    return f"{getpass.getuser()} at the command line"


def note(
    work: store.UnitOfWork, command: str, target: str, details: Mapping[str, Any] | None = None
) -> None:
    """Add what a command writes to the audit log."""
    work.audit.add(
        store.AuditRecord(
            principal=user(),
            action=f"axiom admin {command}",
            target=target,
            status=0,
            details=dict(details or {}),
        )
    )


def expiry(days: float | None) -> dt.datetime | None:
    """Turn days from now into an instant.

    Raises
    ------
    typer.BadParameter
        If that is not within a thousand years to come.
    """
    if days is None:
        return None
    if not 0.0 < days <= 365_000.0:
        raise typer.BadParameter(f"--expires-days is {days:g}: give a number above 0")
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def instant(value: dt.datetime | None) -> str:
    """Write an instant to the second, for a table."""
    return "" if value is None else value.strftime("%Y-%m-%d %H:%M:%SZ")
