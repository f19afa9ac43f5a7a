"""How accurate a numerical price has to be."""

from __future__ import annotations

from typing import Literal

from axiom.core.errors import InvalidArgumentError

__all__ = ["Accuracy", "check_accuracy"]

Accuracy = Literal["fast", "accurate", "reference"]

_KNOWN: tuple[Accuracy, ...] = ("fast", "accurate", "reference")


def check_accuracy(accuracy: object) -> Accuracy:
    """Return the accuracy.

    Raises
    ------
    InvalidArgumentError
        If it is none of ``"fast"``, ``"accurate"`` and ``"reference"``.
    """
    for known in _KNOWN:
        if accuracy == known:
            return known
    raise InvalidArgumentError(
        f"accuracy must be 'fast', 'accurate' or 'reference', got {accuracy!r}"
    )
