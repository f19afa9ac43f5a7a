"""European options on several assets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import choice, flag, number, numbers
from axiom.instruments.instrument import Instrument

__all__ = ["Basket", "Exchange", "Rainbow", "Spread"]


class _AtExpiry(Instrument):
    """A contract on several assets that looks at their prices at expiry."""

    __slots__ = ()

    expiry: float

    @property
    def last_time(self) -> float:
        """The expiry."""
        return self.expiry


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(_AtExpiry):
    """The right to exchange one asset for another.

    Pays max(q1 S1_T - q2 S2_T, 0) at T.

    Parameters
    ----------
    expiry : float
        T in years, 0 or more.
    quantities : tuple of float
        q1 and q2, 0 or more.

    References
    ----------
    Margrabe, The value of an option to exchange one asset for another, Journal of Finance 33, 1978,
    177-186 (p. 178).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    expiry: float
    quantities: tuple[float, ...] = (1.0, 1.0)

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "expiry", least=0.0)
        numbers(self, "quantities", count=2, least=0.0)

    @property
    def n_assets(self) -> int:
        """Two."""
        return 2

    def size(self, spots: tuple[float, ...]) -> float:
        """Return what the larger side is worth."""
        return max(q * abs(s) for q, s in zip(self.quantities, spots, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(_AtExpiry):
    """An option on the difference of two prices.

    Pays max(q1 S1_T - q2 S2_T - K, 0) for a call, max(K - q1 S1_T + q2 S2_T, 0) for a put, at T.

    Parameters
    ----------
    strike : float
        K, of any sign.
    expiry : float
        T in years, 0 or more.
    is_call : bool
    quantities : tuple of float
        q1 and q2, 0 or more.

    References
    ----------
    Carmona, Durrleman, Pricing and hedging spread options, SIAM Review 45, 2003, 627-685 (p. 629).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    expiry: float
    is_call: bool = True
    quantities: tuple[float, ...] = (1.0, 1.0)

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike")
        number(self, "expiry", least=0.0)
        numbers(self, "quantities", count=2, least=0.0)
        flag(self, "is_call")

    @property
    def n_assets(self) -> int:
        """Two."""
        return 2

    def size(self, spots: tuple[float, ...]) -> float:
        """Return what the larger side is worth."""
        return max(q * abs(s) for q, s in zip(self.quantities, spots, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket(_AtExpiry):
    """An option on a weighted sum of prices.

    Pays max(sum_i w_i S_i_T - K, 0) for a call, max(K - sum_i w_i S_i_T, 0) for a put, at T.

    Parameters
    ----------
    weights : tuple of float
        w_i, of any sign, not all 0; one an asset.
    strike : float
        K, of any sign.
    expiry : float
        T in years, 0 or more.
    is_call : bool

    References
    ----------
    Gentle, Basket weaving, Risk 6 (6), 1993, 51-52 (p. 51).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    weights: tuple[float, ...]
    strike: float
    expiry: float
    is_call: bool = True

    def __post_init__(self) -> None:
        """Check the terms."""
        numbers(self, "weights")
        if not any(self.weights):
            raise InvalidArgumentError(f"weights={self.weights}: give one that is not 0")
        number(self, "strike")
        number(self, "expiry", least=0.0)
        flag(self, "is_call")

    @property
    def n_assets(self) -> int:
        """As many as weights."""
        return len(self.weights)

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the sum of what the parts are worth, all taken as bought."""
        return sum(abs(w * s) for w, s in zip(self.weights, spots, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rainbow(_AtExpiry):
    """An option on the best or the worst of several assets.

    With X the largest (`on="max"`) or smallest (`on="min"`) q_i S_i_T: pays max(X - K, 0) for a
    call, max(K - X, 0) for a put, at T.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    expiry : float
        T in years, 0 or more.
    on : {"max", "min"}
    quantities : tuple of float
        q_i, above 0; one an asset, at least two.
    is_call : bool

    References
    ----------
    Stulz, Options on the minimum or the maximum of two risky assets, Journal of Financial Economics
    10, 1982, 161-185 (p. 161); Johnson, Options on the maximum or the minimum of several assets,
    Journal of Financial and Quantitative Analysis 22, 1987, 277-283 (p. 278).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    expiry: float
    on: Literal["max", "min"]
    quantities: tuple[float, ...]
    is_call: bool = True

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "expiry", least=0.0)
        choice(self, "on", ("max", "min"))
        numbers(self, "quantities", fewest=2, above=0.0)
        flag(self, "is_call")

    @classmethod
    def best_of(cls, *, expiry: float, quantities: tuple[float, ...]) -> Rainbow:
        """Return the contract that delivers the best of the assets."""
        return cls(strike=0.0, expiry=expiry, on="max", quantities=quantities)

    @classmethod
    def worst_of(cls, *, expiry: float, quantities: tuple[float, ...]) -> Rainbow:
        """Return the contract that delivers the worst of the assets."""
        return cls(strike=0.0, expiry=expiry, on="min", quantities=quantities)

    @property
    def n_assets(self) -> int:
        """As many as quantities."""
        return len(self.quantities)

    def size(self, spots: tuple[float, ...]) -> float:
        """Return what the largest is worth."""
        return max(q * abs(s) for q, s in zip(self.quantities, spots, strict=True))
