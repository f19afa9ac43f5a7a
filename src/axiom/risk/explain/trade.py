"""A trade between two states of a book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import flag, number, optional_number

__all__ = ["Trade"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A signed quantity of an option, or of the underlying itself, bought or sold at a price.

    Parameters
    ----------
    time : datetime
        When, aware.
    quantity : float
        Contracts, or units of the underlying; positive is bought, negative sold.
    price : float
        Paid or received per unit of the underlying.
    expiry : datetime, optional
        Instant of the expiry, aware; None for the underlying itself, a hedge.
    strike, is_call : float, bool, optional
        The option's strike, > 0, and side.
    exercise : {"european", "american"}, optional
        None: as the terms of the state before.
    multiplier : float
        Units of the underlying a contract stands for, > 0.
    spot : float, optional
        Spot at the trade, > 0. Without it an option's is read off the straight line, in the
        logarithm, between the spots before and after; a hedge's is its price, so that it has no
        cost but its fee.
    theo : float, optional
        Theoretical value per unit at the trade, from which the edge is counted. Without it: the
        value on the state before, carried to the time and spot of the trade by the dynamics.
    fee : float
        Paid for the trade, in currency; negative is a rebate.

    Raises
    ------
    InvalidArgumentError
        If a value lies outside its domain, the time or the expiry has no time zone, or only some
        of expiry, strike and is_call are given.

    Notes
    -----
    Verified by tests/unit/risk/explain/test_trade.py.
    """

    time: datetime
    quantity: float
    price: float
    expiry: datetime | None = None
    strike: float | None = None
    is_call: bool | None = None
    exercise: str | None = None
    multiplier: float = 1.0
    spot: float | None = None
    theo: float | None = None
    fee: float = 0.0

    def __post_init__(self) -> None:
        """Check every field."""
        for name in ("quantity", "price", "fee"):
            number(self, name)
        number(self, "multiplier", above=0.0)
        for name in ("strike", "spot"):
            optional_number(self, name, above=0.0)
        optional_number(self, "theo")
        for name in ("time", "expiry"):
            instant = getattr(self, name)
            if instant is not None and instant.tzinfo is None:
                raise InvalidArgumentError(
                    f"{name}={instant!r} has no time zone: give an aware one"
                )
        if self.exercise not in (None, "european", "american"):
            raise InvalidArgumentError(
                f"exercise={self.exercise!r}: give 'european', 'american' or None"
            )
        self._check_contract()

    def _check_contract(self) -> None:
        given = [n for n in ("expiry", "strike", "is_call") if getattr(self, n) is not None]
        if len(given) in (1, 2):
            raise InvalidArgumentError(
                f"the trade has {' and '.join(given)} alone: give expiry, strike and is_call for "
                "an option, none of them for the underlying"
            )
        if given:
            flag(self, "is_call")
        elif self.price <= 0.0:
            raise InvalidArgumentError(
                f"price={self.price}: give a price of the underlying above 0"
            )
        if self.expiry is not None and self.time >= self.expiry:
            raise InvalidArgumentError(
                f"time={self.time} is not before expiry={self.expiry}: correct one of them"
            )

    @property
    def is_option(self) -> bool:
        """Whether an option is traded rather than the underlying."""
        return self.expiry is not None
