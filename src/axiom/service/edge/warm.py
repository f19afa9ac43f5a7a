"""What is done once before the first request, so that none waits for it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

import axiom
from axiom.kernels import Dividend

__all__ = ["warm_up"]

_STRIKES: Final = np.linspace(80.0, 120.0, 64)


def warm_up() -> None:
    """Call every kernel once: its tables are made, its code is loaded, its modules imported.

    Notes
    -----
    Verified by tests/unit/service/edge/test_warm.py.
    """
    option: dict[str, Any] = {"spot": 100.0, "expiry": 0.5, "rate": 0.03}
    ex_date = Dividend(time=0.25, cash=1.0)
    styles: tuple[dict[str, Any], ...] = ({}, {"exercise": "american"}, {"dividends": [ex_date]})
    for strike in (105.0, _STRIKES):
        for style in styles:
            given: dict[str, Any] = {**option, **style, "strike": strike}
            value = axiom.price(vol=0.2, **given)
            axiom.greeks(vol=0.2, **given)
            axiom.implied_vol(price=value, **given)
