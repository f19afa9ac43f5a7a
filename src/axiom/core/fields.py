"""Checks of the fields of contracts and parameters: a clear error, and the value as it is kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real
from typing import Any, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError

__all__ = ["choice", "flag", "number", "numbers", "optional_number", "times", "whole"]

ROUNDING: Final = 1e-14
"""Share by which a time may be off through arithmetic in double precision."""


def number(
    owner: Any,
    name: str,
    *,
    above: float = -math.inf,
    least: float = -math.inf,
    most: float = math.inf,
    is_infinite_allowed: bool = False,
) -> None:
    """Check a field of a frozen dataclass that holds one number, and keep it as a float.

    Raises
    ------
    InvalidArgumentError
        If it is not a real number, not finite, or outside its domain.
    """
    domain = _Domain(above=above, least=least, most=most, is_infinite_allowed=is_infinite_allowed)
    object.__setattr__(owner, name, domain.real(name, getattr(owner, name)))


def optional_number(owner: Any, name: str, *, above: float = -math.inf) -> None:
    """Check a field that holds a number or None, see `number`."""
    if getattr(owner, name) is not None:
        number(owner, name, above=above)


def numbers(
    owner: Any,
    name: str,
    *,
    count: int | None = None,
    fewest: int = 1,
    above: float = -math.inf,
    least: float = -math.inf,
    most: float = math.inf,
) -> None:
    """Check a field that holds several numbers, and keep them as a tuple of floats.

    Raises
    ------
    InvalidArgumentError
        If there are too few or not as many as `count`, or one is outside the domain.
    """
    values = getattr(owner, name)
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidArgumentError(f"{name}={values!r}: give a sequence of numbers")
    domain = _Domain(above=above, least=least, most=most)
    kept = tuple(domain.real(f"{name}[{i}]", value) for i, value in enumerate(values))
    if len(kept) < fewest:
        raise InvalidArgumentError(f"{name} has {len(kept)} numbers: give at least {fewest}")
    if count is not None and len(kept) != count:
        raise InvalidArgumentError(f"{name} has {len(kept)} numbers: give {count}")
    object.__setattr__(owner, name, kept)


def times(
    owner: Any, name: str, *, last: float = math.inf, is_now_allowed: bool = False, fewest: int = 1
) -> None:
    """Check a field that holds ascending times in years, and keep them as a tuple of floats.

    An end that is after `last` by rounding alone, as ``12 * (1 / 12 * last)`` may be, is `last`.

    Raises
    ------
    InvalidArgumentError
        If they do not ascend, start at or before now, or end after `last`.
    """
    numbers(owner, name, fewest=fewest)
    kept: Sequence[float] = getattr(owner, name)
    for earlier, later in pairwise(kept):
        if later <= earlier:
            raise InvalidArgumentError(f"{name}: {later} follows {earlier}; give ascending times")
    if kept and (kept[0] < 0.0 or (kept[0] == 0.0 and not is_now_allowed)):
        raise InvalidArgumentError(
            f"{name} starts at {kept[0]}: give years from now, above 0; past dates go into the "
            "fields for past fixings"
        )
    if kept and last < kept[-1] <= last * (1.0 + ROUNDING) and last not in kept:
        kept = (*kept[:-1], last)
        object.__setattr__(owner, name, kept)
    if kept and kept[-1] > last:
        raise InvalidArgumentError(f"{name} ends at {kept[-1]}, after expiry={last}: shorten it")


def flag(owner: Any, *names: str) -> None:
    """Check fields that hold True or False, and keep them as such.

    Raises
    ------
    InvalidArgumentError
        If one holds something else, a number too.
    """
    for name in names:
        value = getattr(owner, name)
        if not isinstance(value, bool | np.bool_):
            raise InvalidArgumentError(f"{name}={value!r}: give True or False")
        object.__setattr__(owner, name, bool(value))


def choice(owner: Any, name: str, allowed: Sequence[str]) -> None:
    """Check a field that holds one of some words.

    Raises
    ------
    InvalidArgumentError
        If it holds something else.
    """
    value = getattr(owner, name)
    if value not in allowed:
        listed = ", ".join(repr(word) for word in allowed)
        raise InvalidArgumentError(f"{name}={value!r}: give one of {listed}")


def whole(owner: Any, name: str, *, least: int = 0) -> None:
    """Check a field that holds a whole number, and keep it as an int.

    Raises
    ------
    InvalidArgumentError
        If it is not one, or below `least`.
    """
    value = getattr(owner, name)
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise InvalidArgumentError(f"{name}={value!r}: give a whole number of at least {least}")
    object.__setattr__(owner, name, int(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Domain:
    """Where a number may lie."""

    above: float
    least: float
    most: float
    is_infinite_allowed: bool = False

    def real(self, name: str, value: Any) -> float:
        """Return a value as a float, or raise."""
        if isinstance(value, bool) or not isinstance(value, Real):
            raise InvalidArgumentError(f"{name}={value!r}: give a number")
        kept = float(value)
        if math.isnan(kept) or (math.isinf(kept) and not self.is_infinite_allowed):
            raise InvalidArgumentError(f"{name}={value!r}: give a finite number")
        if (
            not (kept > self.above or self.above == -math.inf)
            or not self.least <= kept <= self.most
        ):
            raise InvalidArgumentError(f"{name}={value!r}: give {self}")
        return kept

    def __str__(self) -> str:
        """Describe it."""
        parts = []
        if self.above > -math.inf:
            parts.append(f"above {self.above:g}")
        if self.least > -math.inf:
            parts.append(f"of at least {self.least:g}")
        if self.most < math.inf:
            parts.append(f"of at most {self.most:g}")
        return "a number " + " and ".join(parts)
