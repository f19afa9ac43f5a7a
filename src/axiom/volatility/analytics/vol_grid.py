"""Vols of a surface on a grid of tenors and deltas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.analytics.arguments import DEFAULT_TENORS, Tenor, tenor_years
from axiom.volatility.analytics.smile import delta_log_moneyness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["DEFAULT_CALL_DELTAS", "DeltaGrid", "VolHistory"]

DEFAULT_CALL_DELTAS: Final = (0.9, 0.75, 0.5, 0.25, 0.1)


@dataclass(frozen=True, slots=True)
class DeltaGrid:
    """Tenors and deltas at which surfaces are sampled.

    Parameters
    ----------
    tenors : sequence of str or float
        Years, or text such as "1m"; kept in years, ascending.
    call_deltas : sequence of float
        Forward deltas N(d1) of calls, in (0, 1), each once; 0.75 is where the 25-delta put is. Kept
        descending, from low strikes to high.

    Raises
    ------
    InvalidArgumentError
        When either is empty, out of its domain, or holds a value twice.

    Notes
    -----
    Verified by ``tests/unit/volatility/analytics/test_history.py``.
    """

    tenors: tuple[float, ...]
    call_deltas: tuple[float, ...]

    def __init__(
        self,
        tenors: Sequence[Tenor] = DEFAULT_TENORS,
        call_deltas: Sequence[float] = DEFAULT_CALL_DELTAS,
    ) -> None:
        """Sort and check both axes."""
        years = tuple(sorted(tenor_years(one) for one in tenors))
        deltas = tuple(sorted((float(one) for one in call_deltas), reverse=True))
        for name, values in (("tenors", years), ("call_deltas", deltas)):
            if not values or len(set(values)) < len(values):
                msg = f"{name} is {values}; give one value or more, each once"
                raise InvalidArgumentError(msg)
        if not (deltas[0] < 1.0 and deltas[-1] > 0.0):
            msg = f"call_deltas is {deltas}; give deltas of calls between 0 and 1, both excluded"
            raise InvalidArgumentError(msg)
        object.__setattr__(self, "tenors", years)
        object.__setattr__(self, "call_deltas", deltas)

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of tenors and of deltas."""
        return len(self.tenors), len(self.call_deltas)

    def log_moneyness(self, surface: Surface) -> NDArray[np.float64]:
        """Where a surface has these deltas, of `shape`."""
        t, delta = np.array(self.tenors)[:, None], np.array(self.call_deltas)
        return np.asarray(delta_log_moneyness(surface, delta=delta, expiry=t))

    def vols(self, surface: Surface) -> NDArray[np.float64]:
        """Vols of a surface at the grid, of `shape`."""
        t = np.array(self.tenors)[:, None]
        return np.asarray(surface.vol(log_moneyness=self.log_moneyness(surface), expiry=t))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VolHistory:
    """Vols of one underlying's surfaces over time, at one grid.

    Attributes
    ----------
    underlying : str
    times : tuple of datetime
        Valuation times, ascending, (n,).
    grid : DeltaGrid
    vols : ndarray of float64, (n, tenors, deltas)
    """

    underlying: str
    times: tuple[dt.datetime, ...]
    grid: DeltaGrid
    vols: NDArray[np.float64]
