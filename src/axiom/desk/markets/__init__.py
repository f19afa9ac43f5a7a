"""Simulated markets to act in: mids, orders, latency, queues, fees."""

from axiom.desk.markets.arrivals import Arrivals, HawkesArrivals, PoissonArrivals
from axiom.desk.markets.episodes import MakerEpisodes, MakerPaths
from axiom.desk.markets.frictions import AdverseSelection, Latency, MakerFees, QueuePosition
from axiom.desk.markets.maker_market import MakerMarket
from axiom.desk.markets.mids import BachelierMid, BlackScholesMid, Mid, ModelMid, RecordedMid
from axiom.desk.markets.option_market import OptionMarket
from axiom.desk.markets.option_stepping import OptionStepper, OptionView
from axiom.desk.markets.simulation import simulate_market_making
from axiom.desk.markets.stepping import MakerStepper, MakerView

__all__ = [
    "AdverseSelection",
    "Arrivals",
    "BachelierMid",
    "BlackScholesMid",
    "HawkesArrivals",
    "Latency",
    "MakerEpisodes",
    "MakerFees",
    "MakerMarket",
    "MakerPaths",
    "MakerStepper",
    "MakerView",
    "Mid",
    "ModelMid",
    "OptionMarket",
    "OptionStepper",
    "OptionView",
    "PoissonArrivals",
    "QueuePosition",
    "RecordedMid",
    "simulate_market_making",
]
