"""Options by column out of JSON."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from starlette.exceptions import HTTPException

from axiom.core.errors import InvalidArgumentError
from axiom.core.machine import available_cores
from axiom.kernels import Dividend
from axiom.service.pricing.rows import Options
from axiom.wire.arrow import ArrowPriceQuery
from axiom.wire.batches import ImpliedVolColumns, PriceColumns

__all__ = ["how_of", "options_of", "too_many_rows"]

_WORDS: Final = ("model", "exercise", "dividend_model", "accuracy")


def too_many_rows(most_rows: int) -> HTTPException:
    """Return the refusal of a request with too many rows."""
    return HTTPException(413, f"more than {most_rows} rows: send them in several requests")


def how_of(request: PriceColumns | ImpliedVolColumns | ArrowPriceQuery) -> dict[str, Any]:
    """Return what holds for every row, as the library takes it.

    Closed formulas take one thread: they are done before a second one has begun.

    Raises
    ------
    InvalidArgumentError
        If a dividend lies outside its domain.
    """
    how: dict[str, Any] = {word: getattr(request, word) for word in _WORDS}
    if request.dividends:
        how["dividends"] = [Dividend(**dict(dividend)) for dividend in request.dividends]
    if request.dividends or request.exercise == "american":
        how["threads"] = available_cores()
    return how


def options_of(request: PriceColumns | ImpliedVolColumns, *, most_rows: int) -> Options:
    """Return the options of a JSON request.

    Raises
    ------
    InvalidArgumentError
        If columns differ in length, or there is none.
    starlette.exceptions.HTTPException
        413 if there are more rows than allowed.

    Notes
    -----
    Verified by tests/unit/service/pricing/test_batches.py.
    """
    quoted = "vol" if isinstance(request, PriceColumns) else "price"
    names = ("spot", "forward", "strike", "expiry", quoted, "rate", "dividend_yield", "is_call")
    given = {name: getattr(request, name) for name in names}
    sizes = {name: len(value) for name, value in given.items() if isinstance(value, list)}
    if len(set(sizes.values())) != 1:
        listed = ", ".join(f"{name} {size}" for name, size in sizes.items()) or "numbers alone"
        raise InvalidArgumentError(f"columns of one length are needed, got {listed}: make them so")
    size = next(iter(sizes.values()))
    if size > most_rows:
        raise too_many_rows(most_rows)
    is_call = np.array(given.pop("is_call"), dtype=np.bool_)
    columns = {
        name: np.array(value, dtype=np.float64)
        for name, value in given.items()
        if value is not None
    }
    columns["strike"] = np.ascontiguousarray(np.broadcast_to(columns["strike"], size))
    return Options(columns=columns, is_call=is_call, size=size, how=how_of(request))
