"""Batches of contracts with a closed form, valued by the array functions of the compiled core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

import axiom
from axiom.kernels import closed_forms as forms
from axiom.kernels.multi_asset import exchange_options, extreme_values
from axiom.kernels.two_dates import DateTerms, choosers, compounds, partial_knock_outs

__all__ = ["ARRAYS", "SIZE"]

SIZE: Final = 4096
_SEED: Final = 5

Job = Callable[[], object]


def _contracts() -> dict[str, Any]:
    """Draw spots around 100, strikes around them, expiries of a month to two years, vols."""
    rng = np.random.default_rng(_SEED)
    return {
        "spot": 100.0,
        "strike": rng.uniform(85.0, 115.0, SIZE),
        "expiry": rng.uniform(1.0 / 12.0, 2.0, SIZE),
        "vol": rng.uniform(0.1, 0.4, SIZE),
        "rate": 0.03,
        "dividend_yield": 0.01,
        "is_call": rng.random(SIZE) < 0.5,
    }


_ALL: Final = _contracts()
_NO_STRIKE: Final = {name: value for name, value in _ALL.items() if name != "strike"}
_NO_SIDE: Final = {name: value for name, value in _NO_STRIKE.items() if name != "is_call"}
_UP: Final = np.random.default_rng(_SEED + 1).uniform(116.0, 150.0, SIZE)
_DOWN: Final = np.random.default_rng(_SEED + 2).uniform(60.0, 84.0, SIZE)
_CORRIDOR: Final = {"lower": _DOWN, "upper": _UP}


def _date(share: float) -> DateTerms:
    return DateTerms(time=share * _ALL["expiry"], rate=0.03, dividend_yield=0.01, vol=_ALL["vol"])


def _compound() -> object:
    return compounds(
        spot=100.0, strike=4.0, underlying_strike=_ALL["strike"], is_call=_ALL["is_call"],
        is_underlying_call=True, first=_date(0.5), second=_date(1.0),
    )  # fmt: skip


def _chooser(put_share: float) -> Job:
    return lambda: choosers(
        spot=100.0, call_strike=_ALL["strike"], put_strike=_ALL["strike"], choice=_date(0.4),
        call=_date(1.0), put=_date(put_share),
    )  # fmt: skip


def _partial_barrier() -> object:
    return partial_knock_outs(**_ALL, barrier=_UP, start=0.0, end=0.5 * _ALL["expiry"], is_up=True)


def _geometric() -> object:
    expiry = _ALL["expiry"]
    months = np.arange(1, 13) / 12.0
    spread = np.minimum.outer(months, months).mean()
    return forms.geometric_average_price(
        **_ALL, mean_time=months.mean() * expiry, spread_time=spread * expiry,
        mean_slope=months.mean(), spread_slope=spread,
    )  # fmt: skip


def _pair() -> dict[str, Any]:
    variance = _ALL["vol"] ** 2 * _ALL["expiry"]
    matrix = np.array([[1.0, 0.5], [0.5, 1.0]])
    return {
        "forwards": np.column_stack([np.full(SIZE, 101.0), _ALL["strike"]]),
        "covariance": variance[:, None, None] * matrix,
    }


_PAIR: Final = _pair()

ARRAYS: Final[Mapping[str, Job]] = {
    "European": lambda: axiom.greeks(**_ALL),
    "cash or nothing": lambda: forms.cash_or_nothing(**_ALL),
    "asset or nothing": lambda: forms.asset_or_nothing(**_ALL),
    "one touch": lambda: forms.one_touch(**_NO_SIDE, barrier=_UP, is_up=True),
    "no touch": lambda: forms.no_touch(**_NO_SIDE, barrier=_UP, is_up=True),
    "double no touch": lambda: forms.double_no_touch(**_NO_SIDE, **_CORRIDOR),
    "barrier": lambda: forms.barrier(**_ALL, barrier=_UP, is_up=True, is_knock_in=False),
    "double barrier": lambda: forms.double_barrier(**_ALL, **_CORRIDOR, is_knock_in=False),
    "partial barrier": _partial_barrier,
    "Asian, geometric": _geometric,
    "lookback, fixed": lambda: forms.fixed_lookback(**_ALL),
    "lookback, floating": lambda: forms.floating_lookback(**_NO_STRIKE),
    "compound": _compound,
    "chooser, simple": _chooser(1.0),
    "chooser, complex": _chooser(0.8),
    "forward start": lambda: forms.forward_start(
        **_NO_STRIKE, moneyness=1.0, start=0.5 * _ALL["expiry"]
    ),
    "cliquet, one period": lambda: forms.clipped_return(
        **_NO_SIDE, start=0.5 * _ALL["expiry"], payment=_ALL["expiry"], floor=0.0, cap=0.05
    ),
    "range accrual, one date": lambda: forms.range_digital(
        **_NO_SIDE, **_CORRIDOR, payment=_ALL["expiry"]
    ),
    "exchange": lambda: exchange_options(**_PAIR, quantities=np.ones((SIZE, 2))),
    "best of two": lambda: extreme_values(**_PAIR, strike=np.zeros(SIZE), of_largest=True),
}
"""Jobs by the kind of contract, each `SIZE` contracts with all first Greeks and gamma."""
