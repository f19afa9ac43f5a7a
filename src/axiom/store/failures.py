"""From the errors of drivers to those of the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import exc

from axiom.core.errors import AxiomError, ConflictError, StoreError, StoreUnavailableError
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = LazyModule("psycopg")

__all__ = ["translated"]

_TRY_AGAIN: Final = ("08", "53", "57", "40", "55P03", "58030")
"""SQL states (or their classes) that pass: connection, resources, shutdown, deadlock, lock."""

_TRY_AGAIN_SQLITE: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR")
_REMEDIES: Final = {
    "SQLITE_CANTOPEN": "; make its folder, or name a file in one that this user may write to",
    "SQLITE_READONLY": "; let this user write to the file and to its folder",
    "SQLITE_NOTADB": "; name a file that this store made, or restore a backup into a new one",
    "SQLITE_CORRUPT": "; restore a backup into a new file",
}
_NO_PARTITION: Final = "no partition of relation"


@contextmanager
def translated() -> Iterator[None]:
    """Raise every error of SQLAlchemy and its drivers as one of the store's.

    Raises
    ------
    ConflictError
        If a constraint is violated.
    StoreUnavailableError
        If the database is away, busy, full, or gave way in a deadlock.
    StoreError
        For everything else that the database refuses.
    InvalidArgumentError
        If a value cannot be written at all.

    Notes
    -----
    Verified by tests/unit/store/test_failures.py.
    """
    try:
        yield
    except (exc.SQLAlchemyError, psycopg.Error) as error:
        raise _translate(error) from error


def _translate(error: exc.SQLAlchemyError | psycopg.Error) -> AxiomError:
    """Find the error that fits."""
    own = isinstance(error, psycopg.Error)  # from COPY, which SQLAlchemy does not see
    cause: BaseException | None = error if own else getattr(error, "orig", None)
    if isinstance(cause, AxiomError):
        return cause
    if isinstance(error, exc.TimeoutError):
        return StoreUnavailableError(
            "every connection to the database is in use: try again, or allow more connections"
        )
    text = _text(cause or error)
    if _NO_PARTITION in text:
        return StoreError(
            f"{text}: the month's partition was detached; attach it again, or write later times"
        )
    if isinstance(error, exc.IntegrityError | psycopg.IntegrityError):
        return ConflictError(f"{text}: it contradicts what is stored")
    if _passes(error, cause):
        return StoreUnavailableError(f"the database is away or busy ({text}): try again")
    remedy = _REMEDIES.get(str(getattr(cause, "sqlite_errorname", "")), "")
    return StoreError(f"the database refuses: {text}{remedy}")


def _passes(error: exc.SQLAlchemyError | psycopg.Error, cause: BaseException | None) -> bool:
    """Whether trying again may help."""
    name = getattr(cause, "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(_TRY_AGAIN_SQLITE)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_TRY_AGAIN)
    # Without a state the statement never reached the server.
    unsent = (psycopg.OperationalError, psycopg.InterfaceError)
    return isinstance(error, (exc.OperationalError, exc.InterfaceError, *unsent))


def _text(cause: BaseException) -> str:
    """Write in one line what the driver says."""
    diagnosis = getattr(cause, "diag", None)
    parts = [getattr(diagnosis, name, None) for name in ("message_primary", "message_detail")]
    found = ". ".join(part for part in parts if part) or str(cause)
    return " ".join(found.split()).rstrip(".")
