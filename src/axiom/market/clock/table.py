"""The map from calendar time to variance time, as surfaces, Greeks and filters read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from axiom.core.errors import DataError, InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = ["TimeTable"]

LEAST_NODES = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeTable:
    """Variance time as a function of calendar time, both counted from one valuation time.

    Parameters
    ----------
    years : array_like
        Calendar time of the nodes, ACT/365 years after the valuation time, shape (n,), n >= 2.
        Starts at 0 and ascends; two equal values are a jump, the variance of an event.
    variance_years : array_like
        Variance time of the nodes, in years of ordinary variance, shape (n,). Starts at 0 and
        never falls; it stays where a stretch of time carries no variance.

    Raises
    ------
    InvalidArgumentError
        Shapes that differ, fewer than two nodes, values that are not finite, do not start at 0 or
        fall, or a table that ends at calendar or variance time 0.

    Notes
    -----
    Linear between nodes. A jump counts for what lies after it: at the abscissa of a jump the value
    is the one before it, so an option that expires at the instant of an event does not see the
    event, and an event at the valuation time is still to come. With that, variance time adds up
    within the table: ``table(a + b) == table(a) + table.after(a)(b)``. Beyond the last
    node it grows at the table's average rate, variance_years[-1] / years[-1]: let the table reach
    past the last expiry.

    Verified by ``tests/unit/market/clock/test_table.py`` and
    ``tests/properties/test_clock_properties.py``.

    Examples
    --------
    A quarter of a year at rate one with an event of 0.01 years in its middle:

    >>> from axiom.market import TimeTable
    >>> table = TimeTable(years=[0, 0.125, 0.125, 0.25], variance_years=[0, 0.125, 0.135, 0.26])
    >>> table(0.125), table(0.25)
    (0.125, 0.26)
    >>> round(table.rate(0.125), 12)
    1.0
    """

    years: NDArray[np.float64]
    variance_years: NDArray[np.float64]

    def __init__(self, *, years: ArrayLike, variance_years: ArrayLike) -> None:
        """Copy the nodes and check them."""
        for name, values in (("years", years), ("variance_years", variance_years)):
            object.__setattr__(self, name, _frozen(name, values))
        _check_nodes(self.years, self.variance_years)

    @classmethod
    def calendar(cls, horizon_years: float = 1.0) -> Self:
        """Return calendar time itself: variance time equal to years, at any distance.

        Parameters
        ----------
        horizon_years : float, default 1
            Where the last node lies, > 0; it makes no difference to any value.

        Returns
        -------
        TimeTable
        """
        return cls(years=[0.0, horizon_years], variance_years=[0.0, horizon_years])

    @property
    def average_rate(self) -> float:
        """Variance years per calendar year over the whole table, and beyond its last node."""
        return float(self.variance_years[-1] / self.years[-1])

    def __call__(self, years: ArrayLike) -> float | NDArray[np.float64]:
        """Return the variance time from the valuation time to calendar times after it.

        Parameters
        ----------
        years : array_like
            Calendar years after the valuation time, finite and >= 0, any shape.

        Returns
        -------
        float or ndarray of float64
            Variance years, of that shape; NaN where the input is.

        Raises
        ------
        InvalidArgumentError
            When a time is negative or infinite.
        """
        if isinstance(years, float) and 0.0 <= years <= self.years[-1]:
            return self._inside(years)
        t = _times(years)
        x, v = self.years, self.variance_years
        right = np.clip(np.searchsorted(x, t, side="left"), 1, x.size - 1)
        x0, x1, v0, v1 = x[right - 1], x[right], v[right - 1], v[right]
        share = (t - x0) / np.where(x1 > x0, x1 - x0, 1.0)
        inside = np.where(t == x1, v1, np.minimum(v0 + share * (v1 - v0), v1))
        beyond = v[-1] + (t - x[-1]) * self.average_rate
        found = np.where(t > x[-1], beyond, np.where(t == 0.0, 0.0, inside))
        return _as_given(np.where(np.isnan(t), np.nan, found))

    def _inside(self, years: float) -> float:
        """Give one value within the table, as the array path does, without its arrays."""
        right = max(int(self.years.searchsorted(years, side="left")), 1)
        x0, x1 = self.years.item(right - 1), self.years.item(right)
        v0, v1 = self.variance_years.item(right - 1), self.variance_years.item(right)
        if years == 0.0:
            return 0.0
        return v1 if years == x1 else min(v0 + (years - x0) / (x1 - x0) * (v1 - v0), v1)

    def rate(self, years: ArrayLike) -> float | NDArray[np.float64]:
        """Return how fast variance time passes just after calendar times: the right derivative.

        Parameters
        ----------
        years : array_like
            Calendar years after the valuation time, finite and >= 0, any shape.

        Returns
        -------
        float or ndarray of float64
            Variance years per calendar year, of that shape, jumps left out; NaN where the input is.

        Raises
        ------
        InvalidArgumentError
            When a time is negative or infinite.
        """
        t = _times(years)
        x, v = self.years, self.variance_years
        right = np.minimum(np.searchsorted(x, t, side="right"), x.size - 1)
        width = x[right] - x[right - 1]
        slope = (v[right] - v[right - 1]) / np.where(width > 0.0, width, 1.0)
        found = np.where(t >= x[-1], self.average_rate, slope)
        return _as_given(np.where(np.isnan(t), np.nan, found))

    def after(self, years: float) -> TimeTable:
        """Return the table seen from a later valuation time.

        Parameters
        ----------
        years : float
            Calendar years by which the valuation time moves, finite and >= 0.

        Returns
        -------
        TimeTable
            The rest of this table, its nodes counted from there. Beyond its last node it grows at
            the rest's own average rate; at that of this table where the rest has no variance.

        Raises
        ------
        InvalidArgumentError
            When `years` is negative or not finite.
        """
        start = float(_times(years))
        if np.isnan(start):
            raise InvalidArgumentError("years is nan; give a finite number, 0 or more")
        first = self(start)
        kept = self.years >= start
        x = np.concatenate([[0.0], self.years[kept] - start])
        v = np.concatenate([[0.0], self.variance_years[kept] - first])
        if v[-1] == 0.0:
            x, v = np.append(x, x[-1] + 1.0), np.append(v, self.average_rate)
        return TimeTable(years=x, variance_years=v)

    def to_dict(self) -> dict[str, list[float]]:
        """Return the nodes as lists, for JSON; `from_dict` rebuilds the table bit for bit."""
        return {"years": self.years.tolist(), "variance_years": self.variance_years.tolist()}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Self:
        """Rebuild a table from the dictionary of `to_dict`.

        Parameters
        ----------
        document : mapping
            With `years` and `variance_years`, lists of numbers, and nothing else.

        Returns
        -------
        TimeTable

        Raises
        ------
        DataError
            When fields are missing, unknown or no table.
        """
        if set(document) != {"years", "variance_years"}:
            raise DataError(
                f"the time table has the fields {sorted(document)}; give years and variance_years"
            )
        try:
            return cls(years=document["years"], variance_years=document["variance_years"])
        except (InvalidArgumentError, TypeError, ValueError) as error:
            raise DataError(f"the time table cannot be read: {error}") from error

    def __eq__(self, other: object) -> bool:
        """Compare the nodes bit for bit."""
        if not isinstance(other, TimeTable):
            return NotImplemented
        return np.array_equal(self.years, other.years) and np.array_equal(
            self.variance_years, other.variance_years
        )

    def __hash__(self) -> int:
        """Hash the nodes."""
        return hash((self.years.tobytes(), self.variance_years.tobytes()))


def _frozen(name: str, values: ArrayLike) -> NDArray[np.float64]:
    nodes = np.array(values, dtype=np.float64)
    if nodes.ndim != 1 or nodes.size < LEAST_NODES:
        raise InvalidArgumentError(
            f"{name} has shape {nodes.shape}; give {LEAST_NODES} nodes or more in one dimension"
        )
    if not np.isfinite(nodes).all():
        raise InvalidArgumentError(
            f"{name} holds {nodes[~np.isfinite(nodes)][0]}; give finite years"
        )
    if nodes[0] != 0.0:
        raise InvalidArgumentError(f"{name} starts at {nodes[0]}; let the first node be 0")
    falls = np.flatnonzero(np.diff(nodes) < 0.0)
    if falls.size:
        a, b = nodes[falls[0]], nodes[falls[0] + 1]
        raise InvalidArgumentError(f"{name} falls from {a} to {b}; give nodes that ascend")
    if nodes[-1] <= 0.0:
        raise InvalidArgumentError(f"{name} ends at 0; let the last node lie after the first")
    nodes.flags.writeable = False
    return nodes


def _check_nodes(years: NDArray[np.float64], variance_years: NDArray[np.float64]) -> None:
    if years.shape != variance_years.shape:
        raise InvalidArgumentError(
            f"years has {years.size} nodes, variance_years {variance_years.size}; give one value "
            "of each a node"
        )


def _times(years: ArrayLike) -> NDArray[np.float64]:
    t = np.asarray(years, dtype=np.float64)
    bad = (t < 0.0) | np.isinf(t)
    if bad.any():
        raise InvalidArgumentError(f"years is {t[bad].flat[0]}; give finite years, 0 or more")
    return t


def _as_given(values: NDArray[np.float64]) -> float | NDArray[np.float64]:
    return float(values) if values.ndim == 0 else values
