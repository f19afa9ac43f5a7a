"""The listed options of a chain as arrays, and the expiries they fall into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import DataError
from axiom.core.fields import choice

__all__ = ["Listing"]

_NEEDED: Final = ("expiry", "strike", "is_call")


@dataclass(frozen=True, kw_only=True, eq=False)
class Listing:
    """Options by row.

    Attributes
    ----------
    strike : ndarray of float64, (n,)
    is_call, american : ndarray of bool, (n,)
    expiry : ndarray of intp, (n,)
        Place of each row's expiry among `expiries`.
    expiries : tuple of datetime
        Settlement instants, ascending, UTC.
    instants : ndarray of float64, (n_expiries,)
        The same in seconds since 1970.
    first : ndarray of int64, (n_expiries + 1,)
        Where the rows of each expiry begin, and the number of rows.

    Notes
    -----
    Verified by tests/unit/desk/quoting/chain/test_listing.py.
    """

    strike: NDArray[np.float64]
    is_call: NDArray[np.bool_]
    american: NDArray[np.bool_]
    expiry: NDArray[np.intp]
    expiries: tuple[datetime, ...]
    instants: NDArray[np.float64]
    first: NDArray[np.int64]

    @classmethod
    def of(cls, table: pl.DataFrame, *, exercise: str = "european") -> Listing:
        """Read a table of options.

        Parameters
        ----------
        table
            Columns expiry (instants), strike and is_call, sorted by them as `Chain.quotes` are;
            optional exercise (null: as `exercise`).
        exercise
            Style of rows that do not say their own.

        Returns
        -------
        Listing

        Raises
        ------
        DataError
            If the table is empty, lacks a column, is not sorted, or holds a strike that is not
            finite and positive.
        """
        missing = [name for name in _NEEDED if name not in table.columns]
        if missing:
            raise DataError(f"listing lacks the columns {', '.join(missing)}; give them")
        if table.is_empty():
            raise DataError("listing is empty; give at least one option")
        dtype = table.schema["expiry"]
        if not isinstance(dtype, pl.Datetime) or dtype.time_zone is None:
            raise DataError(f"listing: expiry has the type {dtype}; give instants with a time zone")
        if table.select(_NEEDED).null_count().sum_horizontal()[0]:
            raise DataError("listing: expiry, strike or is_call is null; give all three")
        strike = table["strike"].cast(pl.Float64).to_numpy()
        bad = ~(np.isfinite(strike) & (strike > 0.0))
        if bad.any():
            raise DataError(f"listing: strike is {strike[bad][0]}; give finite strikes above 0")
        _check_order(table)
        instants = table["expiry"].dt.epoch("us").to_numpy()
        unique, first, expiry = np.unique(instants, return_index=True, return_inverse=True)
        return cls(
            strike=np.ascontiguousarray(strike),
            is_call=table["is_call"].to_numpy(),
            american=_american(table, exercise),
            expiry=expiry,
            expiries=tuple(datetime.fromtimestamp(one / 1e6, UTC) for one in unique.tolist()),
            instants=unique / 1e6,
            first=np.append(first, strike.size).astype(np.int64),
        )

    def places_of(self, other: Listing) -> NDArray[np.intp]:
        """Give for each row of another listing where the same option is here; -1 if nowhere."""
        here = {key: row for row, key in enumerate(self._keys())}
        return np.array([here.get(key, -1) for key in other._keys()], dtype=np.intp)

    def _keys(self) -> zip[tuple[float, float, bool]]:
        when = self.instants[self.expiry].tolist()
        return zip(when, self.strike.tolist(), self.is_call.tolist(), strict=True)

    @cached_property
    def side(self) -> NDArray[np.uint8]:
        """`is_call` in bytes."""
        return self.is_call.astype(np.uint8)

    @cached_property
    def early(self) -> NDArray[np.uint8]:
        """`american` in bytes."""
        return self.american.astype(np.uint8)

    @property
    def size(self) -> int:
        """Number of rows."""
        return self.strike.size


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    exercise: str

    def __post_init__(self) -> None:
        choice(self, "exercise", ("european", "american"))


def _american(table: pl.DataFrame, exercise: str) -> NDArray[np.bool_]:
    default = _Style(exercise=exercise).exercise
    if "exercise" not in table.columns:
        return np.full(table.height, default == "american")
    own = table["exercise"].cast(pl.String).fill_null(default)
    return (own == "american").to_numpy()


def _check_order(table: pl.DataFrame) -> None:
    """Raise DataError unless rows ascend by expiry, strike, put before call."""
    keys = table.select(_NEEDED)
    if not keys.equals(keys.sort(_NEEDED)):
        raise DataError("listing is not sorted; sort it by expiry, strike and is_call")
