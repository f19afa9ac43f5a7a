"""Prices, Greeks and quotes of a whole chain: arrays prepared once, no checks a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

__all__ = ["FIGURES", "quote_rows", "value_rows"]

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


def quote_rows(
    *,
    rows: tuple[Any, ...],
    expiries: tuple[Any, ...],
    risk: tuple[Doubles, Doubles],
    limits: tuple[Any, ...],
    grid: tuple[Doubles, ...],
    parameters: tuple[float, ...],
    quotes: Doubles,
) -> None:
    """Write bid, ask, bid size and ask size to the rows of a table of shape (4, n).

    The groups are those of ``include/axiom/desk/chain_quotes.hpp``, in its order; the formulas are
    there.
    """
    given: list[Any] = [*rows, *expiries, *risk, *limits, *grid, np.array(parameters), quotes]
    _core.chain_quotes(*given)
