"""Options by column: results with a status for each row, whatever is wrong with some of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import ImpliedVolStatus, greeks, implied_vol
from axiom.kernels.terms import outside_domain

__all__ = ["Columns", "Fill", "Options", "fill_greeks", "fill_vols", "refuse_call", "row_faults"]

Doubles = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
Columns = dict[str, Doubles]
Fill = Callable[["Options", Columns, Codes], None]
"""Fills columns of results and of status codes."""

MOST_FAULTS: Final = 20
_OK: Final = np.uint8(ImpliedVolStatus.OK)
_INVALID: Final = np.uint8(ImpliedVolStatus.INVALID_INPUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options by column.

    Parameters
    ----------
    columns : mapping of str to ndarray of float64, shape () or (size,)
        Arguments of `axiom.price` or `axiom.implied_vol`; ``strike`` is of shape (size,).
    is_call : ndarray of bool, shape () or (size,)
    size : int
    how : mapping of str to object
        Arguments that hold for all: model, exercise, dividends, dividend_model, accuracy, threads.
    """

    columns: Mapping[str, Doubles]
    is_call: npt.NDArray[np.bool_]
    size: int
    how: Mapping[str, Any]

    @property
    def arguments(self) -> dict[str, Any]:
        """What the library's functions take."""
        return {**self.columns, "is_call": self.is_call, **self.how}

    @property
    def is_bad(self) -> npt.NDArray[np.bool_]:
        """Rows of which a number is missing, infinite or outside its domain, shape (size,)."""
        is_normal = self.how.get("model") == "normal"
        return outside_domain(self.columns, size=self.size, is_normal=is_normal)

    def part(self, start: int, stop: int) -> Options:
        """Return some rows."""
        columns = {name: _part(column, start, stop) for name, column in self.columns.items()}
        is_call = self.is_call[start:stop] if self.is_call.ndim else self.is_call
        return replace(self, columns=columns, is_call=is_call, size=stop - start)

    def without(self, rows: npt.NDArray[np.bool_]) -> Options:
        """Return them with NaN in some rows, which then have no result."""
        blank = {name: np.where(rows, np.nan, column) for name, column in self.columns.items()}
        return replace(self, columns=blank)


def _part(column: Doubles, start: int, stop: int) -> Doubles:
    return column[start:stop] if column.ndim else column


def fill_greeks(options: Options, out: Columns, status: Codes) -> None:
    """Compute prices and Greeks.

    Parameters
    ----------
    options
        What to price.
    out
        Results to fill by name, float64 of shape (size,) each; NaN where the status is not OK.
    status
        Codes of `ImpliedVolStatus` to fill, OK or INVALID_INPUT, shape (size,).

    Notes
    -----
    Each row has what it would have alone. Arguments that would be wrong whatever the rows hold are
    not told apart from wrong rows here: `refuse_call` refuses them.

    Verified by tests/unit/service/pricing/test_rows.py.
    """
    _fill(_greeks, options, out, status)


def fill_vols(options: Options, out: Columns, status: Codes) -> None:
    """Find implied vols, and the intervals where ``lower`` and ``upper`` are wanted.

    See `fill_greeks`; the status may be any of `ImpliedVolStatus`.

    Notes
    -----
    Verified by tests/unit/service/pricing/test_rows.py.
    """
    _fill(_vols, options, out, status)


def refuse_call(compute: Fill, options: Options, names: tuple[str, ...]) -> None:
    """Refuse arguments that would be wrong whatever the rows hold.

    Raises
    ------
    InvalidArgumentError
        As the library, for instance for dividends beside forwards.
    """
    empty = {name: np.empty(0) for name in names}
    step = _vols if compute is fill_vols else _greeks
    step(options.part(0, 0), empty, np.empty(0, dtype=np.uint8))


def row_faults(compute: Fill, options: Options, status: Codes) -> list[dict[str, Any]]:
    """Say what is wrong with the first rows whose status is INVALID_INPUT.

    Returns
    -------
    list of dict
        ``row`` and ``message``, at most 20.
    """
    step = _vols if compute is fill_vols else _greeks
    rows = np.flatnonzero(status == _INVALID)[:MOST_FAULTS].tolist()
    return [{"row": row, "message": _message(step, options.part(row, row + 1))} for row in rows]


def _message(step: Fill, option: Options) -> str:
    for name, column in option.columns.items():
        if np.isnan(column).any():
            return f"{name} is missing: give a number"
    try:
        step(option, {"vol" if step is _vols else "price": np.empty(1)}, np.empty(1, np.uint8))
    except InvalidArgumentError as error:
        return str(error).replace(" at index 0", "")
    return "an argument lies outside its domain"


def _greeks(options: Options, out: Columns, status: Codes) -> None:
    greeks(**options.arguments, only=tuple(out), out=out)
    status[:] = _OK
    status[np.broadcast_to(_has_nan(options), options.size)] = _INVALID


def _has_nan(options: Options) -> npt.NDArray[np.bool_]:
    with np.errstate(over="ignore", invalid="ignore"):
        total = sum(options.columns.values(), start=np.float64(0.0))
    return np.asarray(np.isnan(total))


def _vols(options: Options, out: Columns, status: Codes) -> None:
    found = implied_vol(**options.arguments, return_status=True, return_interval="lower" in out)
    out["vol"][:], status[:] = found[:2]
    if "lower" in out:
        out["lower"][:], out["upper"][:] = found[2:]


def _fill(step: Fill, options: Options, out: Columns, status: Codes) -> None:
    try:
        step(options, out, status)
    except InvalidArgumentError:
        bad = options.is_bad
        _halve(step, options.without(bad) if bad.any() else options, out, status)


def _halve(step: Fill, options: Options, out: Columns, status: Codes) -> None:
    """Compute in halves where one bad row keeps the others from their results."""
    try:
        step(options, out, status)
    except InvalidArgumentError:
        if options.size == 1:
            status[:] = _INVALID
            for column in out.values():
                column[:] = np.nan
            return
        middle = options.size // 2
        for start, stop in ((0, middle), (middle, options.size)):
            columns = {name: column[start:stop] for name, column in out.items()}
            _halve(step, options.part(start, stop), columns, status[start:stop])
