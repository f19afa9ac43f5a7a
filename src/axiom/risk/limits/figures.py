"""From raw sums of Greeks to the money that limits are written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from axiom.core.errors import InvalidArgumentError

__all__ = ["FIGURES", "GREEKS", "WITH_POSITION", "figure"]

DAYS_A_YEAR = 365.0

GREEKS: Final[Mapping[str, Callable[[float], float]]] = {
    "delta": lambda spot: spot,
    "gamma": lambda spot: 0.01 * spot * spot,
    "vega": lambda spot: 0.01,
    "theta": lambda spot: 1.0 / DAYS_A_YEAR,
    "vanna": lambda spot: 0.01 * spot,
    "volga": lambda spot: 1e-4,
    "rho": lambda spot: 1e-4,
}
"""What turns the raw sum of a Greek into the money that its limit is written in, by spot."""

WITH_POSITION: Final = ("notional", "contracts", "position")
"""Figures that depend on the positions themselves, not on their signed sum."""

_AS_GIVEN: Final = ("notional", "net_notional", "contracts", "position")

_READ: Final[Mapping[str, tuple[str, float]]] = {
    "loss": ("profit", -1.0),
    "drawdown": ("drawdown", 1.0),
}
"""Where the figures on profit are read, and with which sign; below 0 they use nothing."""

FIGURES: Final = (*GREEKS, *_AS_GIVEN, *_READ)
"""Every limit that is one number, in the order in which usage is listed."""


def figure(name: str, exposures: Mapping[str, Any], spot: float) -> float:
    """Give the figure that a limit bounds, in the limit's unit.

    Raises
    ------
    InvalidArgumentError
        If the exposures lack what it is made of: a limit that cannot be checked is not kept.
    """
    try:
        if name in GREEKS:
            if name == "theta" and "theta_1d" in exposures:
                return float(exposures["theta_1d"])
            return float(exposures[name]) * GREEKS[name](spot)
        if name in _AS_GIVEN:
            return float(exposures[name])
        source, sign = _READ[name]
        amount = sign * float(exposures[source])
        return 0.0 if amount < 0.0 else amount
    except KeyError as missing:
        raise InvalidArgumentError(
            f"exposures lack {missing}, which the limit on {name} needs; give it, or leave that "
            "limit None"
        ) from None
