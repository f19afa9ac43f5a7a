"""The base of everything that goes over the wire."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["WireModel"]


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
