"""Fit one slice of a spline surface again, warm, between its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import spline_fit
from axiom.kernels.spline_fit import PriorColumns, QuoteColumns
from axiom.volatility.curves.spline.settings import SplineSettings
from axiom.volatility.curves.spline.slices import SplineSlice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.spline.surface import SplineSurface

__all__ = ["SplineRefit", "refit_slice"]

_LEAST_ERROR = 1e-6  # of the vol


@dataclass(frozen=True, slots=True, kw_only=True)
class SplineRefit:
    """What came of a refit.

    Attributes
    ----------
    slice : SplineSlice
        The new slice, or where none was found the one that was there with new error bars.
    fitted : bool
        Whether a slice was found that is proved free of arbitrage, alone and in the two gaps.
    """

    slice: SplineSlice
    fitted: bool


def refit_slice(
    surface: SplineSurface,
    index: int,
    quotes: QuoteColumns,
    *,
    prior: float = 0.0,
    settings: SplineSettings | None = None,
) -> SplineRefit:
    """Fit one slice again to the quotes of its expiry, while its neighbours rest.

    Parameters
    ----------
    surface : SplineSurface
        The last surface; it is not changed (see `SplineSurface.with_slice`).
    index : int
        Which of its slices.
    quotes : QuoteColumns
        One row a strike, from `intervals` or made by the caller.
    prior : float
        How many times the slice that is there counts, by its error bars; 0 is not at all, and it
        only serves as a start.
    settings : SplineSettings, optional

    Returns
    -------
    SplineRefit
        The slice keeps its knots and quoted range.

    Raises
    ------
    InvalidArgumentError
        There is no such slice, or prior is negative.

    Notes
    -----
    The objective is that of `fit_spline`. The slice starts from where it is, strictly inside its
    conditions, so that a few Newton steps suffice; where quotes have thrown it outside it starts
    from a nearly flat slice and is parted from its neighbours. It is then proved free of butterfly
    arbitrage, and free of it and of calendar arbitrage in both gaps.

    Verified by ``tests/unit/volatility/curves/spline/test_refit.py``.
    """
    settings = settings or SplineSettings()
    if not 0 <= index < len(surface.slices):
        msg = f"index is {index}; give one from 0 to {len(surface.slices) - 1}"
        raise InvalidArgumentError(msg)
    if not 0.0 <= prior < np.inf:
        msg = f"prior is {prior}; give a finite strength >= 0"
        raise InvalidArgumentError(msg)
    here = surface.slices[index]
    w, error, fitted, _ = spline_fit.refit_slice(
        current=(here.knots, here.total_variance),
        early=_curve(surface, index - 1),
        late=_curve(surface, index + 1),
        quotes=quotes,
        prior=_prior(here, prior),
        level=float(np.interp(0.0, here.knots, here.total_variance)),
        tuning=settings.tuning().packed(),
    )
    return SplineRefit(slice=_slice(here, w, error, quotes), fitted=fitted)


def _curve(
    surface: SplineSurface, index: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    if not 0 <= index < len(surface.slices):
        return None
    s = surface.slices[index]
    return s.knots, s.total_variance


def _prior(here: SplineSlice, strength: float) -> PriorColumns:
    if strength == 0.0:
        none = np.empty(0)
        return PriorColumns(log_moneyness=none, total_variance=none, error=none)
    scale = 2.0 * np.sqrt(here.total_variance * here.years / strength)
    return PriorColumns(
        log_moneyness=here.knots,
        total_variance=here.total_variance,
        error=scale * np.maximum(here.standard_error, _LEAST_ERROR),
    )


def _slice(
    here: SplineSlice,
    w: NDArray[np.float64],
    error: NDArray[np.float64],
    quotes: QuoteColumns,
) -> SplineSlice:
    return SplineSlice(
        expiry=here.expiry,
        years=here.years,
        knots=here.knots,
        total_variance=w,
        standard_error=0.5 * error / np.sqrt(w * here.years),
        log_moneyness_min=here.log_moneyness_min,
        log_moneyness_max=here.log_moneyness_max,
        n_quotes=quotes.log_moneyness.size,
    )
