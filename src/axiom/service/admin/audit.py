"""The route of the audit log."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from fastapi import Query, Request
from pydantic import AwareDatetime

from axiom.core.errors import InvalidArgumentError
from axiom.service.access import scoped_router
from axiom.service.admin.answers import audit_entry
from axiom.service.admin.parameters import LimitQuery
from axiom.service.services import services_of
from axiom.store import AuditRecord
from axiom.wire.access import AuditPage

__all__ = ["router"]

_FIRST: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LAST: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
_MATCHES: Final = r"^[^\x00]*$"

SinceQuery = Annotated[AwareDatetime | None, Query(description="From this instant on.")]
UntilQuery = Annotated[AwareDatetime | None, Query(description="Before this instant.")]


def _equal(description: str) -> Any:
    """Declare a filter."""
    return Query(description=description, max_length=200, pattern=_MATCHES)


router = scoped_router("admin", tags=["admin"])


@router.get("/admin/audit", operation_id="list_audit")
def list_audit(
    request: Request,
    *,
    since: SinceQuery = None,
    until: UntilQuery = None,
    principal: Annotated[str | None, _equal("Name of the key or client.")] = None,
    key_id: Annotated[str | None, _equal("Identifier of the key or client.")] = None,
    action: Annotated[str | None, _equal("Method and route, or a command.")] = None,
    target: Annotated[str | None, _equal("Identifier of what was written.")] = None,
    limit: LimitQuery = 100,
    after: Annotated[str | None, Query(description="`next` of the page before.")] = None,
) -> AuditPage:
    """Show who wrote what, latest first."""
    given = {"principal": principal, "key_id": key_id, "action": action, "target": target}
    with services_of(request).store.begin(read_only=True) as work:
        found = work.audit.between(
            _within(since, _FIRST),
            _within(until, _LAST),
            limit=limit,
            after=None if after is None else _position(after),
            newest_first=True,
            **{name: value for name, value in given.items() if value is not None},
        )
    following = _cursor(found[-1]) if len(found) == limit else None
    return AuditPage(items=tuple(map(audit_entry, found)), next=following)


def _within(instant: dt.datetime | None, otherwise: dt.datetime) -> dt.datetime:
    """Keep an instant within what a database can hold in any zone."""
    return otherwise if instant is None else min(max(instant, _FIRST), _LAST)


def _cursor(record: AuditRecord) -> str:
    """Write after which row the next page begins."""
    return f"{record.time.isoformat().replace('+00:00', 'Z')}_{record.id}"


def _position(cursor: str) -> tuple[dt.datetime, str]:
    """Read after which row a page begins."""
    time, _, identifier = cursor.partition("_")
    try:
        instant = dt.datetime.fromisoformat(time)
        if instant.tzinfo is None or "\0" in identifier or not _FIRST <= instant <= _LAST:
            raise ValueError
    except ValueError as error:
        raise InvalidArgumentError(
            f"after={cursor[:80]!r}: give `next` of the page before"
        ) from error
    return instant, identifier
