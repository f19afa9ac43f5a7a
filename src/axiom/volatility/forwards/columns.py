"""The columns in which fitted forwards are kept while a chain's expiries are worked on."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.volatility.forwards.parity import ParityFit

__all__ = ["Columns", "fill", "nothing_fitted"]

Columns = dict[str, NDArray[Any]]

_FITTED: Final = (
    "forward",
    "forward_se",
    "discount_factor",
    "discount_factor_se",
    "residual_rms",
)
_COUNTS: Final = ("n_pairs", "n_rejected")


def nothing_fitted(n: int, method: str) -> Columns:
    """Return the columns of `n` expiries of which nothing is known."""
    columns: Columns = {name: np.full(n, np.nan) for name in _FITTED}
    columns |= {name: np.zeros(n, dtype=np.int64) for name in _COUNTS}
    columns |= {"method": np.full(n, method, dtype="<U8")}
    return columns | {"is_off_rate": np.zeros(n, dtype=bool)}


def fill(
    columns: Columns,
    fit: ParityFit,
    rows: NDArray[np.bool_] | slice,
    places: NDArray[np.intp],
    method: str,
) -> None:
    """Write rows of a fit to their places."""
    for name in (*_FITTED, *_COUNTS):
        columns[name][places] = getattr(fit, name)[rows]
    columns["method"][places] = method
