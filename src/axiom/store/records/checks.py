"""Checks that several records make of their fields."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from axiom.core.errors import InvalidArgumentError
from axiom.store.exact import exact

__all__ = ["check_decimals", "check_names", "check_times", "option_terms", "utc_now"]


def check_times(owner: Any, *names: str) -> None:
    """Check fields that hold an instant or None, and keep them in UTC.

    Raises
    ------
    InvalidArgumentError
        If one has no time zone.
    """
    for name in names:
        value = getattr(owner, name)
        if value is None:
            continue
        if not isinstance(value, dt.datetime) or value.tzinfo is None:
            raise InvalidArgumentError(f"{name}={value!r}: give an aware datetime")
        object.__setattr__(owner, name, value.astimezone(dt.UTC))


def check_decimals(owner: Any, *names: str) -> None:
    """Check fields that hold a booked number or None, and keep them as exact decimals.

    Raises
    ------
    InvalidArgumentError
        See `axiom.store.exact.exact`.
    """
    for name in names:
        value = getattr(owner, name)
        if value is not None:
            object.__setattr__(owner, name, exact(name, value))


def check_names(owner: Any, *names: str) -> None:
    """Check fields that hold a name: text that is not blank and fits a database.

    Raises
    ------
    InvalidArgumentError
        If one is no text, blank, or has a NUL character, which PostgreSQL cannot store.
    """
    for name in names:
        value = getattr(owner, name)
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            raise InvalidArgumentError(f"{name}={value!r}: give text that is not blank")


def option_terms(owner: Any) -> None:
    """Check that expiry, strike and is_call of a record are all given or all None.

    Raises
    ------
    InvalidArgumentError
        If only some are given, or the strike is not above 0.
    """
    terms = {name: getattr(owner, name) for name in ("expiry", "strike", "is_call")}
    missing = [name for name, value in terms.items() if value is None]
    if missing and len(missing) < len(terms):
        raise InvalidArgumentError(
            f"{missing[0]} is None while others of expiry, strike and is_call are given: an option "
            "needs all three, the underlying itself none"
        )
    strike = terms["strike"]
    if strike is not None and not strike > (Decimal(0) if isinstance(strike, Decimal) else 0.0):
        raise InvalidArgumentError(f"strike={strike!r}: give a number above 0")


def utc_now() -> dt.datetime:
    """Return the present instant in UTC, as records take it where none is given."""
    return dt.datetime.now(dt.UTC)
