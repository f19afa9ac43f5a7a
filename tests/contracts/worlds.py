"""Random models, and the markets that go with them: one generator a kind of model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from axiom.instruments import American, Autocallable, European, Instrument
from axiom.kernels.dividends import Dividend
from axiom.market import Market, ZeroCurve
from axiom.models import (
    Bates,
    BlackScholes,
    Correlated,
    Heston,
    LocalVol,
    Merton,
    Model,
    QuantoBlackScholes,
    RoughBergomi,
    Sabr,
    VolTermStructure,
)
from tests.contracts.one_asset import ONE_ASSET
from tests.contracts.several_assets import SEVERAL_ASSETS, autocallable

__all__ = ["contract_of", "market_of", "model_of"]


def _flat(rng: np.random.Generator) -> BlackScholes:
    return BlackScholes(vol=float(rng.uniform(0.12, 0.45)))


def _black_scholes(rng: np.random.Generator) -> BlackScholes:
    if rng.random() < 0.7:
        return _flat(rng)
    low, high = rng.uniform(0.15, 0.3, 2)
    return BlackScholes(
        vol=VolTermStructure(times=(0.5, 2.0), vols=(float(low), float(max(high, 0.6 * low))))
    )


def _local_vol(rng: np.random.Generator) -> LocalVol:
    level, tilt, bend = rng.uniform(0.15, 0.3), rng.uniform(-0.15, 0.0), rng.uniform(0.0, 0.1)
    points = np.linspace(-0.6, 0.6, 13)
    rows = tuple(
        tuple((level + (tilt * points + bend * points**2) / (1.0 + time)).tolist())
        for time in (0.0, 0.5, 2.0)
    )
    return LocalVol(times=(0.0, 0.5, 2.0), log_moneyness=tuple(points.tolist()), vols=rows)


def _variance(rng: np.random.Generator) -> dict[str, Any]:
    low, high = rng.uniform(0.02, 0.12, 2)
    return {
        "initial_variance": float(low), "mean_reversion": float(rng.uniform(0.5, 4.0)),
        "long_variance": float(high), "vol_of_vol": float(rng.uniform(0.2, 1.0)),
        "correlation": float(rng.uniform(-0.9, 0.2)),
    }  # fmt: skip


def _jumps(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "jump_intensity": float(rng.uniform(0.1, 1.5)),
        "jump_mean": float(rng.uniform(-0.15, 0.05)), "jump_vol": float(rng.uniform(0.02, 0.2)),
    }  # fmt: skip


def _sabr(rng: np.random.Generator) -> Sabr:
    beta = float(rng.choice([0.5, 0.7, 1.0]))
    return Sabr(
        alpha=float(rng.uniform(0.15, 0.35) * 100.0 ** (1.0 - beta)), beta=beta,
        rho=float(rng.uniform(-0.7, 0.2)), nu=float(rng.uniform(0.1, 0.7)),
    )  # fmt: skip


def _rough(rng: np.random.Generator) -> RoughBergomi:
    return RoughBergomi(
        forward_variance=float(rng.uniform(0.02, 0.09)), hurst=float(rng.uniform(0.07, 0.3)),
        eta=float(rng.uniform(0.5, 2.0)), correlation=float(rng.uniform(-0.9, 0.0)),
    )  # fmt: skip


def _quanto(rng: np.random.Generator) -> QuantoBlackScholes:
    return QuantoBlackScholes(
        vol=float(rng.uniform(0.12, 0.45)), fx_vol=float(rng.uniform(0.05, 0.2)),
        correlation=float(rng.uniform(-0.8, 0.8)),
    )  # fmt: skip


_ALONE: Final[Mapping[type[Model], Callable[[np.random.Generator], Model]]] = {
    Bates: lambda rng: Bates(**_variance(rng), **_jumps(rng)),
    BlackScholes: _black_scholes,
    Heston: lambda rng: Heston(**_variance(rng)),
    LocalVol: _local_vol,
    Merton: lambda rng: Merton(vol=float(rng.uniform(0.1, 0.35)), **_jumps(rng)),
    QuantoBlackScholes: _quanto,
    RoughBergomi: _rough,
    Sabr: _sabr,
}


def _correlated(rng: np.random.Generator, assets: int) -> Correlated:
    loads = rng.uniform(0.3, 0.9, assets)
    matrix = np.outer(loads, loads)
    np.fill_diagonal(matrix, 1.0)
    rows = tuple(tuple(row) for row in matrix.tolist())
    return Correlated(models=tuple(_flat(rng) for _ in range(assets)), correlation=rows)


def contract_of(kind: type[Instrument], model: type[Model], rng: np.random.Generator) -> Instrument:
    """Return a random contract of a kind, with as many assets as such a model has."""
    if model is Correlated:
        return SEVERAL_ASSETS[kind](rng)
    return autocallable(rng, assets=1) if kind is Autocallable else ONE_ASSET[kind](rng)


def model_of(model: type[Model], contract: Instrument, rng: np.random.Generator) -> Model:
    """Return a random model of a kind for a contract."""
    if model is Correlated:
        return _correlated(rng, contract.n_assets)
    return _ALONE[model](rng)


def market_of(model: type[Model], contract: Instrument, rng: np.random.Generator) -> Market:
    """Return a random market for a contract, in one of four cases with curves."""
    rate, yielded = float(rng.uniform(-0.01, 0.06)), float(rng.uniform(0.0, 0.05))
    if contract.n_assets > 1:
        yields = tuple(rng.uniform(0.0, 0.05, contract.n_assets).tolist())
        return Market(spot=(100.0,) * contract.n_assets, rate=rate, dividend_yield=yields)
    foreign = 0.02 if model is QuantoBlackScholes else None
    draw = rng.random()
    if isinstance(contract, American | European) and draw > 0.7:
        paid = (Dividend(time=0.4 * contract.expiry, cash=2.0),)
        return Market(spot=100.0, rate=rate, dividend_yield=yielded, dividends=paid)
    if draw < 0.25:
        curve = ZeroCurve(times=(0.5, 2.0), rates=(rate, rate + 0.01))
        return Market(spot=100.0, rate=curve, dividend_yield=yielded, foreign_rate=foreign)
    return Market(spot=100.0, rate=rate, dividend_yield=yielded, foreign_rate=foreign)
