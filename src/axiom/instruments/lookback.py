"""Options on the highest or lowest price of an asset."""

from __future__ import annotations

from dataclasses import dataclass

from axiom.core.fields import flag, number, optional_number, times
from axiom.instruments.instrument import SingleAsset

__all__ = ["FixedLookback", "FloatingLookback"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedLookback(SingleAsset):
    """An option on the extreme price with a fixed strike.

    Pays max(max S - K, 0) for a call, max(K - min S, 0) for a put, at T.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    expiry : float
        T in years, 0 or more.
    is_call : bool
    extreme : float, optional
        Highest (call) or lowest (put) price so far, above 0; None: nothing is past.
    fixings : tuple of float, optional
        Times at which prices count, ascending; None: always, from now on.

    References
    ----------
    Conze, Viswanathan, Path dependent options: the case of lookback options, Journal of Finance 46,
    1991, 1893-1907 (p. 1897).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    expiry: float
    is_call: bool = True
    extreme: float | None = None
    fixings: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "expiry", least=0.0)
        flag(self, "is_call")
        optional_number(self, "extreme", above=0.0)
        if self.fixings is not None:
            times(self, "fixings", last=self.expiry, is_now_allowed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatingLookback(SingleAsset):
    """An option to buy at the lowest or sell at the highest price.

    Pays S_T - min S for a call, max S - S_T for a put, at T.

    Parameters
    ----------
    expiry : float
        T in years, 0 or more.
    is_call : bool
    extreme : float, optional
        Lowest (call) or highest (put) price so far, above 0; None: nothing is past.
    fixings : tuple of float, optional
        Times at which prices count, ascending; None: always, from now on. The price at expiry
        counts where it is one of them only; the payoff is floored at 0.

    References
    ----------
    Goldman, Sosin, Gatto, Path dependent options: buy at the low, sell at the high, Journal of
    Finance 34, 1979, 1111-1127 (p. 1112).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    expiry: float
    is_call: bool = True
    extreme: float | None = None
    fixings: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "expiry", least=0.0)
        flag(self, "is_call")
        optional_number(self, "extreme", above=0.0)
        if self.fixings is not None:
            times(self, "fixings", last=self.expiry, is_now_allowed=True)
