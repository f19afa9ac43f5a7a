"""How an instrument is priced under a model: closed forms, Fourier, finite differences, paths."""

from axiom.engines.method import ENGINES, Method, Request
from axiom.engines.registry import METHODS
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.engines.value import value

__all__ = ["ENGINES", "METHODS", "ContractGreeks", "Method", "Request", "Valuation", "value"]
