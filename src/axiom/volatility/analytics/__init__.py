"""What is read from a surface: distributions, model-free variance, local and forward vols."""

from axiom.volatility.analytics.arguments import tenor_years
from axiom.volatility.analytics.comparison import SurfaceComparison, compare_surfaces
from axiom.volatility.analytics.distribution import ImpliedDistribution, implied_distribution
from axiom.volatility.analytics.forward_vols import forward_smile, forward_vol
from axiom.volatility.analytics.history import StoredSurface, SurfaceHistory
from axiom.volatility.analytics.local_vol import LocalVol, LocalVolStatus, local_vol
from axiom.volatility.analytics.local_vol_grid import LocalVolGrid
from axiom.volatility.analytics.measures import TermStructure, measures, term_structure
from axiom.volatility.analytics.moments import BkmMoments, Moments, bkm_moments
from axiom.volatility.analytics.pca import SurfacePca, surface_pca
from axiom.volatility.analytics.smile import SmileShape, delta_log_moneyness, smile_shape
from axiom.volatility.analytics.variance_swap import (
    VarianceSwap,
    forward_variance,
    variance_swap,
)
from axiom.volatility.analytics.vix import Vix, VixRules, vix
from axiom.volatility.analytics.vix_term import VixTerm, vix_term
from axiom.volatility.analytics.vol_grid import DeltaGrid, VolHistory

__all__ = [
    "BkmMoments",
    "DeltaGrid",
    "ImpliedDistribution",
    "LocalVol",
    "LocalVolGrid",
    "LocalVolStatus",
    "Moments",
    "SmileShape",
    "StoredSurface",
    "SurfaceComparison",
    "SurfaceHistory",
    "SurfacePca",
    "TermStructure",
    "VarianceSwap",
    "Vix",
    "VixRules",
    "VixTerm",
    "VolHistory",
    "bkm_moments",
    "compare_surfaces",
    "delta_log_moneyness",
    "forward_smile",
    "forward_variance",
    "forward_vol",
    "implied_distribution",
    "local_vol",
    "measures",
    "smile_shape",
    "surface_pca",
    "tenor_years",
    "term_structure",
    "variance_swap",
    "vix",
    "vix_term",
]
