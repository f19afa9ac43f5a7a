"""Local volatility of a surface, by Dupire's formula in total variance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

import numpy as np

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.analytics.arguments import points_of
from axiom.volatility.analytics.local_vol_grid import LocalVolGrid, default_grid
from axiom.volatility.analytics.smooth_time import Jet, smooth_total_variance

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.market import TimeTable
    from axiom.volatility.surface import Surface

__all__ = ["LocalVol", "LocalVolStatus", "local_vol"]

_SHORTEST = 1e-9
_BLOCK = 4096


class LocalVolStatus(IntEnum):
    """What local vol is at a point.

    `DEFINED`: as the formula gives it. `AT_MIN`, `AT_MAX`: the formula lies beyond the bound, which
    is given instead. `NO_DENSITY`: Durrleman's g is not above `min_g`, the market gives the point
    no density, and `vol_max` is given. `FALLING`: total variance falls in expiry, calendar
    arbitrage, and `vol_min` is given. `NOT_A_NUMBER`: an input is NaN.
    """

    DEFINED = 0
    AT_MIN = 1
    AT_MAX = 2
    NO_DENSITY = 3
    FALLING = 4
    NOT_A_NUMBER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalVol:
    """Local volatility at any point of a surface; see `local_vol`.

    Attributes
    ----------
    surface : Surface
    vol_min, vol_max : float
        Bounds of what is given.
    min_g : float
        Least g of a point with a density.
    time : {"calendar", "clock"}
        Per square root of a calendar year, or of a year of the surface's clock.
    smooth : bool
        Whether total variance grows smoothly in time, see `local_vol`.
    """

    surface: Surface
    vol_min: float
    vol_max: float
    min_g: float
    time: Literal["calendar", "clock"]
    smooth: bool

    def __call__(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Local vol, within the bounds.

        Parameters
        ----------
        strike, log_moneyness : array_like
            Exactly one of them: where the underlying is, as a price or log(price / forward).
        expiry : array_like
            Years, >= 0; at 0 the limit from above.

        Returns
        -------
        float or ndarray of float64
            The broadcast shape; NaN where an input is NaN, and nowhere else.

        Raises
        ------
        InvalidArgumentError
            As ``surface.derivatives``.
        """
        vol, _ = self.with_status(strike=strike, log_moneyness=log_moneyness, expiry=expiry)
        return vol if vol.shape else float(vol)

    def status(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> LocalVolStatus | NDArray[np.uint8]:
        """Give a `LocalVolStatus`, or an array of their codes; arguments as for a call."""
        _, codes = self.with_status(strike=strike, log_moneyness=log_moneyness, expiry=expiry)
        return codes if codes.shape else LocalVolStatus(int(codes))

    def strict(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """As a call, but raise DataError where a status is not `DEFINED`."""
        vol, codes = self.with_status(strike=strike, log_moneyness=log_moneyness, expiry=expiry)
        bad = codes != LocalVolStatus.DEFINED
        if bad.any():
            t = np.broadcast_to(np.asarray(expiry, dtype=np.float64), codes.shape)[bad].flat[0]
            name = LocalVolStatus(int(codes[bad].flat[0])).name
            msg = f"local vol is {name} at {int(bad.sum())} of {codes.size} points, first at expiry"
            raise DataError(f"{msg} {t:.6g}; certify the surface, or call without strict")
        return vol if vol.shape else float(vol)

    def with_status(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """Local vol within the bounds and its status codes, both of the broadcast shape."""
        k, t = points_of(self.surface, strike, log_moneyness, expiry)
        vol, codes = np.empty(k.size), np.empty(k.size, dtype=np.uint8)
        flat_k, flat_t = k.ravel(), t.ravel()
        for first in range(0, k.size, _BLOCK):
            block = slice(first, first + _BLOCK)
            vol[block], codes[block] = self._at(flat_k[block], flat_t[block])
        return vol.reshape(k.shape), codes.reshape(k.shape)

    def _at(
        self, k: NDArray[np.float64], t: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """Local vol and status of points, few enough to stay in the cache."""
        t = np.where(t == 0.0, _SHORTEST, t)
        clock: TimeTable | None = getattr(self.surface, "clock", None)
        rate: NDArray[np.float64] | float = 1.0
        if self.time == "clock" and clock is not None:
            t = _running(clock, t)
            rate = np.asarray(clock.rate(t))
        w, growth = self._variance_and_growth(k, t)
        return self._bounded(growth / rate, durrleman_g(k, w.value, w.first, w.second))

    def _variance_and_growth(
        self, k: NDArray[np.float64], t: NDArray[np.float64]
    ) -> tuple[Jet, NDArray[np.float64]]:
        """Total variance in log-moneyness, and dw/dt per calendar year."""
        if self.smooth:
            clock: TimeTable | None = getattr(self.surface, "clock", None)
            w, growth = smooth_total_variance(self.surface, k, t)
            return w, growth if clock is None else growth * np.asarray(clock.rate(t))
        d = self.surface.derivatives(log_moneyness=k, expiry=t)
        found = Jet(np.asarray(d.total_variance), np.asarray(d.dw_dk), np.asarray(d.d2w_dk2))
        return found, np.asarray(d.dw_dt)

    def _bounded(
        self, growth: NDArray[np.float64], g: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        dense = g > self.min_g
        vol = np.sqrt(np.maximum(growth, 0.0) / np.where(dense, g, 1.0))
        codes = np.where(vol < self.vol_min, LocalVolStatus.AT_MIN, LocalVolStatus.DEFINED)
        codes = np.where(vol > self.vol_max, LocalVolStatus.AT_MAX, codes)
        codes = np.where(dense, codes, LocalVolStatus.NO_DENSITY)
        codes = np.where(growth < 0.0, LocalVolStatus.FALLING, codes)
        unknown = np.isnan(growth) | np.isnan(g)
        codes = np.where(unknown, LocalVolStatus.NOT_A_NUMBER, codes)
        vol = np.clip(
            np.where(dense | (growth < 0.0), vol, self.vol_max), self.vol_min, self.vol_max
        )
        return np.where(unknown, np.nan, vol), codes.astype(np.uint8)

    def grid(
        self, *, expiries: ArrayLike | None = None, log_moneyness: ArrayLike | None = None
    ) -> LocalVolGrid:
        """Tabulate for a solver or a simulation: one vol a step in time and log-moneyness.

        Parameters
        ----------
        expiries : array_like, optional
            Ends of the steps, years, ascending from above 0, (m,). Left out: the fitted expiries
            and steps of 3 % of the expiry between, shorter ones before the first.
        log_moneyness : array_like, optional
            Ascending, (n,). Left out: 241 points within 6 deviations of the last expiry, a tenth of
            one of the first expiry apart at the forward and further apart away from it.

        Returns
        -------
        LocalVolGrid

        Notes
        -----
        A step's local variance is the *growth of total variance over the whole step*, over its
        length and over g in its middle, so that what happens within a step, an event too, keeps
        its variance. Always per calendar year.
        """
        k, ends = default_grid(self.surface, log_moneyness, expiries)
        starts = np.append(0.0, ends[:-1])
        x, b = np.meshgrid(k, ends)
        a = np.broadcast_to(starts[:, None], b.shape)
        late = self._variance_and_growth(x, b)[0].value
        early = np.concatenate([np.zeros((1, k.size)), late[:-1]])
        w = self._variance_and_growth(x, 0.5 * (a + b))[0]
        g = durrleman_g(x, w.value, w.first, w.second)
        vol, codes = self._bounded((late - early) / (b - a), g)
        return LocalVolGrid(expiries=ends, log_moneyness=k, vol=vol, status=codes)


def local_vol(
    surface: Surface,
    *,
    vol_min: float = 0.0,
    vol_max: float = 10.0,
    min_g: float = 1e-6,
    time: Literal["calendar", "clock"] = "calendar",
    smooth: bool = False,
) -> LocalVol:
    """Make the local volatility of a surface.

    Parameters
    ----------
    surface : Surface
    vol_min, vol_max : float
        Bounds of what is given, 0 <= vol_min < vol_max; a status says where they bind.
    min_g : float
        Where Durrleman's g is at or below this, >= 0, the point has no density to speak of.
    time : {"calendar", "clock"}
        Per square root of a calendar year, which falls to 0 where the surface's clock stands still;
        or of a year of that clock, smooth over nights and weekends. The same without a clock.
    smooth : bool
        False: of the surface as it is, whose growth of total variance jumps at each fitted expiry,
        and local vol with it. True: of one with the same smiles at the fitted expiries between
        which total variance is a monotone cubic in variance time, so that local vol is continuous
        up to the last of them; some fifteen times the work.

    Returns
    -------
    LocalVol

    Raises
    ------
    InvalidArgumentError
        When a bound is outside its domain.

    Notes
    -----
    vol^2(k, t) = (dw/dt) / g(k, t), g = (1 - k w'/(2w))^2 - w'^2/4 (1/w + 1/4) + w''/2, with k the
    log of price over forward [1]_. Derivatives are the surface's own, analytic. At an event, where
    total variance jumps, the formula sees what comes after it; `LocalVol.grid` keeps its variance.

    References
    ----------
    .. [1] Gatheral, J. (2006), "The Volatility Surface", equation 1.10.
    .. [2] Dupire, B. (1994), "Pricing with a smile", Risk 7(1), 18-20.

    Verified by ``tests/unit/volatility/analytics/test_local_vol.py`` (flat and time-dependent vols)
    and ``tests/unit/volatility/analytics/test_local_vol_pde.py`` (a solver reprices vanillas).
    """
    if not 0.0 <= vol_min < vol_max < math.inf:
        msg = f"vol_min is {vol_min} and vol_max {vol_max}; give 0 <= vol_min < vol_max, finite"
        raise InvalidArgumentError(msg)
    if not 0.0 <= min_g < 1.0:
        raise InvalidArgumentError(f"min_g is {min_g}; give a number >= 0 and below 1")
    if time not in ("calendar", "clock"):
        raise InvalidArgumentError(f"time is {time!r}; give 'calendar' or 'clock'")
    return LocalVol(
        surface=surface, vol_min=vol_min, vol_max=vol_max, min_g=min_g, time=time, smooth=smooth
    )


def durrleman_g(
    k: NDArray[np.float64],
    w: NDArray[np.float64],
    dw: NDArray[np.float64],
    d2w: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Durrleman's g from total variance and its derivatives in log-moneyness."""
    return (1.0 - 0.5 * k * dw / w) ** 2 - 0.25 * dw**2 * (1.0 / w + 0.25) + 0.5 * d2w


def _running(clock: TimeTable, t: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move times at which a clock stands still to where it runs again."""
    nodes = clock.years
    for _ in range(nodes.size):
        still = np.asarray(clock.rate(t)) <= 0.0
        if not still.any():
            break
        after = np.minimum(np.searchsorted(nodes, t, side="right"), nodes.size - 1)
        t = np.where(still, np.maximum(nodes[after], t), t)
    return t
