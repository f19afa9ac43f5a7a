"""Contracts that pay a fixed amount, or the asset, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import choice, flag, number
from axiom.instruments.instrument import SingleAsset

__all__ = ["AssetOrNothing", "CashOrNothing", "DoubleNoTouch", "NoTouch", "OneTouch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CashOrNothing(SingleAsset):
    """Cash if the asset ends beyond the strike.

    Pays C at T if S_T > K (call) or S_T < K (put), else nothing. At expiry, at the strike itself,
    it is worth the limit of prices, half of C.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    expiry : float
        T in years, 0 or more.
    is_call : bool
    cash : float
        C, 0 or more.

    References
    ----------
    Reiner, Rubinstein, Unscrambling the binary code, Risk 4 (9), 1991, 75-83 (p. 75).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    expiry: float
    is_call: bool = True
    cash: float = 1.0

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "expiry", least=0.0)
        number(self, "cash", least=0.0)
        flag(self, "is_call")

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the cash."""
        return self.cash


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetOrNothing(SingleAsset):
    """The asset if it ends beyond the strike.

    Pays S_T at T if S_T > K (call) or S_T < K (put), else nothing. At expiry, at the strike itself,
    it is worth the limit of prices, half of S_T.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    expiry : float
        T in years, 0 or more.
    is_call : bool

    References
    ----------
    Reiner, Rubinstein, Unscrambling the binary code, Risk 4 (9), 1991, 75-83 (p. 75).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    expiry: float
    is_call: bool = True

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "expiry", least=0.0)
        flag(self, "is_call")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTouch(SingleAsset):
    """Cash if the asset reaches a barrier, watched all the time.

    Pays C if S_t reaches the barrier at some t in [0, T]: at t, or at T.

    Parameters
    ----------
    barrier : float
        Above 0; a spot at it or beyond it has reached it.
    expiry : float
        T in years, 0 or more.
    is_up : bool
        Whether the barrier is reached from below.
    cash : float
        C, 0 or more.
    pays_at : {"hit", "expiry"}

    References
    ----------
    Reiner, Rubinstein, Unscrambling the binary code, Risk 4 (9), 1991, 75-83 (p. 78).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    barrier: float
    expiry: float
    is_up: bool
    cash: float = 1.0
    pays_at: Literal["hit", "expiry"] = "hit"

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "barrier", above=0.0)
        number(self, "expiry", least=0.0)
        number(self, "cash", least=0.0)
        flag(self, "is_up")
        choice(self, "pays_at", ("hit", "expiry"))

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the cash."""
        return self.cash


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTouch(SingleAsset):
    """Cash unless the asset reaches a barrier, watched all the time.

    Pays C at T unless S_t reaches the barrier at some t in [0, T].

    Parameters
    ----------
    barrier : float
        Above 0; a spot at it or beyond it has reached it.
    expiry : float
        T in years, 0 or more.
    is_up : bool
        Whether the barrier is reached from below.
    cash : float
        C, 0 or more.

    References
    ----------
    Reiner, Rubinstein, Unscrambling the binary code, Risk 4 (9), 1991, 75-83 (p. 78).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    barrier: float
    expiry: float
    is_up: bool
    cash: float = 1.0

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "barrier", above=0.0)
        number(self, "expiry", least=0.0)
        number(self, "cash", least=0.0)
        flag(self, "is_up")

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the cash."""
        return self.cash


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleNoTouch(SingleAsset):
    """Cash unless the asset leaves a corridor, watched all the time.

    Pays C at T if L < S_t < U for all t in [0, T].

    Parameters
    ----------
    lower, upper : float
        L and U, above 0, L < U.
    expiry : float
        T in years, 0 or more.
    cash : float
        C, 0 or more.

    References
    ----------
    Hui, One-touch double barrier binary option values, Applied Financial Economics 6, 1996, 343-346
    (p. 343).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    lower: float
    upper: float
    expiry: float
    cash: float = 1.0

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "lower", above=0.0)
        number(self, "upper", above=0.0)
        if self.lower >= self.upper:
            raise InvalidArgumentError(
                f"lower={self.lower}, upper={self.upper}: give lower below upper"
            )
        number(self, "expiry", least=0.0)
        number(self, "cash", least=0.0)

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the cash."""
        return self.cash
