"""The implied vol of an option under SABR, and how far it moves with the spot."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.instruments import European
from axiom.kernels.sabr import hagan_vol, hagan_vol_gradient
from axiom.models import Sabr

__all__ = ["sabr_quote"]


def sabr_quote(
    model: Sabr,
    *,
    spot: ArrayLike,
    alpha: ArrayLike,
    option: European,
    time_left: float | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Hagan's implied vol, and its expected move with a unit of the spot.

    Parameters
    ----------
    model : Sabr
        Its beta, rho, nu and shift.
    spot, alpha : array_like
        Above 0, the spot with the shift; they broadcast. Rates are 0: the spot is the forward.
    option : European
        The strike, with the shift, is above 0.
    time_left : float, optional
        Years to expiry, above 0; by default the option's own.

    Returns
    -------
    vol : ndarray of float64
        Implied vol of the shifted forward.
    slope : ndarray of float64
        dsigma/dF + dsigma/dalpha rho nu / (F + s)^beta: a move dF takes alpha along by
        rho nu dF / (F + s)^beta. Times vega it is what Bartlett's delta adds.

    Raises
    ------
    InvalidArgumentError
        If a shifted spot or strike, alpha or the time is not above 0.

    References
    ----------
    .. [1] B. Bartlett (2006), Hedging under SABR model, Wilmott magazine, July, 2-4.

    Examples
    --------
    >>> from axiom.desk.hedging import sabr_quote
    >>> from axiom.instruments import European
    >>> from axiom.models import Sabr
    >>> model = Sabr(alpha=0.2, beta=1.0, rho=-0.4, nu=0.6)
    >>> option = European(strike=100.0, expiry=0.24)
    >>> vol, slope = sabr_quote(model, spot=100.0, alpha=0.2, option=option)
    >>> round(float(vol), 5), round(float(slope), 6)
    (0.20052, -0.001196)

    Verified by ``tests/unit/desk/hedging/test_sabr_quote.py``.
    """
    years = option.expiry if time_left is None else time_left
    forward = np.asarray(spot, dtype=np.float64) + model.shift
    alphas = np.asarray(alpha, dtype=np.float64)
    strike = option.strike + model.shift
    for name, value in (("spot", forward), ("alpha", alphas), ("strike", strike)):
        if not (np.asarray(value) > 0.0).all():
            raise InvalidArgumentError(f"{name}={np.min(value)}: give numbers above 0")
    if not years > 0.0:
        raise InvalidArgumentError(f"time_left={years}: give years above 0")
    terms: dict[str, Any] = {
        "forward": forward,
        "strike": strike,
        "expiry": years,
        "alpha": alphas,
        "beta": model.beta,
        "rho": model.rho,
        "nu": model.nu,
    }
    vol = np.asarray(hagan_vol(**terms))
    in_forward, in_alpha = hagan_vol_gradient(("forward", "alpha"), **terms)
    return vol, in_forward + in_alpha * model.rho * model.nu / forward**model.beta
