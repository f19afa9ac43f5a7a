"""`HedgingPolicy`: from what is known at a hedge to the units to hold after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.instruments import European
from axiom.kernels import greeks

__all__ = ["Hedge", "HedgingPolicy", "HedgingState", "SecondOption"]

Numbers = NDArray[np.float64] | float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SecondOption:
    """A second option that may be traded to hedge with; arrays broadcast against the spots.

    Attributes
    ----------
    delta, gamma, vega : array_like
        Per option; the vega for a move of the vol of the option that is hedged, per 1.00.
    holding : array_like
        Options held.

    Verified by ``tests/unit/desk/hedging/test_two_instruments.py``.
    """

    delta: Numbers
    gamma: Numbers
    vega: Numbers
    holding: Numbers = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HedgingState:
    """What is known at a hedge of one European option; arrays broadcast, one element a path.

    Parameters
    ----------
    option : European
        Its strike and kind are used; the time to expiry is `time_left`.
    spot : array_like
        Above 0.
    time_left : float
        Years to expiry, above 0.
    vol : array_like
        Implied vol at which the option is quoted, above 0.
    holding : array_like
        Units of the underlying held.
    vol_slope : array_like
        By how much `vol` is expected to move with a unit of the spot.
    rate : float
        Continuously compounded.
    is_short : bool
        Whether one option was sold, rather than bought.
    second : SecondOption, optional

    Raises
    ------
    InvalidArgumentError
        If a spot, a vol or the time left is not above 0, or is_short is not a flag.

    Verified by ``tests/unit/desk/hedging/test_policies.py``.
    """

    option: European
    spot: Numbers
    time_left: float
    vol: Numbers
    holding: Numbers = 0.0
    vol_slope: Numbers = 0.0
    rate: float = 0.0
    is_short: bool = True
    second: SecondOption | None = None

    def __post_init__(self) -> None:
        """Check what formulas divide by."""
        for name in ("spot", "time_left", "vol"):
            values = np.asarray(getattr(self, name), dtype=np.float64)
            if not (values > 0.0).all():
                raise InvalidArgumentError(
                    f"{name} holds {values[~(values > 0.0)].flat[0]}: give numbers above 0"
                )
        if not isinstance(self.is_short, bool | np.bool_):
            raise InvalidArgumentError(f"is_short={self.is_short!r}: give True or False")

    @property
    def sign(self) -> float:
        """1 for an option sold, -1 for one bought."""
        return 1.0 if self.is_short else -1.0

    def greeks(self, *names: str, vol: ArrayLike | None = None) -> Any:
        """Return Black-Scholes Greeks of one option, at the quoted vol or at another one."""
        return greeks(
            spot=self.spot,
            strike=self.option.strike,
            expiry=self.time_left,
            vol=self.vol if vol is None else vol,
            rate=self.rate,
            is_call=self.option.is_call,
            only=names,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hedge:
    """What to hold after a hedge.

    Attributes
    ----------
    underlying : ndarray of float64 or float
        Units of the underlying.
    second : ndarray of float64 or float
        Units of the second option, 0 without one.
    """

    underlying: Numbers
    second: Numbers = 0.0


@runtime_checkable
class HedgingPolicy(Protocol):
    """From a state to the units to hold; without memory but for the holdings in the state."""

    def hedge(self, state: HedgingState) -> Hedge:
        """Return what to hold, of the broadcast shape of the state."""
        ...
