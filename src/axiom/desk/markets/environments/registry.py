"""Names of the environments in Gymnasium's registry."""

from __future__ import annotations

from typing import Final

import gymnasium

__all__ = ["ENVIRONMENTS", "register"]

_HERE: Final = "axiom.desk.markets.environments"

_HEDGING: Final = "axiom.desk.hedging.environment"

ENVIRONMENTS: Final = {
    "Hedging-v0": (f"{_HEDGING}:HedgingEnv", f"{_HEDGING}:HedgingVectorEnv"),
    "MarketMaking-v0": (f"{_HERE}:MarketMakingEnv", f"{_HERE}:MarketMakingVectorEnv"),
    "OptionMarketMaking-v0": (
        f"{_HERE}:OptionMarketMakingEnv",
        f"{_HERE}:OptionMarketMakingVectorEnv",
    ),
}
"""Entry points by name: of a single environment, and of a vector of them."""


def register() -> None:
    """Register the environments with Gymnasium, once however often it is called.

    Notes
    -----
    Afterwards ``gymnasium.make(name)`` makes one, and ``gymnasium.make_vec(name, num_envs=1024,
    vectorization_mode="vector_entry_point")`` a vector of them that steps as one; keyword arguments
    go to the environment. Verified by
    ``tests/unit/desk/markets/environments/test_registry.py``.
    """
    for name, (single, vector) in ENVIRONMENTS.items():
        if name not in gymnasium.registry:
            gymnasium.register(id=name, entry_point=single, vector_entry_point=vector)
