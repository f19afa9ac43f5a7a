"""Whether two raw SVI smiles cross: a proof in rational numbers that they do not."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from axiom.volatility.curves.svi.parameters import RawSvi

__all__ = ["proved_apart"]

_Polynomial = list[Fraction]  # by ascending powers, the last coefficient not zero
_WIDTHS = (1e-6, 1e-4, 1e-2)
_ROUNDING = 64.0 * np.finfo(np.float64).eps


def proved_apart(early: RawSvi, late: RawSvi) -> bool:
    """Tell whether it is proved that the late smile lies above the early one at every strike.

    Parameters
    ----------
    early, late : RawSvi
        Total variances at two expiries.

    Returns
    -------
    bool
        False where the smiles cross or touch, and where no proof was found; True for equal smiles.

    Notes
    -----
    Where the smiles meet, L + sqrt(P) = sqrt(Q) with L linear and P, Q quadratic in k, and so
    (L^2 - P - Q)^2 = 4 P Q. The coefficients of this quartic are exact in rational numbers, and its
    Sturm sequence counts its real roots exactly. Those at which the smiles do not meet (squaring
    adds them) are enclosed in intervals on which the late smile's tangent lies above the early
    one's chord: smiles are convex.

    References
    ----------
    .. [1] Gatheral, J., Jacquier, A. (2014), "Arbitrage-free SVI volatility surfaces", Quantitative
       Finance 14(1), 59-71, section 2.1.
    .. [2] Basu, S., Pollack, R., Roy, M.-F. (2006), "Algorithms in Real Algebraic Geometry", 2nd
       ed., Springer, theorem 2.50 (Sturm).

    Verified by tests/unit/volatility/certificate/test_crossing.py.
    """
    if early == late:
        return True
    if not _lowest(early, late, 0.0, 0.0) > 0.0:
        return False
    quartic = _quartic(early, late)
    chain = _sturm(quartic)
    if not chain or len(chain[-1]) > 1:  # a root of higher order: they may touch
        return False
    count = _changes(chain, None, -1) - _changes(chain, None, 1)
    return count == 0 or any(
        _enclosed(chain, count, intervals)
        and all(_lowest(early, late, a, b) > 0.0 for a, b in intervals)
        for intervals in _guesses(quartic)
    )


def _lowest(early: RawSvi, late: RawSvi, start: float, end: float) -> float:
    """Bound late - early from below on an interval, after the rounding of all terms."""
    k = np.array([start, end, 0.5 * (start + end)])
    low, high = early.smile(k), late.smile(k)
    tangent = high.total_variance[2] + high.dw_dk[2] * (k[:2] - k[2])
    size = sum(abs(s.a) + s.b * (np.abs(k) + abs(s.m) + s.sigma).max() for s in (early, late))
    return float((tangent - low.total_variance[:2]).min() - _ROUNDING * size)


def _quartic(early: RawSvi, late: RawSvi) -> _Polynomial:
    def parts(s: RawSvi) -> tuple[_Polynomial, _Polynomial]:
        a, b, rho, m, sigma = (Fraction(x) for x in (s.a, s.b, s.rho, s.m, s.sigma))
        root = [b * b * (m * m + sigma * sigma), -2 * b * b * m, b * b]
        return [a - b * rho * m, b * rho], root

    (line0, root0), (line1, root1) = parts(early), parts(late)
    line = [y - x for x, y in zip(line0, line1, strict=True)]
    rest = [x - y - z for x, y, z in zip(_times(line, line), root0, root1, strict=True)]
    whole = [x - 4 * y for x, y in zip(_times(rest, rest), _times(root0, root1), strict=True)]
    return _trimmed(whole)


def _times(p: Sequence[Fraction], q: Sequence[Fraction]) -> _Polynomial:
    out = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, x in enumerate(p):
        for j, y in enumerate(q):
            out[i + j] += x * y
    return out


def _trimmed(p: _Polynomial) -> _Polynomial:
    while p and p[-1] == 0:
        p = p[:-1]
    return p


def _sturm(p: _Polynomial) -> list[_Polynomial]:
    """Sturm sequence, each member divided by the size of its leading coefficient."""
    derivative = [i * x for i, x in enumerate(p)][1:]
    chain = [_scaled(q) for q in (p, derivative) if q]
    while len(chain) > 1:
        remainder = _remainder(chain[-2], chain[-1])
        if not remainder:
            break
        chain.append(_scaled([-x for x in remainder]))
    return chain


def _scaled(p: _Polynomial) -> _Polynomial:
    return [x / abs(p[-1]) for x in p]


def _remainder(p: _Polynomial, q: _Polynomial) -> _Polynomial:
    while len(p) >= len(q):
        factor, shift = p[-1] / q[-1], len(p) - len(q)
        p = _trimmed([x - factor * q[i - shift] if i >= shift else x for i, x in enumerate(p)][:-1])
    return p


def _changes(chain: list[_Polynomial], at: Fraction | None, side: int = 0) -> int:
    """Sign changes of the sequence at a point, or at infinity to one side."""
    if at is None:
        values = [p[-1] * (side if len(p) % 2 == 0 else 1) for p in chain]
    else:
        values = [_value(p, at) for p in chain]
    signs = [v > 0 for v in values if v != 0]
    return sum(a != b for a, b in pairwise(signs))


def _value(p: _Polynomial, at: Fraction) -> Fraction:
    out = Fraction(0)
    for x in reversed(p):
        out = out * at + x
    return out


def _guesses(quartic: _Polynomial) -> list[list[tuple[float, float]]]:
    """Disjoint intervals around roots found in floating point, narrow to wide."""
    top = max(abs(x) for x in quartic)
    roots = np.roots([float(x / top) for x in reversed(quartic)])
    real = np.sort(roots.real[np.abs(roots.imag) <= 1e-4 * (1e-3 + np.abs(roots))])
    found = []
    for width in _WIDTHS:
        merged: list[tuple[float, float]] = []
        for r in real.tolist():
            a, b = r - width * (1e-2 + abs(r)), r + width * (1e-2 + abs(r))
            if merged and a <= merged[-1][1]:
                a = merged.pop()[0]
            merged.append((a, b))
        found.append(merged)
    return found


def _enclosed(
    chain: list[_Polynomial], count: int, intervals: Sequence[tuple[float, float]]
) -> bool:
    """Tell whether the intervals hold all real roots."""
    ends = [tuple(_changes(chain, Fraction(x)) for x in pair) for pair in intervals]
    return sum(a - b for a, b in ends) == count
