"""One batched evaluation of options on a spot, from forwards, discount factors and vols."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.units import RAW_UNITS
from axiom.kernels import greeks

__all__ = ["GREEK_NAMES", "evaluate"]

GREEK_NAMES: tuple[str, ...] = tuple(unit.name for unit in RAW_UNITS)


def evaluate(
    *,
    spot: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    forward: ArrayLike,
    discount_factor: ArrayLike,
    vol: ArrayLike,
    is_call: ArrayLike,
    only: tuple[str, ...] | None = None,
    threads: int = 1,
) -> dict[str, NDArray[np.float64]]:
    """Price options and take their Greeks to spot by one call of the compiled core.

    Parameters
    ----------
    spot
        Spot of the underlying, > 0; broadcasts with the other arrays.
    strike, forward, discount_factor, vol, is_call
        Terms and market of each option; the vol in decimals.
    years
        Time to expiry in years, > 0.
    only
        Names to return, of ``price`` and ``GREEK_NAMES``; all when None.
    threads
        Threads to split the batch over; results do not depend on it.

    Returns
    -------
    dict of str to ndarray
        ``price`` and Greeks, arrays of the broadcast shape.

    Notes
    -----
    Rate and dividend yield are those that the discount factor and the forward imply:
    ``r = -ln(DF)/T`` and ``q = r - ln(F/S)/T``, so the forward moves in proportion with spot.
    Verified by tests/unit/risk/test_evaluation.py.
    """
    years = np.asarray(years, dtype=np.float64)
    rate = -np.log(np.asarray(discount_factor, dtype=np.float64)) / years
    carry = np.log(np.asarray(forward, dtype=np.float64) / np.asarray(spot)) / years
    names = ("price", *GREEK_NAMES) if only is None else only
    values: Any = greeks(
        spot=spot,
        strike=strike,
        expiry=years,
        vol=vol,
        rate=rate,
        dividend_yield=rate - carry,
        is_call=is_call,
        only=names,
        threads=threads,
    )
    return {name: np.asarray(getattr(values, name)) for name in names}
