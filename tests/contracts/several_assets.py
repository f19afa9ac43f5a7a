"""Random contracts on several assets that stand at 100: one generator a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from axiom import instruments as kinds
from axiom.instruments import Instrument
from tests.contracts.one_asset import dates

__all__ = ["SEVERAL_ASSETS", "autocallable"]

Generator = Callable[[np.random.Generator], Instrument]


def _coin(rng: np.random.Generator) -> bool:
    return bool(rng.random() < 0.5)


def _expiry(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.1, 2.0))


def _numbers(rng: np.random.Generator, low: float, high: float, count: int) -> tuple[float, ...]:
    return tuple(rng.uniform(low, high, count).tolist())


def _exchange(rng: np.random.Generator) -> Instrument:
    return kinds.Exchange(expiry=_expiry(rng), quantities=_numbers(rng, 0.8, 1.2, 2))


def _spread(rng: np.random.Generator) -> Instrument:
    return kinds.Spread(
        strike=float(rng.uniform(-15.0, 15.0)), expiry=_expiry(rng), is_call=_coin(rng),
        quantities=_numbers(rng, 0.8, 1.2, 2),
    )  # fmt: skip


def _basket(rng: np.random.Generator) -> Instrument:
    weights = _numbers(rng, 0.2, 0.6, int(rng.integers(2, 4)))
    at = 100.0 * sum(weights)
    return kinds.Basket(
        weights=weights, strike=float(at * rng.uniform(0.8, 1.2)), expiry=_expiry(rng),
        is_call=_coin(rng),
    )  # fmt: skip


def _rainbow(rng: np.random.Generator) -> Instrument:
    return kinds.Rainbow(
        strike=float(rng.choice([0.0, 95.0, 110.0])), expiry=_expiry(rng),
        on="max" if _coin(rng) else "min",
        quantities=_numbers(rng, 0.9, 1.1, int(rng.integers(2, 4))), is_call=_coin(rng),
    )  # fmt: skip


def autocallable(rng: np.random.Generator, *, assets: int) -> Instrument:
    """Return a note on the worst of some assets."""
    observations = dates(rng, _expiry(rng))
    return kinds.Autocallable(
        observations=observations, autocall_levels=(float(rng.uniform(0.9, 1.1)),)
        * len(observations),
        coupon=float(rng.uniform(0.0, 0.05)), coupon_level=float(rng.uniform(0.7, 0.9)),
        has_memory=_coin(rng), knock_in=float(rng.uniform(0.5, 0.8)),
        knock_in_monitoring=str(rng.choice(["expiry", "observations", "continuous"])),
        initial_fixings=(100.0,) * assets,
    )  # fmt: skip


SEVERAL_ASSETS: Final[Mapping[type[Instrument], Generator]] = {
    kinds.Autocallable: lambda rng: autocallable(rng, assets=int(rng.integers(2, 4))),
    kinds.Basket: _basket,
    kinds.Exchange: _exchange,
    kinds.Rainbow: _rainbow,
    kinds.Spread: _spread,
}
