"""Hedging policies, what they cost, and their tuning."""

from axiom.desk.hedging.band import Band, BandPolicy
from axiom.desk.hedging.costs import HedgingCosts, costs_on_paths, hedging_costs
from axiom.desk.hedging.deltas import BartlettDelta, BlackScholesDelta, MinimumVarianceDelta
from axiom.desk.hedging.no_trade_band import NoTradeBand
from axiom.desk.hedging.paths import HedgingPaths, simulate_hedging_paths
from axiom.desk.hedging.policy import Hedge, HedgingPolicy, HedgingState, SecondOption
from axiom.desk.hedging.sabr import sabr_quote
from axiom.desk.hedging.setup import HedgingSetup, cao_chen_hull_poulos
from axiom.desk.hedging.summary import CostSummary, PairedDifference
from axiom.desk.hedging.transaction_costs import Leland, WhalleyWilmott, Zakamouline
from axiom.desk.hedging.tuning import TunedBand, tune_band
from axiom.desk.hedging.two_instruments import DeltaGamma, DeltaVega

__all__ = [
    "Band",
    "BandPolicy",
    "BartlettDelta",
    "BlackScholesDelta",
    "CostSummary",
    "DeltaGamma",
    "DeltaVega",
    "Hedge",
    "HedgingCosts",
    "HedgingPaths",
    "HedgingPolicy",
    "HedgingSetup",
    "HedgingState",
    "Leland",
    "MinimumVarianceDelta",
    "NoTradeBand",
    "PairedDifference",
    "SecondOption",
    "TunedBand",
    "WhalleyWilmott",
    "Zakamouline",
    "cao_chen_hull_poulos",
    "costs_on_paths",
    "hedging_costs",
    "sabr_quote",
    "simulate_hedging_paths",
    "tune_band",
]
