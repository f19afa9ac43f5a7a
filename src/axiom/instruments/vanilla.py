"""Calls and puts."""

from __future__ import annotations

from dataclasses import dataclass

from axiom.core.fields import flag, number
from axiom.instruments.instrument import SingleAsset

__all__ = ["American", "European", "Quanto"]


@dataclass(frozen=True, slots=True, kw_only=True)
class European(SingleAsset):
    """A call or put that may be exercised at expiry only.

    Pays max(S_T - K, 0) for a call, max(K - S_T, 0) for a put, at T.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    expiry : float
        T in years, 0 or more.
    is_call : bool

    References
    ----------
    Black, Scholes, The pricing of options and corporate liabilities, Journal of Political Economy
    81, 1973, 637-654 (p. 644).

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
class American(SingleAsset):
    """A call or put that may be exercised at any time until expiry.

    Pays max(S_t - K, 0) for a call, max(K - S_t, 0) for a put, at the time t of the holder's
    choice.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    expiry : float
        T in years, 0 or more.
    is_call : bool

    References
    ----------
    Merton, Theory of rational option pricing, Bell Journal of Economics and Management Science 4,
    1973, 141-183 (p. 143).

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
class Quanto(SingleAsset):
    """A European option on a foreign asset, paid at a rate of exchange fixed today.

    Pays X max(S_T - K, 0) for a call, X max(K - S_T, 0) for a put, at T in domestic money, with
    S and K in foreign money.

    Parameters
    ----------
    strike : float
        K in foreign money, 0 or more.
    expiry : float
        T in years, 0 or more.
    is_call : bool
    exchange_rate : float
        X, domestic money for one unit of foreign money, above 0.

    References
    ----------
    Reiner, Quanto mechanics, Risk 5 (3), 1992, 59-63 (p. 60).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    expiry: float
    is_call: bool = True
    exchange_rate: float = 1.0

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "expiry", least=0.0)
        number(self, "exchange_rate", above=0.0)
        flag(self, "is_call")

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the spot in domestic money."""
        return abs(spots[0]) * self.exchange_rate
