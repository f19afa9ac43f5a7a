"""What is read from a surface: distributions, model-free variance, local and forward vols."""

from axiom.volatility.analytics.distribution import ImpliedDistribution, implied_distribution
from axiom.volatility.analytics.forward_vols import forward_smile, forward_vol
from axiom.volatility.analytics.local_vol import LocalVol, LocalVolStatus, local_vol
from axiom.volatility.analytics.local_vol_grid import LocalVolGrid
from axiom.volatility.analytics.measures import TermStructure, measures, term_structure
from axiom.volatility.analytics.moments import BkmMoments, Moments, bkm_moments
from axiom.volatility.analytics.smile import SmileShape, delta_log_moneyness, smile_shape
from axiom.volatility.analytics.variance_swap import (
    VarianceSwap,
    forward_variance,
    variance_swap,
)
from axiom.volatility.analytics.vix import Vix, VixRules, vix
from axiom.volatility.analytics.vix_term import VixTerm, vix_term

__all__ = [
    "BkmMoments",
    "ImpliedDistribution",
    "LocalVol",
    "LocalVolGrid",
    "LocalVolStatus",
    "Moments",
    "SmileShape",
    "TermStructure",
    "VarianceSwap",
    "Vix",
    "VixRules",
    "VixTerm",
    "bkm_moments",
    "delta_log_moneyness",
    "forward_smile",
    "forward_variance",
    "forward_vol",
    "implied_distribution",
    "local_vol",
    "measures",
    "smile_shape",
    "term_structure",
    "variance_swap",
    "vix",
    "vix_term",
]
