"""Limits on what a book holds and loses."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

from numpy.typing import ArrayLike

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.core.fields import number
from axiom.risk.limits.figures import FIGURES, figure
from axiom.risk.limits.headroom import Headroom, room_to_trade
from axiom.risk.limits.usage import LimitUsage

__all__ = ["Limits"]

_ONE_PCT: Final = 0.01
_REACHED: Final = 1.0 + 1e-9
"""The share up to which a limit is reached and not exceeded: 1, but for rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Absolute limits on the exposures of a book; None sets none, 0 allows nothing.

    A figure may reach its limit, on either side of 0; beyond it, by more than a part in 10^9, the
    limit is breached.

    Parameters
    ----------
    delta
        On the currency value of the delta, ``delta spot``.
    gamma
        On the change of that value for a move of spot of 1 %, ``gamma spot^2 / 100``: currency.
    vega
        On the vega per vol point, ``vega / 100``: currency.
    vega_by_expiry
        On the vega per vol point of each expiry, or of each bucket of expiries: one number for all
        of them, or a mapping of their names to numbers; those not named have no limit.
    theta
        On the theta per calendar day, ``theta / 365``: currency. An exposure ``theta_1d`` (by a
        surface's clock) is used in its stead where it is given.
    vanna
        On the change of the delta's value for a vol point, ``vanna spot / 100``: currency.
    volga
        On the change of the vega per vol point for a vol point, ``volga / 10,000``: currency.
    rho
        On the value of a basis point of rate, ``rho / 10,000``: currency.
    notional, net_notional
        On the sum of ``|quantity| multiplier spot`` over the options, and on the same sum with the
        signs of the quantities: currency.
    contracts
        On the sum of ``|quantity|`` over the options.
    position
        On ``|quantity|`` of any one option.
    loss
        On what the day has lost, ``-profit``: currency, where it is a loss.
    drawdown
        On the fall of the day's profit from its highest so far: currency.

    Raises
    ------
    InvalidArgumentError
        If a limit is negative, not finite or not a number.

    Notes
    -----
    Verified by tests/unit/risk/test_limits.py and tests/properties/test_limits_properties.py.

    Examples
    --------
    >>> limits = Limits(delta=1e6, vega=5e4, loss=2e5)
    >>> usage = limits.usage({"delta": 150.0, "vega": -6e6, "profit": 1e4}, spot=5000.0)
    >>> usage.shares
    (0.75, 1.2, 0.0)
    >>> usage.breached
    ('vega',)
    """

    delta: float | None = None
    gamma: float | None = None
    vega: float | None = None
    vega_by_expiry: float | Mapping[str, float] | None = None
    theta: float | None = None
    vanna: float | None = None
    volga: float | None = None
    rho: float | None = None
    notional: float | None = None
    net_notional: float | None = None
    contracts: float | None = None
    position: float | None = None
    loss: float | None = None
    drawdown: float | None = None

    def __post_init__(self) -> None:
        """Check every limit."""
        for name in FIGURES:
            if getattr(self, name) is not None:
                number(self, name, least=0.0)
        if isinstance(self.vega_by_expiry, Mapping):
            kept = {str(name): _checked(name, one) for name, one in self.vega_by_expiry.items()}
            object.__setattr__(self, "vega_by_expiry", MappingProxyType(kept))
        elif self.vega_by_expiry is not None:
            number(self, "vega_by_expiry", least=0.0)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Pickle and copy by way of the JSON text."""
        return Limits.from_json, (self.to_json(),)

    def usage(
        self,
        exposures: Mapping[str, Any],
        *,
        spot: float,
        vega_by_expiry: Mapping[str, float] | None = None,
    ) -> LimitUsage:
        """Give the share of every limit that is used.

        Parameters
        ----------
        exposures
            Sums over the book by name: raw Greeks, signed and times quantity and multiplier
            (`RAW_UNITS`; the totals of a `BookValuation` will do); ``notional``,
            ``net_notional``, ``contracts`` and ``position`` (the largest of any one option), as
            `limit_exposures` gives them; ``profit`` of the day and ``drawdown``. Only those of
            limits that are set are read.
        spot
            Spot, > 0.
        vega_by_expiry
            Raw vega by the name of the expiry or bucket, where there is a limit on it.

        Returns
        -------
        LimitUsage
            In the order of the fields above, the expiries last. A figure that is not finite
            breaches its limit.

        Raises
        ------
        InvalidArgumentError
            If an exposure that a limit needs is missing: a limit that cannot be checked is no
            limit.
        """
        _check_spot(spot)
        names = [name for name in FIGURES if getattr(self, name) is not None]
        bounds = [getattr(self, name) for name in names]
        amounts = [figure(name, exposures, spot) for name in names]
        if self.vega_by_expiry is not None:
            limits, vegas = self._expiries(_given(vega_by_expiry))
            names += [f"vega_by_expiry[{expiry}]" for expiry in vegas]
            amounts += [_ONE_PCT * vega for vega in vegas.values()]
            bounds += limits
        shares = [
            abs(amount) / limit if limit and isfinite(amount) else _share(amount, limit)
            for amount, limit in zip(amounts, bounds, strict=True)
        ]
        breached: list[str] = []
        if max(shares, default=0.0) > _REACHED:
            breached = [n for n, share in zip(names, shares, strict=True) if share > _REACHED]
        return LimitUsage(
            names=tuple(names),
            amounts=tuple(amounts),
            limits=tuple(bounds),
            shares=tuple(shares),
            breached=tuple(breached),
        )

    def headroom(
        self,
        exposures: Mapping[str, Any],
        trade: Mapping[str, ArrayLike],
        *,
        spot: float,
        expiry: str | None = None,
        vega_by_expiry: Mapping[str, float] | None = None,
    ) -> Headroom:
        """Give how many contracts can be bought and sold before a limit is exceeded.

        Parameters
        ----------
        exposures, spot, vega_by_expiry
            As in `usage`.
        trade
            Of one contract bought, scalars or arrays of one shape for several candidates: its raw
            Greeks times its multiplier; ``unit_notional``, its multiplier times spot (for limits on
            notional); and ``held``, the quantity held of it now (for limits on notional, contracts
            and the position).
        expiry
            Name of the expiry or bucket that the candidates belong to, for the limit on its vega.

        Returns
        -------
        Headroom
            Whole contracts, 0 or more; infinite where no limit binds.

        Raises
        ------
        InvalidArgumentError
            If an exposure, or a figure of the trade, that a limit needs is missing.

        Notes
        -----
        For a figure x that moves by g a contract, n contracts keep ``|x + g n| <= limit``. Where
        the limit is exceeded already, trades that lead back are allowed up to the other side of
        the limit, those that lead further off are not, and those that do not move the figure are.
        When the limit on loss or drawdown is exceeded nothing may be traded.
        """
        _check_spot(spot)
        bounds = {name: getattr(self, name) for name in FIGURES}
        found = {
            name: (figure(name, exposures, spot), limit)
            for name, limit in bounds.items()
            if limit is not None
        }
        if self.vega_by_expiry is not None:
            if expiry is None:
                raise InvalidArgumentError(
                    "expiry is None, which the limit on vega_by_expiry needs; name the expiry of "
                    "the candidates"
                )
            held = _ONE_PCT * _given(vega_by_expiry).get(expiry, 0.0)
            own, _ = self._expiries({expiry: held})
            found |= {f"vega_by_expiry[{expiry}]": (held, limit) for limit in own}
        return room_to_trade(found, trade, spot)

    def to_json(self) -> str:
        """Give the limits that are set as JSON text, from which `from_json` makes them again."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        kept = {name: value for name, value in found.items() if value is not None}
        return json.dumps(kept, default=dict, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Limits:
        """Make limits from `to_json`'s text.

        Raises
        ------
        DataError
            If the text is no JSON object, or names a limit that there is none of.
        InvalidArgumentError
            If a limit lies outside its domain.
        """
        try:
            found = json.loads(text)
        except json.JSONDecodeError as error:
            raise DataError(f"limits are no JSON: {error}") from error
        if not isinstance(found, dict):
            raise DataError(f"limits are {type(found).__name__}; give a JSON object of limits")
        known = [field.name for field in fields(cls)]
        unknown = [name for name in found if name not in known]
        if unknown:
            raise DataError(f"there is no limit {unknown[0]!r}; give some of {', '.join(known)}")
        return cls(**found)

    def _expiries(self, vegas: Mapping[str, float]) -> tuple[list[float], Mapping[str, float]]:
        """Give the limits of the expiries that have one, and the vegas of these."""
        own = self.vega_by_expiry
        if isinstance(own, Mapping):
            kept = {name: vega for name, vega in vegas.items() if name in own}
            return [own[name] for name in kept], kept
        return ([] if own is None else [own] * len(vegas)), vegas


def _given(vega_by_expiry: Mapping[str, float] | None) -> Mapping[str, float]:
    """Return the vegas, or raise where there are none."""
    if vega_by_expiry is None:
        raise InvalidArgumentError(
            "vega_by_expiry is None, which the limit on it needs; give the raw vega of each "
            "expiry, or leave that limit None"
        )
    return vega_by_expiry


def _share(amount: float, limit: float) -> float:
    """Return the share where the limit is 0 or the amount is not finite."""
    return 0.0 if limit == 0.0 and amount == 0.0 else math.inf


def _checked(name: object, limit: Any) -> float:
    """Return a limit of an expiry as a float, or raise."""
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 <= limit < math.inf:
        raise InvalidArgumentError(
            f"vega_by_expiry[{name}]={limit!r}: give a finite number of at least 0"
        )
    return float(limit)


def _check_spot(spot: float) -> None:
    if not 0.0 < spot < math.inf:
        raise InvalidArgumentError(f"spot is {spot}; give a finite value above 0")
