"""Two surfaces compared: at equal deltas, at equal strikes, and by level, skew and curvature."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import price
from axiom.volatility.analytics.local_vol import durrleman_g
from axiom.volatility.analytics.smile import smile_shape
from axiom.volatility.analytics.vol_grid import DeltaGrid
from axiom.volatility.surface import Region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["SurfaceComparison", "compare_surfaces"]

_YEAR = dt.timedelta(days=365)
_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfaceComparison:
    """Differences of a second surface, b, to a first, a.

    Attributes
    ----------
    points : polars.DataFrame
        One row a point of the grid: `expiry_a`, `expiry_b` (years), `call_delta`, `strike` (where a
        has that delta); `vol_a`, `vol_b` and `change` at the delta, each on its own surface;
        `vol_b_at_strike`, `change_at_strike`; `price_change_at_strike`, of the out-of-the-money
        option by a's forward, discount factor and expiry; `variance_change`, of total variance at
        a's log-moneyness; `region_a`, `region_b`; `arbitrage_free`, whether the conditions of no
        butterfly and no calendar arbitrage hold there on both: a difference where they do not says
        nothing about the market.
    tenors : polars.DataFrame
        One row a tenor: `expiry_a`, `expiry_b`, `level` (change of vol at the forward), `skew` (of
        the 25-delta risk reversal), `curvature` (of the 25-delta butterfly), `unexplained`: the
        root mean square, over the grid's deltas, of the change that these three leave.
    rms, largest : float
        Of `change`, over points that are free of arbitrage on both.
    n_suspect : int
        Points that are not.
    """

    points: pl.DataFrame
    tenors: pl.DataFrame
    rms: float
    largest: float
    n_suspect: int

    def summary(self) -> str:
        """Say in one line how far the surfaces lie apart."""
        level = self.tenors["level"].to_numpy()
        text = f"vols differ by {self.rms:.4f} (root mean square), {self.largest:.4f} at most; "
        text += f"level {level.mean():+.4f} on average over {level.size} tenors"
        if self.n_suspect:
            text += f"; {self.n_suspect} points have arbitrage and are left out"
        return text


def compare_surfaces(
    a: Surface,
    b: Surface,
    *,
    grid: DeltaGrid | None = None,
    same: Literal["tenor", "date"] = "tenor",
) -> SurfaceComparison:
    """Compare two surfaces on common tenors, or expiry dates, and deltas.

    Parameters
    ----------
    a, b : Surface
        b less a is what is reported.
    grid : DeltaGrid, optional
        Tenors, from a's valuation time, and deltas.
    same : {"tenor", "date"}
        Whether b is read at the same tenors, or at the same dates: a's tenors less the time between
        both valuation times.

    Returns
    -------
    SurfaceComparison

    Raises
    ------
    InvalidArgumentError
        When a date of the grid is not after b's valuation time.

    Notes
    -----
    Level, skew and curvature explain a change at call delta d of level + skew x + 4 curvature x^2
    with x = 1 - 2 d: the parabola through the changes at the forward, taken for x = 0 although its
    delta is N(sqrt(w) / 2), and at the 25-delta options, x = -1/2 and 1/2.

    Verified by ``tests/unit/volatility/analytics/test_comparison.py``.
    """
    grid = grid or DeltaGrid()
    t_a = np.array(grid.tenors)
    t_b = _tenors_of_b(a, b, t_a, same)
    one, other = _Side.read(a, grid, t_a), _Side.read(b, grid, t_b)
    points = _points(one, other, grid)
    tenors = _tenors(one, other, grid, other.vol - one.vol)
    good = points.filter("arbitrage_free")["change"].to_numpy()
    return SurfaceComparison(
        points=points,
        tenors=tenors,
        rms=float(np.sqrt(np.mean(good**2))) if good.size else 0.0,
        largest=float(np.abs(good).max(initial=0.0)),
        n_suspect=points.height - good.size,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One surface at the grid; arrays of its shape but for `expiry`, (tenors,)."""

    surface: Surface
    expiry: NDArray[np.float64]
    log_moneyness: NDArray[np.float64]
    vol: NDArray[np.float64]

    @classmethod
    def read(cls, surface: Surface, grid: DeltaGrid, expiry: NDArray[np.float64]) -> _Side:
        own = DeltaGrid(tuple(expiry.tolist()), grid.call_deltas)
        k = own.log_moneyness(surface)
        vol = np.asarray(surface.vol(log_moneyness=k, expiry=expiry[:, None]))
        return cls(surface, expiry, k, vol)

    @property
    def regions(self) -> list[str]:
        codes = self.surface.region(log_moneyness=self.log_moneyness, expiry=self.expiry[:, None])
        return [Region(int(code)).name for code in np.asarray(codes).ravel()]

    @property
    def is_free(self) -> NDArray[np.bool_]:
        """Where neither butterfly nor calendar arbitrage is."""
        d = self.surface.derivatives(log_moneyness=self.log_moneyness, expiry=self.expiry[:, None])
        g = durrleman_g(
            self.log_moneyness,
            np.asarray(d.total_variance),
            np.asarray(d.dw_dk),
            np.asarray(d.d2w_dk2),
        )
        return (g >= -_ROUNDING) & (np.asarray(d.dw_dt) >= -_ROUNDING)


