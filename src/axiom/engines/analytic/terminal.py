"""Several assets at one date under Black-Scholes: forwards, covariances and Greeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.engines.method import Request
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import Instrument
from axiom.kernels.multi_asset import MOST_ASSETS, TerminalValues
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Correlated

__all__ = ["Terminal", "accepts", "terminal", "valuations"]

SHIFT: Final = 1e-5
"""Of a vol with a term structure, for the derivative of covariances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Joint distribution of the assets at one date.

    Attributes
    ----------
    time, discount : float
    forwards : ndarray of float64, (n,)
    covariance : ndarray of float64, (n, n)
        Of the logarithms.
    """

    time: float
    discount: float
    forwards: NDArray[np.float64]
    covariance: NDArray[np.float64]


def accepts(contract: Instrument, model: Correlated, market: Market) -> str | None:
    """Accept up to five assets, each under Black-Scholes."""
    if not all(isinstance(m, BlackScholes) for m in model.models):
        return "an asset has no lognormal distribution: its model is not BlackScholes"
    if model.n_assets > MOST_ASSETS:
        return f"{model.n_assets} assets are more than the {MOST_ASSETS} that it integrates over"
    return None


def terminal(time: float, model: Correlated, market: Market) -> Terminal:
    """Return the distribution at a time in years, 0 or more."""
    return Terminal(
        time=time,
        discount=float(market.discount(time)),
        forwards=np.array([market.forward(time, i) for i in range(model.n_assets)]),
        covariance=_covariance(time, model),
    )


def _covariance(time: float, model: Correlated) -> NDArray[np.float64]:
    """Return rho_ij times the integral of sigma_i sigma_j, exact where variances are linear."""
    nodes = {0.0, time}
    for own in _lognormal(model):
        if not isinstance(own.vol, float):
            nodes.update(t for t in own.vol.times if t < time)
    grid = np.sort(np.fromiter(nodes, dtype=np.float64))
    steps = [np.diff(own.total_variance(grid)) for own in _lognormal(model)]
    roots = np.sqrt(np.maximum(steps, 0.0))
    return np.asarray(model.matrix * (roots @ roots.T))


def _lognormal(model: Correlated) -> list[BlackScholes]:
    return [own for own in model.models if isinstance(own, BlackScholes)]


def _covariance_in_vol(time: float, model: Correlated, asset: int) -> NDArray[np.float64]:
    """Return the derivative of the covariance for the vols of one asset shifted."""
    models = _lognormal(model)
    if all(own.is_flat for own in models):
        vols = np.array([own.spot_vol for own in models])
        out = np.zeros((len(vols), len(vols)))
        out[asset] += model.matrix[asset] * vols * time
        out[:, asset] += model.matrix[asset] * vols * time
        return out
    low = -SHIFT if models[asset].spot_vol > 2.0 * SHIFT else 0.0
    up = _covariance(time, model.shifted(SHIFT, asset=asset))
    down = _covariance(time, model.shifted(low, asset=asset)) if low else _covariance(time, model)
    return (up - down) / (SHIFT - low)


def valuations(
    contracts: Sequence[Instrument],
    dates: Sequence[Terminal],
    found: TerminalValues,
    *,
    method: str,
    error_kind: str,
    model: Correlated,
    market: Market,
    request: Request,
) -> list[Valuation]:
    """Return one valuation a contract from undiscounted values and their derivatives."""
    greeks = _greeks_maker(model, market) if request.greeks else None
    return [
        Valuation(
            price=max(date.discount * float(found.value[i]), 0.0),
            error=date.discount * float(found.error[i]),
            error_kind="rounding" if error_kind == "rounding" else "discretisation",
            engine="analytic",
            method=method,
            greeks=greeks(date, found, i) if greeks else None,
            work={"evaluations": float(found.evaluations[i])},
        )
        for i, date in enumerate(dates[: len(contracts)])
    ]


def _greeks_maker(
    model: Correlated, market: Market
) -> Callable[[Terminal, TerminalValues, int], ContractGreeks]:
    """Return what turns derivatives in forwards into Greeks; see `kernels.multi_asset`."""
    spots, n = np.array(market.spots), model.n_assets
    rate = market.zero_rate(0.0)
    carry = rate - np.array([market.yield_to(0.0, i) for i in range(n)])
    local = np.outer(model.spot_vol, model.spot_vol) * model.matrix

    def greeks(date: Terminal, found: TerminalValues, i: int) -> ContractGreeks:
        growth = date.forwards / spots
        price = date.discount * found.value[i]
        delta = date.discount * growth * found.gradient[i]
        gamma = date.discount * np.outer(growth, growth) * found.hessian[i]
        money = np.outer(spots, spots) * gamma
        vega = [
            0.5 * float(np.sum(money * _covariance_in_vol(date.time, model, k))) for k in range(n)
        ]
        theta = rate * price - np.sum(carry * spots * delta) - 0.5 * np.sum(local * money)
        return ContractGreeks(
            delta=tuple(delta.tolist()),
            gamma=tuple(tuple(row) for row in gamma.tolist()),
            vega=tuple(vega),
            theta=float(theta),
            rho=float(date.time * (np.sum(spots * delta) - price)),
            others=_by_correlation(date.time, model, money),
        )

    return greeks


def _by_correlation(time: float, model: Correlated, money: NDArray[np.float64]) -> dict[str, float]:
    """Return the derivative in each correlation, by the pair."""
    ones = Correlated(models=model.models, correlation=tuple(map(tuple, np.ones(money.shape))))
    full = _covariance(time, ones)
    n = model.n_assets
    return {
        f"correlation_{i + 1}_{j + 1}": float(money[i, j] * full[i, j])
        for i in range(n)
        for j in range(i + 1, n)
    }
