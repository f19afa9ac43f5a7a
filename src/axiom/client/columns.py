"""Columns of options: arrays of any shape as Arrow, and answers back in that shape."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from axiom.client.calls import Call, read_frame
from axiom.core.documents import to_document
from axiom.core.errors import InvalidArgumentError
from axiom.wire.arrow import ARROW, STATUS_NAMES

__all__ = ["Columns", "as_columns", "as_document", "with_status_names"]

NUMBERS: Final = (
    "price",
    "spot",
    "forward",
    "strike",
    "expiry",
    "vol",
    "rate",
    "dividend_yield",
    "is_call",
)
"""Arguments that may be arrays."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Arguments that broadcast together, as a table of one row an option."""

    frame: pl.DataFrame
    shape: tuple[int, ...]
    settings: Mapping[str, Any]

    def ask(self, path: str, **settings: Any) -> Call[pl.DataFrame]:
        """Describe the request for a table of results, one row an option."""
        body = io.BytesIO()
        self.frame.write_ipc_stream(body)
        given = {**self.settings, **settings}
        return Call(
            method="POST",
            path=path,
            read=read_frame,
            params={name: value for name, value in given.items() if value is not None},
            content=body.getvalue(),
            headers={"Content-Type": ARROW, "Accept": ARROW},
        )

    def shaped(self, column: pl.Series) -> npt.NDArray[Any]:
        """Return a column of results in the shape of the arguments."""
        values: npt.NDArray[Any] = column.to_numpy()
        return values.reshape(self.shape)


def with_status_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table of results whose column ``status`` has names in place of codes."""
    names = pl.Series(STATUS_NAMES, dtype=pl.Enum(STATUS_NAMES))
    return frame.with_columns(names.gather(frame["status"].cast(pl.UInt32)).alias("status"))


def as_document(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of one option as JSON values; None is as if it were not given."""
    document = {name: _scalar(value) for name, value in terms.items() if value is not None}
    if "dividends" in document:
        document["dividends"] = [_dividend(one) for one in terms["dividends"]]
    return document


def as_columns(terms: Mapping[str, Any]) -> Columns | None:
    """Return arguments as columns; None where all are scalars.

    Parameters
    ----------
    terms
        Arguments of `axiom.price` or `axiom.implied_vol`.

    Raises
    ------
    InvalidArgumentError
        If shapes do not broadcast, or values are no numbers.

    Notes
    -----
    Verified by tests/unit/client/test_columns.py.
    """
    given = {name: value for name, value in terms.items() if value is not None}
    arrays = {name: _array(name, value) for name, value in given.items() if name in NUMBERS}
    if all(array.ndim == 0 for array in arrays.values()):
        return None
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise InvalidArgumentError(f"shapes do not broadcast: {shapes}") from error
    frame = pl.DataFrame(
        {name: np.broadcast_to(array, shape).ravel() for name, array in arrays.items()}
    )
    settings = {name: value for name, value in given.items() if name not in NUMBERS}
    if "dividends" in settings:
        settings["dividends"] = json.dumps([_dividend(one) for one in settings["dividends"]])
    return Columns(frame, shape, settings)


def _array(name: str, value: Any) -> npt.NDArray[Any]:
    """Return an argument as an array of float64, or of bool."""
    array = np.asarray(value)
    if name == "is_call" and array.dtype == np.bool_:
        return array
    try:
        return array.astype(np.float64) if name != "is_call" else array.astype(np.bool_)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"{name}={value!r}: give numbers") from error


def _scalar(value: Any) -> Any:
    """Return one value as JSON knows it."""
    return value.item() if isinstance(value, np.generic | np.ndarray) and value.size == 1 else value


def _dividend(dividend: Any) -> Any:
    """Return a dividend, or a pair of time and amount, as JSON values."""
    if isinstance(dividend, tuple | list):
        time, cash = dividend
        return {"time": time, "cash": cash}
    return to_document(dividend)
