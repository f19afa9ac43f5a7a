"""What every contract has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, Final, Self, cast

__all__ = ["Instrument", "SingleAsset"]

_TIMES: Final = (
    "call_expiry",
    "choice",
    "end",
    "expiry",
    "fixings",
    "monitoring",
    "observations",
    "put_expiry",
    "resets",
    "start",
)


class Instrument(ABC):
    """A contract: frozen terms and a payoff; it does not know how to price itself.

    Times are years from now, amounts of money in the currency of the payment.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def n_assets(self) -> int:
        """Number of underlyings."""

    @property
    @abstractmethod
    def last_time(self) -> float:
        """Years until nothing is left to happen."""

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the amount of money that tolerances count in: the spot, or the notional."""
        return abs(spots[0])

    def times(self) -> tuple[float, ...]:
        """Return all times that the terms name, in years, ascending, without doubles."""
        named: set[float] = set()
        for value in self._named_times().values():
            named.update(value if isinstance(value, tuple) else (value,))
        return tuple(sorted(named))

    def aged(self, years: float, *, spots: tuple[float, ...]) -> Self:
        """Return what the contract is after some time in which the spots stayed where they are.

        Parameters
        ----------
        years : float
            Above 0 and below the first time to come.
        spots : tuple of float
            One an asset.

        Returns
        -------
        Instrument
            With every time to come that much nearer.
        """
        nearer: dict[str, Any] = {}
        for name, value in self._named_times().items():
            if isinstance(value, tuple):
                nearer[name] = tuple(max(time - years, 0.0) for time in value)
            else:
                nearer[name] = max(value - years, 0.0)
        return cast("Self", replace(cast("Any", self), **nearer))

    def _named_times(self) -> dict[str, Any]:
        named = {name: getattr(self, name) for name in _TIMES if hasattr(self, name)}
        return {name: value for name, value in named.items() if value is not None}


class SingleAsset(Instrument):
    """A contract on one underlying that ends at its expiry."""

    __slots__ = ()

    expiry: float

    @property
    def n_assets(self) -> int:
        """One."""
        return 1

    @property
    def last_time(self) -> float:
        """The expiry."""
        return self.expiry
