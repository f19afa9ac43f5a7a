"""The first and second derivatives of a book in the factors that move it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from axiom.risk.evaluation import evaluate
from axiom.risk.spot_vol import smile_greeks, spot_vol_slopes
from axiom.risk.valuation import MARKET, is_american
from axiom.risk.value_at_risk.revaluation import Revaluation, tenor_weights

__all__ = ["factor_sensitivities"]

NEEDED = ("delta", "gamma", "vega", "vanna", "volga")

Floats = NDArray[np.float64]


def factor_sensitivities(
    revaluation: Revaluation, tenors: tuple[float, ...]
) -> tuple[Floats, Floats]:
    """Give gradient and Hessian of a book's value in log-spot and the vols at tenors.

    Parameters
    ----------
    revaluation
        The book on its market.
    tenors
        Of the moves of vol, years.

    Returns
    -------
    gradient : ndarray, shape (1 + k,)
        Currency per unit of log-return, and per 1.00 of vol at each tenor.
    hessian : ndarray, shape (1 + k, 1 + k)
        Their derivatives, symmetric.

    Notes
    -----
    With D and G the delta and gamma along the dynamics, dV/dx = D S and d2V/dx2 = G S^2 + D S. The
    vol of an option at fixed strike moves with the factors by its tenor weights, so its vega,
    volga and d2V/dx dvol = S (vanna + volga dvol/dS) are spread by them.
    Verified by tests/unit/risk/test_sensitivities.py.
    """
    spot, options = revaluation.spot, revaluation.options
    gradient, hessian = np.zeros(1 + len(tenors)), np.zeros((1 + len(tenors), 1 + len(tenors)))
    gradient[0] = hessian[0, 0] = revaluation.units * spot
    if options.is_empty():
        return gradient, hessian
    market: dict[str, Any] = {name: options[name].to_numpy() for name in MARKET}
    given: Any = {"terms": revaluation.terms, "threads": revaluation.threads}
    early = is_american(options, revaluation.terms)
    figures = evaluate(spot=spot, american=early, only=NEEDED, **market, **given)
    figures = {name: np.nan_to_num(figures[name]) for name in NEEDED}
    slopes = spot_vol_slopes(
        market, surface=revaluation.surface, spot=spot, dynamics=revaluation.dynamics, **given
    )
    along = smile_greeks(figures, slopes, revaluation.dynamics)
    units = (options["quantity"] * options["multiplier"]).to_numpy()
    weights = tenor_weights(market["years"], tenors)
    delta = float(units @ along["smile_delta"]) * spot
    gradient[0] += delta
    hessian[0, 0] += float(units @ along["smile_gamma"]) * spot * spot + delta
    gradient[1:] = (units * figures["vega"]) @ weights
    cross = units * spot * (figures["vanna"] + figures["volga"] * slopes[0])
    hessian[0, 1:] = hessian[1:, 0] = cross @ weights
    hessian[1:, 1:] = (weights * (units * figures["volga"])[:, None]).T @ weights
    return gradient, hessian
