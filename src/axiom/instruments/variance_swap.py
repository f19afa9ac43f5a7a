"""Swaps of realised variance and volatility."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, optional_number, times
from axiom.instruments.instrument import SingleAsset

__all__ = ["VarianceSwap", "VolatilitySwap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _RealisedSwap(SingleAsset):
    """Terms of a swap on what the asset has moved by."""

    strike: float
    expiry: float
    fixings: tuple[float, ...] | None = None
    notional: float = 1.0
    accrued_variance: float = 0.0
    elapsed: float = 0.0
    previous_fixing: float | None = None

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "expiry", least=0.0)
        if self.fixings is not None:
            times(self, "fixings", last=self.expiry)
        number(self, "notional")
        number(self, "accrued_variance", least=0.0)
        number(self, "elapsed", least=0.0)
        optional_number(self, "previous_fixing", above=0.0)
        if self.accrued_variance > 0.0 and self.elapsed == 0.0:
            raise InvalidArgumentError(
                f"accrued_variance={self.accrued_variance} with elapsed=0: give the years elapsed"
            )
        if self.expiry + self.elapsed <= 0.0:
            raise InvalidArgumentError(
                "expiry and elapsed are 0: give the life of the swap in years"
            )

    @property
    def life(self) -> float:
        """Years from the start of the swap, past or present, to its expiry."""
        return self.elapsed + self.expiry

    def aged(self, years: float, *, spots: tuple[float, ...]) -> Self:
        """Return it later, with the time elapsed; see `Instrument.aged`."""
        later = super(_RealisedSwap, self).aged(years, spots=spots)
        return replace(later, elapsed=self.elapsed + years)

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the notional."""
        return abs(self.notional)


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceSwap(_RealisedSwap):
    """Realised variance against a strike.

    Pays N (V / t - K^2) at T, where V is the sum of squared log returns over all fixings (with
    continuous fixings the quadratic variation of log S) and t the life of the swap in years.

    Parameters
    ----------
    strike : float
        K as a vol, 0 or more.
    expiry : float
        T in years, 0 or more.
    fixings : tuple of float, optional
        Times of the fixings to come, ascending, above 0; None: continuous.
    notional : float
        N, money for one unit of variance; negative to receive the strike.
    accrued_variance : float
        Sum of squared log returns so far, 0 or more (not divided by time).
    elapsed : float
        Years since the swap began.
    previous_fixing : float, optional
        Price at the last fixing, above 0; None: the spot.

    References
    ----------
    Demeterfi, Derman, Kamal, Zou, A guide to volatility and variance swaps, Journal of Derivatives
    6 (4), 1999, 9-32 (p. 10).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class VolatilitySwap(_RealisedSwap):
    """Realised volatility against a strike.

    Pays N (sqrt(V / t) - K) at T, where V is the sum of squared log returns over all fixings (with
    continuous fixings the quadratic variation of log S) and t the life of the swap in years.

    Parameters
    ----------
    strike : float
        K, a vol, 0 or more.
    expiry : float
        T in years, 0 or more.
    fixings : tuple of float, optional
        Times of the fixings to come, ascending, above 0; None: continuous.
    notional : float
        N, money for one unit of vol; negative to receive the strike.
    accrued_variance : float
        Sum of squared log returns so far, 0 or more (not divided by time).
    elapsed : float
        Years since the swap began.
    previous_fixing : float, optional
        Price at the last fixing, above 0; None: the spot.

    References
    ----------
    Demeterfi, Derman, Kamal, Zou, A guide to volatility and variance swaps, Journal of Derivatives
    6 (4), 1999, 9-32 (p. 9).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """
