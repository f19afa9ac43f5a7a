"""How prices move: frozen parameters of models; they do not know how to price."""

from axiom.models.black_scholes import BlackScholes, QuantoBlackScholes
from axiom.models.correlated import Correlated
from axiom.models.local_vol import LocalVol
from axiom.models.merton import Merton
from axiom.models.model import Model
from axiom.models.stochastic_vol import Bates, Heston, RoughBergomi, Sabr
from axiom.models.term_structure import VolTermStructure

__all__ = [
    "Bates",
    "BlackScholes",
    "Correlated",
    "Heston",
    "LocalVol",
    "Merton",
    "Model",
    "QuantoBlackScholes",
    "RoughBergomi",
    "Sabr",
    "VolTermStructure",
]
