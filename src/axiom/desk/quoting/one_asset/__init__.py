"""Quoting policies of one asset: closed forms, the exact optimum, and any fill intensity."""

from axiom.desk.quoting.one_asset.best_offset import best_offset
from axiom.desk.quoting.one_asset.closed_forms import (
    AvellanedaStoikov,
    GueantAsymptotic,
    RiskNeutral,
)
from axiom.desk.quoting.one_asset.gueant import GueantLehalleFernandezTapia
from axiom.desk.quoting.one_asset.model import QuotingModel
from axiom.desk.quoting.one_asset.optimal import OptimalQuotes, optimal_policy

__all__ = [
    "AvellanedaStoikov",
    "GueantAsymptotic",
    "GueantLehalleFernandezTapia",
    "OptimalQuotes",
    "QuotingModel",
    "RiskNeutral",
    "best_offset",
    "optimal_policy",
]
