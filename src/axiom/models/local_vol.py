"""A vol that depends on time and price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import numbers, times
from axiom.models.model import Model

__all__ = ["LocalVol"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalVol(Model):
    """dS / S = (r - q) dt + sigma(t, ln(S / F_t)) dW, on a grid.

    Parameters
    ----------
    times : tuple of float
        Years, ascending, 0 or more.
    log_moneyness : tuple of float
        ln(S / F_t), ascending, at least two.
    vols : tuple of tuple of float, (times, log_moneyness)
        Local vols, 0 or more; bilinear between the nodes, flat outside.

    Raises
    ------
    InvalidArgumentError
        If the grid does not ascend, or the table does not fit it or holds a negative vol or a NaN.

    References
    ----------
    Dupire, Pricing with a smile, Risk 7 (1), 1994, 18-20 (p. 19).

    Verified by ``tests/unit/models/test_models.py``.
    """

    times: tuple[float, ...]
    log_moneyness: tuple[float, ...]
    vols: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        """Check the grid."""
        times(self, "times", is_now_allowed=True)
        numbers(self, "log_moneyness", fewest=2)
        if any(np.diff(self.log_moneyness) <= 0.0):
            raise InvalidArgumentError("log_moneyness does not ascend: sort it, without doubles")
        object.__setattr__(self, "vols", _table(self.vols, self.times, self.log_moneyness))

    @property
    def spot_vol(self) -> float:
        """The vol now, at the forward."""
        return float(self.vol(time=0.0, log_moneyness=0.0))

    def vol(self, *, time: ArrayLike, log_moneyness: ArrayLike) -> NDArray[np.float64]:
        """Return local vols at times in years and at ln(S / F_t), which broadcast."""
        table = np.asarray(self.vols)
        i, u = _place(np.asarray(self.times), np.asarray(time, dtype=np.float64))
        j, v = _place(np.asarray(self.log_moneyness), np.asarray(log_moneyness, dtype=np.float64))
        after = np.minimum(i + 1, len(self.times) - 1)
        early = (1.0 - v) * table[i, j] + v * table[i, j + 1]
        late = (1.0 - v) * table[after, j] + v * table[after, j + 1]
        return np.asarray((1.0 - u) * early + u * late)

    def shifted(self, amount: float, *, asset: int = 0) -> LocalVol:
        """Return it with every local vol raised by an amount."""
        raised = tuple(tuple(vol + amount for vol in row) for row in self.vols)
        return LocalVol(times=self.times, log_moneyness=self.log_moneyness, vols=raised)

    def aged(self, years: float) -> LocalVol:
        """Return it later; what the grid says of the past is forgotten."""
        nodes = [0.0, *(time - years for time in self.times if time > years)]
        table = self.vol(
            time=np.asarray(nodes)[:, None] + years, log_moneyness=np.asarray(self.log_moneyness)
        )
        rows = tuple(tuple(row) for row in table.tolist())
        return LocalVol(times=tuple(nodes), log_moneyness=self.log_moneyness, vols=rows)


def _table(
    vols: Sequence[Sequence[float]], rows: Sequence[float], columns: Sequence[float]
) -> tuple[tuple[float, ...], ...]:
    table = np.asarray(vols, dtype=np.float64)
    if table.shape != (len(rows), len(columns)):
        raise InvalidArgumentError(
            f"vols has shape {table.shape}: give one row a time and one column a log-moneyness, "
            f"({len(rows)}, {len(columns)})"
        )
    if not (np.isfinite(table) & (table >= 0.0)).all():
        i, j = np.argwhere(~(np.isfinite(table) & (table >= 0.0)))[0]
        raise InvalidArgumentError(f"vols[{i}][{j}]={table[i, j]}: give vols of 0 or more")
    return tuple(tuple(row) for row in table.tolist())


def _place(
    nodes: NDArray[np.float64], x: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the node to the left and the share of the way to the next one, flat outside."""
    if len(nodes) == 1:
        return np.zeros(x.shape, dtype=np.intp), np.zeros(x.shape)
    left = np.clip(np.searchsorted(nodes, x, side="right") - 1, 0, len(nodes) - 2)
    share = (x - nodes[left]) / (nodes[left + 1] - nodes[left])
    return left, np.clip(share, 0.0, 1.0)
