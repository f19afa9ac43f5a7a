"""From quotes to a surface: forwards, implied vols, the fit and its certificate."""

from axiom.volatility.bounds import screen_against_forwards
from axiom.volatility.forwards import Forwards, ParityRules, imply_forwards

__all__ = ["Forwards", "ParityRules", "imply_forwards", "screen_against_forwards"]
