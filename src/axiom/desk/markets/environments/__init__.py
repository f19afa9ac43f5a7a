"""Simulated markets as Gymnasium environments; they need the extra ``environments``."""

from __future__ import annotations

from importlib.util import find_spec

from axiom.core.errors import MissingDependencyError

if find_spec("gymnasium") is None:
    raise MissingDependencyError(
        "the environments need gymnasium: pip install 'axiom-quant[environments]'"
    )

from axiom.desk.markets.environments.base import BatchEnv, BatchVectorEnv, EpisodeBatch
from axiom.desk.markets.environments.market_making import (
    MarketMakingEnv,
    MarketMakingTask,
    MarketMakingVectorEnv,
)
from axiom.desk.markets.environments.option_market_making import (
    OptionMarketMakingEnv,
    OptionMarketMakingTask,
    OptionMarketMakingVectorEnv,
)
from axiom.desk.markets.environments.registry import register

__all__ = [
    "BatchEnv",
    "BatchVectorEnv",
    "EpisodeBatch",
    "MarketMakingEnv",
    "MarketMakingTask",
    "MarketMakingVectorEnv",
    "OptionMarketMakingEnv",
    "OptionMarketMakingTask",
    "OptionMarketMakingVectorEnv",
    "register",
]
