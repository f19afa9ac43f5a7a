"""The last surface as the spline fit reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline_fit import PriorColumns
from axiom.volatility.surface import vol_error_of

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from axiom.volatility.curves.spline.settings import SplineSettings
    from axiom.volatility.surface import Surface

__all__ = ["no_prior", "prior_columns", "reach_of"]

_DAY = 86400.0
_DAYS_A_YEAR = 365.0
_LEAST_ERROR = 1e-5


def no_prior() -> PriorColumns:
    """Give a prior that says nothing."""
    none = np.empty(0)
    return PriorColumns(log_moneyness=none, total_variance=none, error=none)


def reach_of(prior: Surface | None, expiry: datetime) -> tuple[float, float] | None:
    """Give the log-moneyness quoted at this expiry when the prior was fitted, or None."""
    for s in getattr(prior, "slices", ()):
        if s.expiry == expiry:
            return s.log_moneyness_min, s.log_moneyness_max
    return None


def prior_columns(
    prior: Surface,
    *,
    log_moneyness: NDArray[np.float64],
    years: NDArray[np.float64],
    valuation_time: datetime,
    settings: SplineSettings,
) -> PriorColumns:
    """Read the last surface at points (n,), `years` counted from the new valuation time.

    Its vols are kept at fixed expiry date and log-moneyness. Their variance, that of its own error
    bars (`vol_error`, or `SplineSettings.prior_error` where it has none) over the strength of the
    prior, plus the squared drift a day times its age, is the error they count with.

    Raises
    ------
    InvalidArgumentError
        The prior is of a later time than the fit.
    """
    age_days = (valuation_time - prior.valuation_time).total_seconds() / _DAY
    if age_days < 0.0:
        msg = f"prior is of {prior.valuation_time}, after the valuation time {valuation_time}; "
        raise InvalidArgumentError(msg + "give an earlier surface")
    expiry = years + age_days / _DAYS_A_YEAR
    vol = np.asarray(prior.vol(log_moneyness=log_moneyness, expiry=expiry))
    own = vol_error_of(prior)
    error = (
        np.full(vol.shape, settings.prior_error)
        if own is None
        else np.asarray(own(log_moneyness=log_moneyness, expiry=expiry))
    )
    variance = error**2 / settings.prior + settings.prior_drift**2 * age_days
    known = np.isfinite(vol) & (vol > 0.0) & np.isfinite(variance)
    vol_error = np.maximum(np.sqrt(np.where(known, variance, 1.0)), _LEAST_ERROR)
    return PriorColumns(
        log_moneyness=log_moneyness,
        total_variance=np.where(known, vol**2 * years, 1.0),
        error=np.where(known, 2.0 * vol * years * vol_error, np.inf),
    )
