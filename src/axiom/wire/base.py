"""The base of everything that goes over the wire."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Strict

__all__ = ["Flag", "Instant", "Number", "WireModel"]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200


def _in_range(instant: AwareDatetime) -> AwareDatetime:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(f"give an instant from {FIRST_YEAR} to {LAST_YEAR}")
    return instant


Number = Annotated[float, Strict()]
"""A finite number; no text and no boolean in its place."""
Flag = Annotated[bool, Strict()]
"""True or false; no text and no number in its place."""
Instant = Annotated[AwareDatetime, AfterValidator(_in_range)]
"""An instant with its time zone, of 1900 to 2200."""


class WireModel(BaseModel):
    """A request or an answer: frozen, no unknown fields, no NaN and no infinity.

    Notes
    -----
    Verified by tests/unit/wire/test_base.py.

    Examples
    --------
    >>> from axiom.wire import WireModel
    >>> class Strike(WireModel):
    ...     strike: float
    >>> Strike.model_validate_json('{"strike": 105}').strike
    105.0
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )
