"""Move SVI smiles to where there is no arbitrage: repair, and the way to a safe smile."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import price
from axiom.kernels.essvi import static_conditions
from axiom.volatility.curves.svi.arbitrage import least_g, least_gap, reach
from axiom.volatility.curves.svi.parameters import JumpWingsSvi, RawSvi

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_free", "lift", "pull_inside", "repair_butterfly", "safe_above"]

_DEVIATIONS = np.linspace(-4.0, 4.0, 81)
_SHARES = np.linspace(0.0, 1.0, 11)
_LIFTS = np.geomspace(1e-6, 2e-2, 14)
_STEPS = (0.0, 0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.75, 1.0)


def is_free(raw: RawSvi, early: RawSvi | None) -> bool:
    """Tell whether a smile has no butterfly arbitrage and does not fall below the one before.

    Nor may total variances a quarter, half and three quarters between the two, at points.
    """
    if least_g(raw) < 0.0:
        return False
    return early is None or (least_gap(early, raw) >= 0.0 and _free_between(early, raw))


def _free_between(early: RawSvi, late: RawSvi) -> bool:
    k = np.concatenate([reach(early), reach(late)])
    a, b = early.smile(k), late.smile(k)
    for share in (0.25, 0.5, 0.75):
        w, dw, ddw = (x + share * (y - x) for x, y in zip(a, b, strict=True))
        g, _ = static_conditions(log_moneyness=k, total_variance=w, dw_dk=dw, d2w_dk2=ddw)
        if g.min() < 0.0:
            return False
    return True


def lift(raw: RawSvi, early: RawSvi | None, *, variance_at_forward: float) -> RawSvi | None:
    """Raise a smile, by 2 % of its level at most, until it is free of arbitrage; None if never.

    Its wings are first made as steep as those of the smile before.
    """
    base = raw if early is None else _as_steep(raw, early)
    for share in (0.0, *_LIFTS.tolist()):
        lifted = replace(base, a=base.a + share * variance_at_forward)
        if is_free(lifted, early):
            return lifted
    return None


def _as_steep(raw: RawSvi, early: RawSvi) -> RawSvi:
    """Keep the least total variance and steepen the wings where they are flatter."""
    left, right = (
        max(raw.b * (1.0 + side * raw.rho), early.b * (1.0 + side * early.rho) * (1.0 + 1e-12))
        for side in (-1.0, 1.0)
    )
    b, rho = 0.5 * (left + right), (right - left) / (right + left)
    a = raw.least - b * raw.sigma * math.sqrt(1.0 - rho**2)
    return RawSvi(a=a, b=b, rho=rho, m=raw.m, sigma=raw.sigma)


def repair_butterfly(raw: RawSvi, *, years: float, optimise: bool = True) -> RawSvi:
    """Remove butterfly arbitrage, keeping the level and the slope at the forward.

    Parameters
    ----------
    raw : RawSvi
        Total variance at the forward > 0. Returned as it is where it has no butterfly arbitrage.
    years : float
        Time to expiry.
    optimise : bool, default True
        Move from the repaired smile back towards the given one as far as there is no arbitrage, to
        the least squared difference of prices; otherwise stop at the closed form.

    Returns
    -------
    RawSvi
        With `least_g` >= 0.

    Raises
    ------
    InvalidArgumentError
        Total variance at the forward is not > 0.

    Notes
    -----
    In jump-wings parameters v, psi and p stay; c' = p + 2 psi and v_min' = v 4 p c' / (p + c')^2
    give a smile of the SSVI kind. Where its wings are still too steep, psi, p and c' shrink by
    halves. The search is over c between c' and c, and v_min between v_min' and v_min.

    References
    ----------
    .. [1] Gatheral, Jacquier (2014), section 5.1 (Vogt's example, pp. 66-67).

    Verified by ``tests/unit/volatility/curves/test_svi_arbitrage.py``.
    """
    if raw.least > 0.0 and least_g(raw) >= 0.0:
        return raw
    wings = raw.jump_wings(years=years)
    closed = _closed_form(wings)
    if not optimise or closed.p != wings.p:
        return closed.raw()
    return _closest(raw, wings, closed)


def safe_above(early: RawSvi, *, variance_at_forward: float) -> RawSvi:
    """Scale the smile before up towards a level, as far as it stays free of butterfly arbitrage."""
    at = float(early.smile(np.zeros(1)).total_variance[0])
    share = max(0.0, variance_at_forward / at - 1.0)
    for _ in range(40):
        scaled = _scaled(early, 1.0 + share)
        if is_free(scaled, early):
            return scaled
        share *= 0.5
    return early


def pull_inside(raw: RawSvi, safe: RawSvi, early: RawSvi | None) -> RawSvi:
    """Move a smile towards a safe one, no further than needed to be free of arbitrage."""
    bad = 0.0
    for share in _STEPS:
        if is_free(_blend(raw, safe, share), early):
            return _bisect(raw, safe, early, bad, share)
        bad = share
    msg = f"safe is {safe}; give a smile without arbitrage above the one before"
    raise InvalidArgumentError(msg)


def _bisect(raw: RawSvi, safe: RawSvi, early: RawSvi | None, bad: float, good: float) -> RawSvi:
    for _ in range(10 if good > 0.0 else 0):
        middle = 0.5 * (bad + good)
        if is_free(_blend(raw, safe, middle), early):
            good = middle
        else:
            bad = middle
    return _blend(raw, safe, good)


def _blend(raw: RawSvi, safe: RawSvi, share: float) -> RawSvi:
    if share in {0.0, 1.0}:
        return safe if share else raw
    a, b = _free(raw), _free(safe)
    return from_free(a + share * (b - a))


def _free(raw: RawSvi) -> NDArray[np.float64]:
    return np.array(
        [
            math.log(max(raw.least, 1e-12 * (raw.b * raw.sigma + 1e-12))),
            math.log(max(raw.b, 1e-12)),
            math.atanh(raw.rho),
            raw.m,
            math.log(raw.sigma),
        ]
    )


def from_free(x: NDArray[np.float64]) -> RawSvi:
    """Give the smile of log least variance, log b, atanh rho, m and log sigma: any numbers."""
    least, b, sigma = (math.exp(min(v, 50.0)) for v in (x[0], x[1], x[4]))
    rho = max(-1.0 + 1e-9, min(1.0 - 1e-9, math.tanh(x[2])))
    a = least - b * sigma * math.sqrt(1.0 - rho**2)
    return RawSvi(a=a, b=b, rho=rho, m=float(x[3]), sigma=sigma)


def _scaled(raw: RawSvi, by: float) -> RawSvi:
    return RawSvi(a=raw.a * by, b=raw.b * by, rho=raw.rho, m=raw.m, sigma=raw.sigma)


def _closed_form(wings: JumpWingsSvi) -> JumpWingsSvi:
    shrink = 1.0
    for _ in range(60):
        p, psi = shrink * wings.p, shrink * wings.psi
        c = p + 2.0 * psi
        v_min = wings.v * 4.0 * p * c / (p + c) ** 2 if p + c > 0.0 else wings.v
        found = JumpWingsSvi(years=wings.years, v=wings.v, psi=psi, p=p, c=c, v_min=v_min)
        if p > 0.0 and c > 0.0 and least_g(found.raw()) >= 0.0:
            return found
        shrink *= 0.5
    msg = f"psi is {wings.psi} and p is {wings.p}; give a smile with two wings to repair"
    raise InvalidArgumentError(msg)


def _closest(raw: RawSvi, wings: JumpWingsSvi, closed: JumpWingsSvi) -> RawSvi:
    """Find the nearest smile in price on the lines from the repaired to the given one."""
    k = _DEVIATIONS * math.sqrt(wings.v * wings.years)
    target = _prices(raw, k)
    best, distance = closed.raw(), math.inf
    for share in _SHARES.tolist():
        v_min = closed.v_min + share * (wings.v_min - closed.v_min)
        found = _furthest(wings, closed, v_min)
        if found is not None:
            away = float(np.sum((_prices(found, k) - target) ** 2))
            if away < distance:
                best, distance = found, away
    return best


def _furthest(wings: JumpWingsSvi, closed: JumpWingsSvi, v_min: float) -> RawSvi | None:
    low, high, found = 0.0, 1.0, None
    for share in (0.0, 1.0, *([0.5] * 12)):
        at = share if share in {0.0, 1.0} else 0.5 * (low + high)
        c = closed.c + at * (wings.c - closed.c)
        smile = wings.replace(c=c, v_min=v_min).raw()
        if least_g(smile) >= 0.0:
            low, found = at, smile
        elif at == 0.0:
            return None
        else:
            high = at
        if low == 1.0:
            break
    return found


def _prices(raw: RawSvi, k: NDArray[np.float64]) -> NDArray[np.float64]:
    vol = np.sqrt(np.maximum(raw.smile(k).total_variance, 0.0))
    out: NDArray[np.float64] = price(
        forward=1.0, strike=np.exp(k), expiry=1.0, vol=vol, is_call=k > 0.0
    )
    return out
