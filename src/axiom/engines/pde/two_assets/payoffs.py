"""Payoffs of two assets as means over the cells of a grid, with their derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from axiom.engines.pde.two_assets.scheme import Axis
from axiom.instruments import Basket, Exchange, Rainbow, Spread
from axiom.kernels.arrays import Doubles

__all__ = ["COLUMNS", "PAYOFFS", "Payoff", "averaged", "with_derivatives"]

Payoff = Callable[[Any, Doubles, Doubles], Doubles]

COLUMNS: Final = 6
"""Value, derivatives along each log, second derivatives along each, mixed one."""

_SUBCELLS: Final = 8


def _exchange(o: Exchange, first: Doubles, second: Doubles) -> Doubles:
    return np.maximum(o.quantities[0] * first - o.quantities[1] * second, 0.0)


def _spread(o: Spread, first: Doubles, second: Doubles) -> Doubles:
    return _optional(o, o.quantities[0] * first - o.quantities[1] * second)


def _basket(o: Basket, first: Doubles, second: Doubles) -> Doubles:
    return _optional(o, o.weights[0] * first + o.weights[1] * second)


def _rainbow(o: Rainbow, first: Doubles, second: Doubles) -> Doubles:
    choose = np.maximum if o.on == "max" else np.minimum
    return _optional(o, choose(o.quantities[0] * first, o.quantities[1] * second))


def _optional(o: Spread | Basket | Rainbow, amount: Doubles) -> Doubles:
    sign = 1.0 if o.is_call else -1.0
    return np.maximum(sign * (amount - o.strike), 0.0)


PAYOFFS: Final[dict[type, Payoff]] = {
    Basket: _basket,
    Exchange: _exchange,
    Rainbow: _rainbow,
    Spread: _spread,
}


def averaged(
    payoff: Payoff, contract: Any, axes: tuple[Axis, Axis], forwards: tuple[float, float]
) -> Doubles:
    """Return means over cells around the nodes and one more node on each side.

    Parameters
    ----------
    payoff : callable
        ``payoff(contract, first, second)`` of prices that broadcast.
    contract : Instrument
    axes : tuple of Axis
    forwards : tuple of float

    Returns
    -------
    ndarray of float64, (first nodes + 2, second nodes + 2)

    Notes
    -----
    Means of 8 x 8 points a cell: where the payoff has a kink, nodes no longer see on which side of
    it they fall, and errors fall smoothly with the width of the cells.

    Verified by ``tests/unit/engines/test_pde_two_assets.py``.
    """
    within = (np.arange(_SUBCELLS) + 0.5) / _SUBCELLS - 0.5
    prices = []
    for axis, forward in zip(axes, forwards, strict=True):
        nodes = np.concatenate([[-axis.width], axis.width * np.arange(axis.intervals + 2)])
        cells = nodes[:, None] - axis.reach + axis.width * within
        prices.append(forward * np.exp(cells.ravel()))
    values = payoff(contract, prices[0][:, None], prices[1][None, :])
    rows, columns = (len(one) // _SUBCELLS for one in prices)
    return np.asarray(values.reshape(rows, _SUBCELLS, columns, _SUBCELLS).mean(axis=(1, 3)))


def with_derivatives(means: Doubles, axes: tuple[Axis, Axis]) -> Doubles:
    """Return means at the nodes and their differences, shape (6, first nodes, second nodes)."""
    h, w = axes[0].width, axes[1].width
    here = means[1:-1, 1:-1]
    left, right = means[:-2, 1:-1], means[2:, 1:-1]
    down, up = means[1:-1, :-2], means[1:-1, 2:]
    corners = means[2:, 2:] - means[2:, :-2] - means[:-2, 2:] + means[:-2, :-2]
    return np.stack(
        [
            here,
            (right - left) / (2.0 * h),
            (up - down) / (2.0 * w),
            (right - 2.0 * here + left) / h**2,
            (up - 2.0 * here + down) / w**2,
            corners / (4.0 * h * w),
        ]
    )
