"""The orders at which the engine for dividends converges, in time and in space."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.kernels import _core
from axiom.kernels._core import OUTPUT_NAMES

STRIKES = np.array([85.0, 95.0, 100.0, 105.0, 120.0])
DIVIDENDS = ([0.2, 0.6], [2.0, 2.5], [0.0, 0.01])


def prices(nodes, steps, *, american, is_call, extrapolated=False):
    size = STRIKES.size
    found = np.empty(size)
    columns = {"spot": 100.0, "expiry": 1.0, "vol": 0.3, "rate": 0.05, "dividend_yield": 0.01}
    times, cash, proportions = DIVIDENDS
    bad = _core.dividend_arrays(
        **{name: np.array([value]) for name, value in columns.items()},
        strike=STRIKES, is_call=np.array([is_call], dtype=np.uint8),
        times=times, cash=cash, proportions=proportions, model=0, american=american,
        nodes=nodes, steps=steps, width=6.0, extrapolated=extrapolated,
        outputs=[found if name == "price" else None for name in OUTPUT_NAMES],
        by_dividend=None, size=size, threads=1,
    )  # fmt: skip
    assert bad == -1
    return found


def order(errors):
    """Return the order between the first and the last of errors at doubled resolutions."""
    return np.log2(errors[0] / errors[-1]) / (len(errors) - 1)


@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize("american", [False, True])
def test_second_order_in_time(american, is_call):
    style = {"american": american, "is_call": is_call}
    limit = prices(256, 2048, **style)
    errors = [np.max(np.abs(prices(256, n, **style) - limit)) for n in (64, 128, 256)]
    assert order(errors) > 1.7


@pytest.mark.parametrize("is_call", [False, True])
def test_fourth_order_in_space_without_early_exercise(is_call):
    style = {"american": False, "is_call": is_call}
    limit = prices(1024, 512, **style)
    errors = [np.max(np.abs(prices(n, 512, **style) - limit)) for n in (48, 96, 192)]
    assert order(errors) > 3.5


@pytest.mark.parametrize("is_call", [False, True])
def test_second_order_in_space_with_early_exercise(is_call):
    style = {"american": True, "is_call": is_call}
    limit = prices(1536, 512, **style)
    errors = [np.max(np.abs(prices(n, 512, **style) - limit)) for n in (48, 96, 192)]
    assert order(errors) > 1.8


@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize("american", [False, True])
def test_extrapolation_gains(american, is_call):
    style = {"american": american, "is_call": is_call}
    limit = prices(1536, 768, **style, extrapolated=True)
    plain = np.max(np.abs(prices(192, 96, **style) - limit))
    extrapolated = np.max(np.abs(prices(192, 96, **style, extrapolated=True) - limit))
    assert extrapolated < 0.3 * plain
