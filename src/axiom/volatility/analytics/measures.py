"""A surface in one table: level, skew, curvature and moments by constant maturity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.analytics.arguments import (
    DEFAULT_TENORS,
    Tenor,
    tenor_label,
    tenor_years,
)
from axiom.volatility.analytics.moments import bkm_moments
from axiom.volatility.analytics.smile import DeltaConvention, smile_shape
from axiom.volatility.analytics.variance_swap import variance_swap
from axiom.volatility.surface import Region

if TYPE_CHECKING:
    from axiom.volatility.surface import Surface

__all__ = ["TermStructure", "measures", "term_structure"]


def measures(
    surface: Surface,
    tenors: Sequence[Tenor] = DEFAULT_TENORS,
    *,
    convention: DeltaConvention = "forward",
) -> pl.DataFrame:
    """Measure a surface at constant maturities.

    Parameters
    ----------
    surface : Surface
    tenors : sequence of str or float
        Years, or text such as "1w", "1m", "1y"; each once.
    convention : {"forward", "discounted"}
        What delta means, see `delta_log_moneyness`.

    Returns
    -------
    polars.DataFrame
        One row a tenor, ascending: `tenor`, `expiry` (calendar years), `variance_years` (the same
        by the surface's clock), `region` (of the point at the forward), `forward`,
        `discount_factor`; `atm_vol`, `put_10_vol`, `put_25_vol`, `call_25_vol`, `call_10_vol`;
        `risk_reversal_25`, `butterfly_25`, `risk_reversal_10`, `butterfly_10`; `skew`, `curvature`,
        `dw_dk`; `forward_vol`, at the forward from the tenor before (null where total variance
        falls); `variance_swap_vol`; `skewness`, `kurtosis` of the log-return.

    Raises
    ------
    InvalidArgumentError
        When a tenor cannot be read or is given twice.

    Notes
    -----
    A tenor between two fitted expiries is read off the surface, which interpolates total variance
    in its clock's time; `region` says where it extrapolates. Each column is defined where the
    function that makes it is: `smile_shape`, `forward_vol`, `variance_swap`, `bkm_moments`.

    Verified by ``tests/unit/volatility/analytics/test_measures.py``.
    """
    labelled = _labelled(tenors)
    rows, before, early = [], 0.0, 0.0
    for years, label in labelled:
        shape = smile_shape(surface, expiry=years, convention=convention)
        late = shape.atm_vol**2 * years
        region = Region(int(surface.region(log_moneyness=0.0, expiry=years)))
        moments = bkm_moments(surface, expiry=years).moments
        growth = (late - early) / (years - before)
        rows.append(
            {
                "tenor": label,
                "expiry": years,
                "variance_years": _variance_years(surface, years),
                "region": region.name,
                "forward": float(surface.forward(years)),
                "discount_factor": float(surface.discount_factor(years)),
                **_shape_columns(shape),
                "forward_vol": math.sqrt(growth) if growth >= 0.0 else None,
                "variance_swap_vol": variance_swap(surface, expiry=years).vol,
                "skewness": moments.skewness,
                "kurtosis": moments.kurtosis,
            }
        )
        before, early = years, late
    return pl.DataFrame(rows, schema_overrides={"forward_vol": pl.Float64})


def _labelled(tenors: Sequence[Tenor]) -> list[tuple[float, str]]:
    """Years and label of each tenor, ascending."""
    if isinstance(tenors, str) or not len(tenors):
        msg = f"tenors is {tenors!r}; give a sequence of at least one, such as ('1m', '3m')"
        raise InvalidArgumentError(msg)
    found = sorted((tenor_years(one), tenor_label(one)) for one in tenors)
    for a, b in pairwise(found):
        if a[0] == b[0]:
            msg = f"tenors holds {a[1]} and {b[1]}, which are the same; give each once"
            raise InvalidArgumentError(msg)
    return found


def _variance_years(surface: Surface, years: float) -> float:
    clock = getattr(surface, "clock", None)
    return years if clock is None else float(clock(years))


def _shape_columns(shape: Any) -> dict[str, float]:
    names = (
        "atm_vol", "put_10_vol", "put_25_vol", "call_25_vol", "call_10_vol", "risk_reversal_25",
        "butterfly_25", "risk_reversal_10", "butterfly_10", "skew", "curvature", "dw_dk",
    )  # fmt: skip
    return {name: getattr(shape, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermStructure:
    """How vol and skew at the forward change with the tenor.

    Attributes
    ----------
    expiries : tuple of float
        The tenors, in years.
    atm_vols, skews : tuple of float
        At them.
    slope : float
        Vol at the last tenor less vol at the first.
    hump : float
        Largest distance of the vols between from the straight line, in log-expiry, through first
        and last; signed, 0 with two tenors.
    skew_exponent, skew_exponent_error : float or None
        Of a power law |skew| = c T^(-exponent) by least squares of the logarithms, and its standard
        error; None where skews change sign or vanish, or with fewer than three tenors.
    """

    expiries: tuple[float, ...]
    atm_vols: tuple[float, ...]
    skews: tuple[float, ...]
    slope: float
    hump: float
    skew_exponent: float | None
    skew_exponent_error: float | None

    @property
    def is_inverted(self) -> bool:
        """Whether the last vol lies below the first."""
        return self.slope < 0.0


def term_structure(surface: Surface, tenors: Sequence[Tenor] = DEFAULT_TENORS) -> TermStructure:
    """Measure the term structures of vol and skew at the forward.

    Parameters
    ----------
    surface : Surface
    tenors : sequence of str or float
        As for `measures`; two or more.

    Returns
    -------
    TermStructure

    Raises
    ------
    InvalidArgumentError
        When a tenor cannot be read, is given twice, or there are fewer than two.

    References
    ----------
    .. [1] Bayer, C., Friz, P., Gatheral, J. (2016), "Pricing under rough volatility", Quantitative
       Finance 16(6), 887-904, section 1.1: the power law of the skew at the forward.

    Verified by ``tests/unit/volatility/analytics/test_measures.py``.
    """
    t = np.array([years for years, _ in _labelled(tenors)])
    if t.size < 2:
        raise InvalidArgumentError("tenors holds one; give two or more for a term structure")
    d = surface.derivatives(log_moneyness=np.zeros_like(t), expiry=t)
    vol = np.sqrt(np.asarray(d.total_variance) / t)
    skew = np.asarray(d.dw_dk) / (2.0 * vol * t)
    share = np.log(t / t[0]) / np.log(t[-1] / t[0])
    off = vol - (vol[0] + share * (vol[-1] - vol[0]))
    exponent, error = _power_law(t, skew)
    return TermStructure(
        expiries=tuple(t.tolist()),
        atm_vols=tuple(vol.tolist()),
        skews=tuple(skew.tolist()),
        slope=float(vol[-1] - vol[0]),
        hump=float(off[np.argmax(np.abs(off))]),
        skew_exponent=exponent,
        skew_exponent_error=error,
    )


def _power_law(t: np.ndarray, skew: np.ndarray) -> tuple[float, float] | tuple[None, None]:
    """Exponent of |skew| in expiry, and its standard error."""
    if t.size < 3 or not ((skew > 0.0).all() or (skew < 0.0).all()):
        return None, None
    x, y = np.log(t), np.log(np.abs(skew))
    x = x - x.mean()
    slope = float(x @ y / (x @ x))
    rest = y - y.mean() - slope * x
    return -slope, math.sqrt(float(rest @ rest) / (t.size - 2) / float(x @ x))
