"""A solver of Dupire's forward equation reprices the vanillas of a surface at its local vols."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.linalg import solve_banded

from axiom import implied_vol
from axiom.core.errors import InvalidArgumentError
from axiom.volatility import SurfaceDerivatives
from axiom.volatility.analytics import LocalVolGrid, local_vol

from .made import flat, skewed

POINTS, FURTHEST = 801, 2.5


def calls_at(vols, ends, k):
    """Undiscounted calls over the forward, (m, n): c_t = vol^2 (c_kk - c_k) / 2, c = (1 - e^k)+.

    `vols` is called with log_moneyness and expiry; Crank-Nicolson after four implicit steps, eight
    steps to each end.
    """
    h = k[1] - k[0]
    c, t, found = np.maximum(1.0 - np.exp(k), 0.0), 0.0, []
    for number, end in enumerate(ends):
        half = 0.5 * np.asarray(vols(log_moneyness=k, expiry=0.5 * (t + end))) ** 2
        low, high, middle = (
            half / h**2 + half / (2 * h),
            half / h**2 - half / (2 * h),
            -2 * half / h**2,
        )
        for band in (low, high, middle):
            band[[0, -1]] = 0.0
        size = (end - t) / 8
        for step in range(8):
            implicit = 1.0 if number == 0 and step < 4 else 0.5
            right = c.copy()
            explicit = (1.0 - implicit) * size
            right[1:-1] += explicit * (
                low[1:-1] * c[:-2] + middle[1:-1] * c[1:-1] + high[1:-1] * c[2:]
            )
            bands = np.zeros((3, k.size))
            bands[0, 1:] = -implicit * size * high[:-1]
            bands[1] = 1.0 - implicit * size * middle
            bands[2, :-1] = -implicit * size * low[1:]
            c = solve_banded((1, 1), bands, right)
        found.append(c)
        t = end
    return np.array(found)


def repriced(vols, ends, expiry):
    """Log-moneyness and implied vols within two deviations of the forward at one expiry."""
    k = np.linspace(-FURTHEST, FURTHEST, POINTS)
    ends = np.asarray(ends)
    c = calls_at(vols, ends[ends <= expiry + 1e-12], k)[-1]
    near = np.abs(k) < 0.4 * math.sqrt(expiry)
    c, k = c[near], k[near]
    worth = np.where(k > 0.0, c, c - 1.0 + np.exp(k))
    vol = implied_vol(price=worth, forward=1.0, strike=np.exp(k), expiry=expiry, is_call=k > 0.0)
    return k, vol


@pytest.mark.parametrize(("expiry", "tolerance"), [(0.5, 2e-4), (1.0, 1e-4), (2.0, 6e-5)])
def test_the_grid_reprices_the_surface(expiry, tolerance) -> None:
    surface = skewed()
    grid = local_vol(surface).grid()
    k, vol = repriced(grid, grid.expiries, expiry)
    assert vol == pytest.approx(surface.vol(log_moneyness=k, expiry=expiry), abs=tolerance)
    assert grid.undefined_share == 0.0


@pytest.mark.parametrize(("expiry", "tolerance"), [(0.5, 2e-4), (1.0, 1e-4)])
def test_the_smooth_grid_reprices_the_same_smiles(expiry, tolerance) -> None:
    surface = skewed()
    grid = local_vol(surface, smooth=True).grid()
    k, vol = repriced(grid, grid.expiries, expiry)
    assert vol == pytest.approx(surface.vol(log_moneyness=k, expiry=expiry), abs=tolerance)


def test_a_local_vol_surface_is_found_again() -> None:
    """Vanillas priced under known local vols, read back: planted vols against found ones."""

    def planted(*, log_moneyness, expiry):
        return 0.2 - 0.15 * np.tanh(2.0 * np.asarray(log_moneyness)) * np.exp(-expiry)

    k = np.linspace(-FURTHEST, FURTHEST, POINTS)
    ends = np.linspace(0.005, 1.0, 200)
    c = calls_at(planted, ends, k)
    near = np.abs(k) < 0.35
    t0, t1 = 119, 121
    strikes = np.exp(k[near])
    worth = np.where(k > 0.0, c, c - 1.0 + np.exp(k))[:, near]
    w = [
        implied_vol(price=worth[i], forward=1.0, strike=strikes, expiry=ends[i],
                    is_call=k[near] > 0.0) ** 2 * ends[i]
        for i in (t0, t0 + 1, t1)
    ]  # fmt: skip
    found = local_vol(Sampled(k[near], w, ends[t0 : t1 + 1]))(
        log_moneyness=k[near][5:-5], expiry=ends[t0 + 1]
    )
    assert found == pytest.approx(planted(log_moneyness=k[near][5:-5], expiry=ends[120]), abs=1e-3)


class Sampled:
    """Total variance known on a grid of strikes at three expiries; derivatives by differences."""

    def __init__(self, k, w, expiries) -> None:
        self._k, self._w, self._t = k, np.asarray(w), expiries

    def total_variance(self, *, strike=None, log_moneyness, expiry):
        return self.derivatives(log_moneyness=log_moneyness, expiry=expiry).total_variance

    def derivatives(self, *, strike=None, log_moneyness, expiry):
        h = self._k[1] - self._k[0]
        at = np.rint((np.asarray(log_moneyness) - self._k[0]) / h).astype(int)
        w = self._w[1]
        return SurfaceDerivatives(
            total_variance=w[at],
            dw_dk=np.gradient(w, h)[at],
            d2w_dk2=((np.roll(w, -1) - 2.0 * w + np.roll(w, 1)) / h**2)[at],
            dw_dt=((self._w[2] - self._w[0]) / (self._t[2] - self._t[0]))[at],
        )


def test_a_grid_is_read_by_step_and_log_moneyness() -> None:
    grid = LocalVolGrid(
        expiries=np.array([0.5, 1.0]),
        log_moneyness=np.array([-0.1, 0.1]),
        vol=np.array([[0.3, 0.1], [0.5, 0.5]]),
        status=np.zeros((2, 2), dtype=np.uint8),
    )
    found = grid(log_moneyness=[0.0, -0.1, 9.0, 0.0, 0.0], expiry=[0.0, 0.5, 0.2, 0.51, 9.0])
    assert found == pytest.approx([0.2, 0.3, 0.1, 0.5, 0.5])
    assert grid(log_moneyness=0.05, expiry=0.1) == pytest.approx(0.15)
    assert math.isnan(grid(log_moneyness=0.05, expiry=math.nan))
    assert (grid.min, grid.max) == (0.1, 0.5)
    with pytest.raises(InvalidArgumentError, match="expiry"):
        grid(log_moneyness=0.0, expiry=-0.1)


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("expiries", {"expiries": [0.5, 0.5]}),
        ("expiries", {"expiries": [0.0, 0.5]}),
        ("log_moneyness", {"log_moneyness": [0.0]}),
        ("log_moneyness", {"log_moneyness": [0.0, math.inf]}),
    ],
)
def test_grids_that_do_not_ascend_are_refused(name, terms) -> None:
    with pytest.raises(InvalidArgumentError, match=name):
        local_vol(flat()).grid(**terms)
