"""When an option may be exercised."""

from __future__ import annotations

from typing import Literal

from axiom.core.errors import InvalidArgumentError

__all__ = ["Exercise", "check_exercise"]

Exercise = Literal["european", "american"]


def check_exercise(exercise: object) -> bool:
    """Return whether the options may be exercised at any time until their expiry.

    Raises
    ------
    InvalidArgumentError
        If the style is neither ``"european"`` nor ``"american"``.
    """
    if exercise not in ("european", "american"):
        raise InvalidArgumentError(f"exercise must be 'european' or 'american', got {exercise!r}")
    return exercise == "american"
