"""Prices and Greeks of a whole chain in place: arrays prepared once, no checks a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

__all__ = ["FIGURES", "value_rows"]

FIGURES: Final[tuple[str, ...]] = tuple(_core.OUTPUT_NAMES)
"""What `value_rows` writes, one row of the table each: the price and all Greeks."""


def value_rows(
    *,
    spot: Doubles,
    strike: Doubles,
    years: Doubles,
    vol: Doubles,
    rate: Doubles,
    dividend_yield: Doubles,
    is_call: NDArray[np.uint8],
    figures: Doubles,
    threads: int,
) -> None:
    """Write price and Greeks of European options to the rows of a table of shape (17, n).

    Arrays are contiguous, of n elements (``spot`` of one); NaN gives NaN in that element alone.
    """
    size = strike.shape[0]
    terms = (spot, strike, years, vol, rate, dividend_yield, is_call)
    bad = _core.price_arrays(*terms, True, False, list(figures), size, threads)
    if bad >= 0:
        raise InvalidArgumentError(
            f"row {bad}: strike {strike[bad]}, years {years[bad]} or vol {vol[bad]} is outside the "
            "domain of the formula; leave that option out"
        )
