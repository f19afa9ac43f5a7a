"""What a valuation returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

__all__ = ["FASTEST", "ContractGreeks", "ErrorKind", "Valuation"]

FASTEST: Final = "the fastest method for this contract; its error is within the tolerance"
"""Why a method was taken, where the first one tried met the tolerance."""

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

ErrorKind = Literal["rounding", "discretisation", "standard error", "bound"]

Number = float | tuple[float, ...] | tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractGreeks:
    """Raw partial derivatives of a contract's price.

    Parameters
    ----------
    delta : float or tuple of float
        dV/dS; one an asset where there are several. Local vols, which are given by log-moneyness,
        move with the spot.
    gamma : float or tuple of tuple of float
        d2V/dS2; the matrix of d2V/dS_i dS_j where there are several assets.
    vega : float or tuple of float
        For a vol 1.00 higher: of every vol under Black-Scholes and local vol, of the vol between
        jumps under Merton, of the root of the initial variance under Heston and Bates, of the
        root of the whole forward variance under rough Bergomi, of alpha under SABR.
    theta : float
        dV/dt a year, as time passes with the spots where they are; forward rates and variances
        stay on the calendar.
    rho : float
        For rates 1.00 higher at all times, spots and yields staying.
    errors : mapping of str to float or tuple
        Errors by name of the Greek, of the valuation's kind, where the method states them.
    others : mapping of str to float
        Further derivatives that the method knows, by name.
    """

    delta: float | tuple[float, ...]
    gamma: float | tuple[tuple[float, ...], ...]
    vega: float | tuple[float, ...]
    theta: float
    rho: float
    errors: Mapping[str, Number] = field(default_factory=lambda: _NOTHING)
    others: Mapping[str, float] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """A price with its error, its Greeks, and how it was found.

    Parameters
    ----------
    price : float
        Of one contract, in the currency of payment.
    error : float
        0 or more, in units of price; what it is, `error_kind` says.
    error_kind : {"rounding", "discretisation", "standard error", "bound"}
        "rounding": bound of a closed form evaluated in double precision; "discretisation": estimate
        from two resolutions or an error analysis, which the true error exceeds in no more than 1 of
        100 contracts; "standard error": one standard deviation of the estimate; "bound": half the
        width of an interval that holds the price.
    engine : str
        "analytic", "fourier", "pde" or "montecarlo".
    method : str
        Its name within the engine.
    greeks : ContractGreeks, optional
        None where they were not asked for.
    met : bool
        Whether the error lies within the tolerance.
    why : str
        Why this method was taken.
    work : mapping of str to number
        What it took, for instance `paths`, `steps`, `nodes`, `terms`.
    """

    price: float
    error: float
    error_kind: ErrorKind
    engine: str
    method: str
    greeks: ContractGreeks | None = None
    met: bool = True
    why: str = FASTEST
    work: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
