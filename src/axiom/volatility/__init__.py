"""From quotes to a surface: forwards, implied vols, the fit and its certificate."""

from axiom.volatility.analytics import (
    SurfaceHistory,
    compare_surfaces,
    forward_vol,
    implied_distribution,
    local_vol,
    measures,
    smile_shape,
    surface_pca,
    variance_swap,
    vix,
)
from axiom.volatility.calibration import Calibration, calibrate
from axiom.volatility.certificate.arbitrage import CertificateSettings
from axiom.volatility.certificate.certify import Certificate, certify
from axiom.volatility.certificate.repair import Repair, repair
from axiom.volatility.chain_fit.fit import ChainFit, fit_chain
from axiom.volatility.chain_fit.settings import ChainFitSettings
from axiom.volatility.curves.andreasen_huge.fit import AndreasenHugeSettings, fit_andreasen_huge
from axiom.volatility.curves.andreasen_huge.surface import AndreasenHugeSlice, AndreasenHugeSurface
from axiom.volatility.curves.essvi.fit import EssviSettings, fit_essvi
from axiom.volatility.curves.essvi.slices import EssviSlice
from axiom.volatility.curves.essvi.surface import EssviSurface
from axiom.volatility.curves.fengler.fit import FenglerSettings, fit_fengler
from axiom.volatility.curves.fengler.surface import FenglerSlice, FenglerSurface
from axiom.volatility.curves.fit import FittedSurface, fit_surface
from axiom.volatility.curves.reading import load_surface, surface_from_json
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.curves.spline.fit import fit_spline
from axiom.volatility.curves.spline.refit import SplineRefit, refit_slice
from axiom.volatility.curves.spline.settings import SplineSettings
from axiom.volatility.curves.spline.slices import SplineSlice
from axiom.volatility.curves.spline.surface import SplineSurface
from axiom.volatility.curves.ssvi.curvature import (
    HestonLike,
    PowerLaw,
    SsviConditions,
    ssvi_conditions,
)
from axiom.volatility.curves.ssvi.fit import SsviSettings, fit_ssvi
from axiom.volatility.curves.ssvi.surface import SsviSlice, SsviSurface
from axiom.volatility.curves.svi.fit import SviSettings, fit_svi
from axiom.volatility.curves.svi.parameters import JumpWingsSvi, NaturalSvi, RawSvi
from axiom.volatility.curves.svi.slices import SviSlice
from axiom.volatility.curves.svi.surface import SviSurface
from axiom.volatility.dynamics import DynamicsLike, SpotVolDynamics
from axiom.volatility.events.atm import atm_variances
from axiom.volatility.events.fit import EventSettings, FittedEvents, fit_events
from axiom.volatility.forwards.bounds import screen_against_forwards
from axiom.volatility.forwards.curve import ForwardCurve, ForwardNode
from axiom.volatility.forwards.dividends import implied_dividends
from axiom.volatility.forwards.exercise import ExerciseTerms
from axiom.volatility.forwards.imply import Forwards, ParityRules, imply_forwards
from axiom.volatility.live import (
    ExpiryStatus,
    FilterSettings,
    FilterState,
    FilterUpdate,
    QuoteFlag,
    SurfaceFilter,
    follow_chain,
)
from axiom.volatility.smiles.implied import implied_smiles
from axiom.volatility.stickiness import SkewStickinessFit, fit_skew_stickiness
from axiom.volatility.surface import Region, Surface, SurfaceDerivatives

__all__ = [
    "AndreasenHugeSettings",
    "AndreasenHugeSlice",
    "AndreasenHugeSurface",
    "Calibration",
    "Certificate",
    "CertificateSettings",
    "ChainFit",
    "ChainFitSettings",
    "DynamicsLike",
    "EssviSettings",
    "EssviSlice",
    "EssviSurface",
    "EventSettings",
    "ExerciseTerms",
    "ExpiryStatus",
    "FenglerSettings",
    "FenglerSlice",
    "FenglerSurface",
    "FilterSettings",
    "FilterState",
    "FilterUpdate",
    "FittedEvents",
    "FittedSurface",
    "ForwardCurve",
    "ForwardNode",
    "Forwards",
    "HestonLike",
    "JumpWingsSvi",
    "NaturalSvi",
    "ParityRules",
    "PowerLaw",
    "QuoteFlag",
    "RawSvi",
    "Region",
    "Repair",
    "SkewStickinessFit",
    "SkippedExpiry",
    "SplineRefit",
    "SplineSettings",
    "SplineSlice",
    "SplineSurface",
    "SpotVolDynamics",
    "SsviConditions",
    "SsviSettings",
    "SsviSlice",
    "SsviSurface",
    "Surface",
    "SurfaceDerivatives",
    "SurfaceFilter",
    "SurfaceHistory",
    "SviSettings",
    "SviSlice",
    "SviSurface",
    "atm_variances",
    "calibrate",
    "certify",
    "compare_surfaces",
    "fit_andreasen_huge",
    "fit_chain",
    "fit_essvi",
    "fit_events",
    "fit_fengler",
    "fit_skew_stickiness",
    "fit_spline",
    "fit_ssvi",
    "fit_surface",
    "fit_svi",
    "follow_chain",
    "forward_vol",
    "implied_distribution",
    "implied_dividends",
    "implied_smiles",
    "imply_forwards",
    "load_surface",
    "local_vol",
    "measures",
    "refit_slice",
    "repair",
    "screen_against_forwards",
    "smile_shape",
    "ssvi_conditions",
    "surface_from_json",
    "surface_pca",
    "variance_swap",
    "vix",
]
