"""The P&L of a move of spot and vol by Taylor's theorem."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.risk.explain.path import Way
from axiom.risk.explain.smile import SMILE_TERMS

__all__ = ["GreeksFrom", "check_greeks", "taylor_terms"]

Floats = NDArray[np.float64]

GreeksFrom = Literal["start", "ends", "path"]
"""Where the second-order Greeks come from."""

_SECOND: Final = ("gamma", "vanna", "volga")
_PATH_NODES: Final = 8


def check_greeks(greeks: str) -> None:
    """Raise unless it is known where the second-order Greeks come from."""
    if greeks not in get_args(GreeksFrom):
        known = ", ".join(repr(one) for one in get_args(GreeksFrom))
        raise InvalidArgumentError(f"greeks={greeks!r}: give one of {known}")


def taylor_terms(
    way: Way, shapes: dict[str, Floats], *, greeks: GreeksFrom, threads: int = 1
) -> dict[str, Floats]:
    """Give the terms of the move from the early to the late point of a way, per unit.

    Parameters
    ----------
    way
        Of n options.
    shapes
        What level, skew and curvature of the smiles move each vol by, by `SMILE_TERMS`.
    greeks
        ``"start"``, ``"ends"`` or ``"path"``: where the second-order Greeks are taken.
    threads
        Threads of the prices.

    Returns
    -------
    dict of str to ndarray, shape (n,)
        delta, gamma, vega, skew, curvature, smile_other, vanna and volga.

    Notes
    -----
    With h the move of spot, f that of the vol with the spot by the dynamics, e the rest of the
    move of the vol and s = dvol/dS along the dynamics,

    V1 - V0 = (delta + vega s) h + vega (f - s h) + vega e
              + integral of (1 - u) (h, f + e) H(u) (h, f + e)' du over u from 0 to 1,

    exactly, H(u) being the second derivatives on the straight line between the two points. The
    integral is approximated by H at the start over 2; by H at the start over 3 plus H at the end
    over 6, which is exact where H is linear; or by Gauss's rule at 8 points. Errors are of the
    third, fourth and seventeenth order in the move.
    Verified by tests/unit/risk/explain/test_taylor.py.
    """
    first = way.values(way.between(0.0), "delta", "vega", threads=threads)
    move, followed = way.late.spot - way.early.spot, way.followed
    second = _averages(way, greeks, threads)
    gamma, vanna, volga = (second[name] for name in _SECOND)
    along = first["delta"] + first["vega"] * way.slope
    convex = gamma * move**2 + 2.0 * vanna * move * followed + volga * followed**2
    named = sum(shapes[name] for name in SMILE_TERMS)
    return {
        "delta": along * move,
        "gamma": convex + first["vega"] * (followed - way.slope * move),
        **{name: first["vega"] * shapes[name] for name in SMILE_TERMS},
        "smile_other": first["vega"] * (way.rest - named),
        "vanna": 2.0 * (vanna * move + volga * followed) * way.rest,
        "volga": volga * way.rest**2,
    }


def _averages(way: Way, greeks: GreeksFrom, threads: int) -> dict[str, Floats]:
    """Give the integrals of (1 - u) times each second-order Greek."""
    found = {name: np.zeros(way.followed.shape) for name in _SECOND}
    for place, weight in _nodes(greeks):
        values = way.values(way.between(place), *_SECOND, threads=threads)
        for name in _SECOND:
            found[name] += weight * values[name]
    return found


def _nodes(greeks: GreeksFrom) -> list[tuple[float, float]]:
    """Give places on the way and their weights."""
    if greeks == "start":
        return [(0.0, 0.5)]
    if greeks == "ends":
        return [(0.0, 1.0 / 3.0), (1.0, 1.0 / 6.0)]
    places, weights = np.polynomial.legendre.leggauss(_PATH_NODES)
    u = 0.5 * (places + 1.0)
    return list(zip(u.tolist(), (0.5 * weights * (1.0 - u)).tolist(), strict=True))
