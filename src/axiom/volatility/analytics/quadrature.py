"""Integrals over log-moneyness, with their error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Integral", "Rule", "far_points", "integrate", "rules_between"]

_FINE, _COARSE = 16, 11
_CORE_DEVIATIONS = 8.0
_PANELS_PER_DEVIATION = 4
_GROWTH = 1.25
_FURTHEST = 200.0


@dataclass(frozen=True, slots=True)
class Rule:
    """Points and weights of a quadrature, both (n,)."""

    points: NDArray[np.float64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Integral:
    """Integrals of several functions, and the error of each; both (m,)."""

    value: NDArray[np.float64]
    error: NDArray[np.float64]


def far_points(deviation: float) -> NDArray[np.float64]:
    """Distances from the forward at which an integral may end, ascending; the last is 200."""
    first = _CORE_DEVIATIONS * deviation
    steps = int(np.ceil(np.log(max(_FURTHEST / first, 1.0)) / np.log(_GROWTH)))
    return np.append(first * _GROWTH ** np.arange(steps), _FURTHEST)


def rules_between(
    low: float, high: float, deviation: float, breaks: NDArray[np.float64]
) -> tuple[Rule, Rule]:
    """Give a fine and a coarse rule over low..high, which lie on both sides of the forward.

    Gauss-Legendre with 16 and 11 points on panels of a quarter of a deviation within eight
    deviations of the forward, wider by a quarter each beyond. The forward is a panel's end, and so
    are `breaks`, where the integrand may have kinks.
    """
    edges = np.concatenate([-_edges(-low, deviation)[:0:-1], _edges(high, deviation)])
    inside = breaks[(breaks > low) & (breaks < high)]
    edges = np.unique(np.concatenate([edges, inside]))
    return _composite(edges, _FINE), _composite(edges, _COARSE)


def integrate(
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]], rules: tuple[Rule, Rule]
) -> Integral:
    """Integrate a function of points (n,) with values (m, n); the error is the rules' difference.

    It overstates the error of the fine rule, whose values are returned, where the function is
    smooth.
    """
    fine, coarse = (function(rule.points) @ rule.weights for rule in rules)
    return Integral(fine, np.abs(fine - coarse))


def _edges(end: float, deviation: float) -> NDArray[np.float64]:
    """Edges of panels from 0 to `end`."""
    step = deviation / _PANELS_PER_DEVIATION
    core = min(end, _CORE_DEVIATIONS * deviation)
    inner = np.linspace(0.0, core, max(1, int(np.ceil(core / step - 1e-9))) + 1)
    if not end > core:
        return inner
    count = int(np.ceil(np.log(end / core) / np.log(_GROWTH) - 1e-9))
    return np.concatenate([inner, np.geomspace(core, end, count + 1)[1:]])


def _composite(edges: NDArray[np.float64], order: int) -> Rule:
    x, w = _legendre(order)
    half = 0.5 * np.diff(edges)[:, None]
    return Rule((edges[:-1, None] + half * (1.0 + x)).ravel(), (half * w).ravel())


@lru_cache(maxsize=4)
def _legendre(order: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, w = np.polynomial.legendre.leggauss(order)
    return x, w
