"""From quotes to a surface: forwards, implied vols, the fit and its certificate."""

from axiom.volatility.arbitrage import CertificateSettings
from axiom.volatility.bounds import screen_against_forwards
from axiom.volatility.certificate import Certificate, certify
from axiom.volatility.curve import ForwardCurve, ForwardNode
from axiom.volatility.essvi import EssviSurface
from axiom.volatility.exercise import ExerciseTerms
from axiom.volatility.fit import FitSettings, fit_surface
from axiom.volatility.forwards import Forwards, ParityRules, imply_forwards
from axiom.volatility.slices import EssviSlice, SkippedExpiry
from axiom.volatility.smiles import implied_smiles
from axiom.volatility.surface import Region, Surface, SurfaceDerivatives

__all__ = [
    "Certificate",
    "CertificateSettings",
    "EssviSlice",
    "EssviSurface",
    "ExerciseTerms",
    "FitSettings",
    "ForwardCurve",
    "ForwardNode",
    "Forwards",
    "ParityRules",
    "Region",
    "SkippedExpiry",
    "Surface",
    "SurfaceDerivatives",
    "certify",
    "fit_surface",
    "implied_smiles",
    "imply_forwards",
    "screen_against_forwards",
]
