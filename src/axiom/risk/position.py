"""One position: a signed quantity of an option, or of the underlying itself."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from axiom.core.errors import InvalidArgumentError

__all__ = ["Position"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A signed quantity of one option, or of the underlying itself.

    Parameters
    ----------
    underlying
        Name of the underlying, as the chain spells it.
    quantity
        Number of contracts, or of units of the underlying; negative is short; not zero.
    multiplier
        Units of the underlying a contract stands for, > 0.
    expiry
        Listed expiry date; None for the underlying itself.
    strike
        Strike, > 0; None for the underlying itself.
    is_call
        True for a call, False for a put; None for the underlying itself.
    settlement
        ``"AM"`` or ``"PM"`` where a date lists both; None takes the only one listed.
    exercise
        ``"european"`` or ``"american"``; None: as the options of the chain it is valued with.

    Raises
    ------
    InvalidArgumentError
        If a value lies outside its domain, or if only some of expiry, strike and is_call are given.

    Notes
    -----
    Verified by tests/unit/risk/test_book.py.
    """

    underlying: str
    quantity: float
    multiplier: float = 1.0
    expiry: date | None = None
    strike: float | None = None
    is_call: bool | None = None
    settlement: str | None = None
    exercise: str | None = None

    def __post_init__(self) -> None:
        """Check every field."""
        for column, problem in _problems(self):
            raise InvalidArgumentError(f"position, {column}: {problem}")

    @property
    def is_option(self) -> bool:
        """Whether the position is an option rather than the underlying."""
        return self.expiry is not None


def _problems(position: Position) -> Iterable[tuple[str, str]]:
    """Yield (field, message) for everything wrong with a position."""
    if not position.underlying.strip():
        yield "underlying", "it is empty; write the name of the underlying"
    if not math.isfinite(position.quantity) or position.quantity == 0:
        yield "quantity", f"{position.quantity} must be finite and not 0; negative is short"
    if not math.isfinite(position.multiplier) or position.multiplier <= 0:
        yield "multiplier", f"{position.multiplier} must be finite and above 0"
    if isinstance(position.expiry, datetime):
        yield "expiry", f"{position.expiry} must be a date without a time of day"
    terms = {name: getattr(position, name) for name in ("expiry", "strike", "is_call")}
    missing = [name for name, value in terms.items() if value is None]
    if len(missing) in (1, 2):
        given = ", ".join(name for name in terms if name not in missing)
        yield (
            missing[0],
            f"it is empty while {given} is given; an option needs expiry, strike and is_call, "
            "the underlying itself none of them",
        )
    if position.strike is not None and not 0 < position.strike < math.inf:
        yield "strike", f"{position.strike} must be finite and above 0"
    if position.settlement not in (None, "AM", "PM"):
        yield "settlement", f"{position.settlement!r} must be AM, PM or empty"
    if position.exercise not in (None, "european", "american"):
        yield "exercise", f"{position.exercise!r} must be european, american or empty"
    for name in ("settlement", "exercise"):
        if len(missing) == 3 and getattr(position, name) is not None:
            yield name, f"the underlying itself has no {name}; leave it empty"
