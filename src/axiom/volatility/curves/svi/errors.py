"""Standard errors of SVI parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from axiom.volatility.curves.objective import SmileData
    from axiom.volatility.curves.svi.parameters import RawSvi

__all__ = ["standard_errors"]

_BOUND = 3.0


def standard_errors(raw: RawSvi, data: SmileData) -> tuple[float, ...]:
    """Give the standard errors of a, b, rho, m and sigma.

    Notes
    -----
    From the Jacobian J of model vol over half-spread: the root of the diagonal of
    s^2 (J'J + D)^-1. A half-spread counts as one standard deviation of a quote's noise; s^2 is the
    mean square of the misfits in half-spreads, each cut off at 3, and not below 1. D holds each
    parameter to its natural scale (total variance and deviation at the forward, or 1), which bounds
    the errors of parameters that the quotes do not identify.

    Verified by ``tests/unit/volatility/curves/test_svi_fit.py``.
    """
    x = data.log_moneyness - raw.m
    root = np.hypot(x, raw.sigma)
    dw = np.stack(
        [
            np.ones_like(x),
            raw.rho * x + root,
            raw.b * x,
            -raw.b * (raw.rho + x / root),
            raw.b * raw.sigma / root,
        ],
        axis=1,
    )
    vol = np.sqrt(raw.smile(data.log_moneyness).total_variance / data.years)
    scale = np.array([data.variance_at_forward, 1.0, 1.0, data.deviation, data.deviation])
    jacobian = dw / (2.0 * vol * data.years * data.half_spread)[:, None] * scale
    misfit = np.minimum(np.abs(vol - data.vol) / data.half_spread, _BOUND)
    spread = max(1.0, float(np.sum(misfit**2)) / max(1, x.size - scale.size))
    covariance = np.linalg.inv(jacobian.T @ jacobian + np.eye(scale.size))
    return tuple((scale * np.sqrt(spread * np.diag(covariance))).tolist())
