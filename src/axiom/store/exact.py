"""Decimals that are stored and added without rounding."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, DecimalException, DivisionByZero, Inexact, InvalidOperation
from typing import Any, Final

from axiom.core.errors import InvalidArgumentError

__all__ = ["exact", "exact_product", "exact_sum", "plain"]

MOST_DIGITS: Final = 18
"""Most digits before the point, and most after it, that a booked number may have."""

_CONTEXT: Final = Context(prec=200, traps=[Inexact, InvalidOperation, DivisionByZero])


def exact(name: str, value: Any) -> Decimal:
    """Read a booked number.

    Parameters
    ----------
    name
        The argument, for messages.
    value
        A Decimal, an int, or text of one; not a float, which would already be rounded.

    Returns
    -------
    Decimal
        Without trailing zeros.

    Raises
    ------
    InvalidArgumentError
        If it is a float or no number, not finite, or has more than 18 digits before or after the
        point.

    Notes
    -----
    Verified by tests/unit/store/test_exact.py.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise InvalidArgumentError(
            f"{name}={value!r}: give a Decimal, a whole number or text; floats are rounded already"
        )
    try:
        read = Decimal(value)
    except DecimalException:
        raise InvalidArgumentError(f"{name}={value!r}: it is no decimal number") from None
    if not read.is_finite():
        raise InvalidArgumentError(f"{name}={value!r}: give a finite number")
    if len(read.as_tuple().digits) > 3 * MOST_DIGITS or read.adjusted() >= MOST_DIGITS:
        raise InvalidArgumentError(
            f"{name}={value!r}: give at most {MOST_DIGITS} digits before the point"
        )
    if read and int(read.normalize(_CONTEXT).as_tuple().exponent) < -MOST_DIGITS:
        raise InvalidArgumentError(
            f"{name}={value!r}: give at most {MOST_DIGITS} digits after the point"
        )
    return plain(read)


def plain(value: Decimal) -> Decimal:
    """Write a finite decimal without trailing zeros, without exponent and without -0."""
    found = value.normalize(_CONTEXT)
    if not found:
        return Decimal(0)
    return Decimal(format(found, "f"))


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """Add decimals; every digit of the sum is kept."""
    total = Decimal(0)
    for value in values:
        total = _CONTEXT.add(total, value)
    return plain(total)


def exact_product(*factors: Decimal) -> Decimal:
    """Multiply decimals; every digit of the product is kept."""
    found = Decimal(1)
    for factor in factors:
        found = _CONTEXT.multiply(found, factor)
    return plain(found)