def _tenors_of_b(a: Surface, b: Surface, t: NDArray[np.float64], same: str) -> NDArray[np.float64]:
    if same == "tenor":
        return t
    if same != "date":
        raise InvalidArgumentError(f"same is {same!r}; give 'tenor' or 'date'")
    later = t - (b.valuation_time - a.valuation_time) / _YEAR
    if not (later > 0.0).all():
        msg = f"grid: the tenor {t[later <= 0.0][0]:.6g} ends before {b.valuation_time}"
        raise InvalidArgumentError(f"{msg}; give longer tenors, or same='tenor'")
    return later


def _points(one: _Side, other: _Side, grid: DeltaGrid) -> pl.DataFrame:
    t = one.expiry[:, None]
    forward = np.asarray(one.surface.forward(t))
    strike = forward * np.exp(one.log_moneyness)
    at_strike = np.asarray(other.surface.vol(strike=strike, expiry=other.expiry[:, None]))
    terms: dict[str, Any] = {
        "forward": forward,
        "strike": strike,
        "expiry": t,
        "is_call": strike >= forward,
    }
    worth = [np.asarray(price(**terms, vol=vol)) for vol in (one.vol, at_strike)]
    discount = np.asarray(one.surface.discount_factor(t))
    w_a, w_b = (
        np.asarray(side.surface.total_variance(log_moneyness=one.log_moneyness, expiry=u))
        for side, u in ((one, t), (other, other.expiry[:, None]))
    )
    deltas = np.array(grid.call_deltas)
    columns = {
        "expiry_a": t,
        "expiry_b": other.expiry[:, None],
        "call_delta": deltas,
        "strike": strike,
        "vol_a": one.vol,
        "vol_b": other.vol,
        "change": other.vol - one.vol,
        "vol_b_at_strike": at_strike,
        "change_at_strike": at_strike - one.vol,
        "price_change_at_strike": discount * (worth[1] - worth[0]),
        "variance_change": w_b - w_a,
    }
    table = pl.DataFrame(
        {name: np.broadcast_to(v, grid.shape).ravel() for name, v in columns.items()}
    )
    return table.with_columns(
        pl.Series("region_a", one.regions),
        pl.Series("region_b", other.regions),
        pl.Series("arbitrage_free", (one.is_free & other.is_free).ravel()),
    )


def _tenors(one: _Side, other: _Side, grid: DeltaGrid, change: NDArray[np.float64]) -> pl.DataFrame:
    x = 1.0 - 2.0 * np.array(grid.call_deltas)
    rows = []
    for i, (t_a, t_b) in enumerate(zip(one.expiry, other.expiry, strict=True)):
        before = smile_shape(one.surface, expiry=float(t_a))
        after = smile_shape(other.surface, expiry=float(t_b))
        level = after.atm_vol - before.atm_vol
        skew = after.risk_reversal_25 - before.risk_reversal_25
        curvature = after.butterfly_25 - before.butterfly_25
        left = change[i] - (level + skew * x + 4.0 * curvature * x**2)
        rows.append(
            {
                "expiry_a": float(t_a),
                "expiry_b": float(t_b),
                "level": level,
                "skew": skew,
                "curvature": curvature,
                "unexplained": float(np.sqrt(np.mean(left**2))),
            }
        )
    return pl.DataFrame(rows)
