"""The compiled core and its array wrappers: prices, Greeks and implied vols."""

from axiom.kernels._core import Greeks
from axiom.kernels.american import exercise_boundary
from axiom.kernels.dividends import Dividend
from axiom.kernels.implied_vol import ImpliedVolStatus, implied_vol
from axiom.kernels.pricing import greeks, price

__all__ = [
    "Dividend",
    "Greeks",
    "ImpliedVolStatus",
    "exercise_boundary",
    "greeks",
    "implied_vol",
    "price",
]
