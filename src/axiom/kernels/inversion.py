"""What a search for implied vols made of its quotes, and why there is none where there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from axiom.core.errors import ImpliedVolError, InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels.accuracy import Accuracy
from axiom.kernels.american_batch import accuracy_code
from axiom.kernels.arrays import Columns, Doubles, empty
from axiom.kernels.dispatch import check_style
from axiom.kernels.dividend_batch import schemes_up_to
from axiom.kernels.schedule import DividendModel, Schedule, model_code
from axiom.kernels.terms import raise_outside_domain

__all__ = ["ImpliedVolStatus", "Inversion", "Quotes"]

_TOLERANCES: dict[Accuracy, float] = {"fast": 1e-7, "accurate": 1e-8, "reference": 1e-10}


class ImpliedVolStatus(IntEnum):
    """Whether a price has an implied vol, and if not, why.

    Attributes
    ----------
    OK
        The vol is determined by the price: its rounding moves the vol by less than 1e-6 of itself.
    BELOW_INTRINSIC
        The price lies below the option's value at zero vol: the discounted intrinsic value, for
        American options the best of exercising at one time or another.
    ABOVE_MAXIMUM
        The price reaches or exceeds the value at infinite vol.
    NOT_IDENTIFIED
        The price's rounding leaves the vol undetermined; the interval says how far. An American
        option worth its immediate exercise has the interval from 0 to the highest vol at which
        exercising now is optimal.
    INVALID_INPUT
        An argument is NaN, infinite or outside its domain.
    """

    OK = 0
    BELOW_INTRINSIC = 1
    ABOVE_MAXIMUM = 2
    NOT_IDENTIFIED = 3
    INVALID_INPUT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """Options with prices, and what is assumed of them.

    Attributes
    ----------
    columns : Columns
        With ``values`` as the core names them, ``price`` among them.
    carries, normal, american : bool
    schedule : Schedule or None
    dividend_model : {"spot", "escrowed", "forward"}
    accuracy : {"fast", "accurate", "reference"}
    """

    columns: Columns
    carries: bool
    normal: bool
    american: bool
    schedule: Schedule | None
    dividend_model: DividendModel
    accuracy: Accuracy

    def check(self) -> None:
        """Check that exercise, model and dividends go together.

        Raises
        ------
        InvalidArgumentError
            If they do not.
        """
        check_style(
            columns=self.columns,
            carries=self.carries,
            normal=self.normal,
            american=self.american,
            schedule=self.schedule,
            dividend_model=self.dividend_model,
        )

    def invert(self, threads: int, *, with_interval: bool) -> Inversion:
        """Search for the vols.

        Returns
        -------
        Inversion
            Its interval is empty where it was not wanted.
        """
        size = self.columns.size
        vol, lower, upper = empty(3, size) if with_interval else [*empty(1, size), *empty(2, 0)]
        found = Inversion(self, vol, lower, upper, np.empty(size, dtype=np.uint8))
        common: dict[str, Any] = {
            **self.columns.values,
            "is_call": self.columns.is_call,
            "vol": found.vol,
            "status": found.status,
            "lower": lower if with_interval else None,
            "upper": upper if with_interval else None,
            "size": size,
            "threads": threads,
        }
        paying = None if self.schedule is None else self.schedule.paying()
        if paying is not None and len(paying):
            _core.dividend_vol_arrays(
                **common,
                times=paying.times.tolist(),
                cash=paying.cash.tolist(),
                proportions=paying.proportions.tolist(),
                model=model_code(self.dividend_model),
                american=self.american,
                schemes=schemes_up_to(self.accuracy),
                tolerance=_TOLERANCES[self.accuracy],
                accuracy=accuracy_code(self.accuracy),
            )
        elif self.american:
            _core.american_vol_arrays(
                **common, carries=self.carries, accuracy=accuracy_code(self.accuracy)
            )
        else:
            _core.implied_vol_arrays(**common, carries=self.carries, normal=self.normal)
        return found

    @property
    def is_plain(self) -> bool:
        """Whether the price has closed bounds: European, no dividends."""
        return not self.american and self.schedule is None


@dataclass(frozen=True, slots=True)
class Inversion:
    """What the core made of the quotes of one call."""

    quotes: Quotes
    vol: Doubles
    lower: Doubles
    upper: Doubles
    status: npt.NDArray[np.uint8]

    def shaped(self, *, with_status: bool, with_interval: bool) -> Any:
        """Return what was asked for in the broadcast shape, alone or as a tuple."""
        parts: list[npt.NDArray[Any]] = [self.vol]
        if with_status:
            parts.append(self.status)
        if with_interval:
            parts += [self.lower, self.upper]
        shaped = [_shaped(part, self.quotes.columns.shape) for part in parts]
        return shaped[0] if len(shaped) == 1 else tuple(shaped)

    def scalar_answer(self) -> float:
        """Return the vol of the only element.

        Raises
        ------
        ImpliedVolError
            If there is no identified vol.
        InvalidArgumentError
            If an argument lies outside its domain.
        """
        terms = {name: float(column[0]) for name, column in self.quotes.columns.values.items()}
        code = ImpliedVolStatus(int(self.status[0]))
        if code == ImpliedVolStatus.OK or any(math.isnan(value) for value in terms.values()):
            return float(self.vol[0])
        if code == ImpliedVolStatus.INVALID_INPUT:
            if math.isinf(terms["price"]):
                raise InvalidArgumentError(f"price must be finite, got {terms['price']!r}")
            raise_outside_domain(self.quotes.columns, self.quotes.carries, self.quotes.normal, 0)
        raise ImpliedVolError(f"price {terms['price']!r} {self._complaint(code, terms)}")

    def _complaint(self, code: ImpliedVolStatus, terms: dict[str, float]) -> str:
        if code == ImpliedVolStatus.NOT_IDENTIFIED:
            lower, upper = float(self.lower[0]), float(self.upper[0])
            return (
                f"does not identify the vol: within its rounding, any vol from {lower:.6g} to"
                f" {upper:.6g} fits (return_interval=True returns this interval)"
            )
        below = code == ImpliedVolStatus.BELOW_INTRINSIC
        if not self.quotes.is_plain:
            bound = (
                "below the value at zero vol" if below else "not below the value at infinite vol"
            )
            return f"is {bound}: no vol gives it"
        is_call = bool(self.quotes.columns.is_call[0])
        intrinsic, maximum = _price_bounds(terms, is_call, self.quotes.normal)
        if below:
            return f"is below the discounted intrinsic value {intrinsic!r}: no vol gives it"
        return f"is not below the maximum {maximum!r}, the value at infinite vol: no vol gives it"


def _shaped(part: npt.NDArray[Any], shape: tuple[int, ...]) -> Any:
    if shape != ():
        return part.reshape(shape)
    return ImpliedVolStatus(int(part[0])) if part.dtype == np.uint8 else float(part[0])


def _price_bounds(terms: dict[str, float], is_call: bool, normal: bool) -> tuple[float, float]:
    forward_leg = terms["spot"] * math.exp(-terms["dividend_yield"] * terms["expiry"])
    strike_leg = terms["strike"] * math.exp(-terms["rate"] * terms["expiry"])
    intrinsic = max(forward_leg - strike_leg if is_call else strike_leg - forward_leg, 0.0)
    if terms["expiry"] == 0.0:
        return intrinsic, intrinsic
    return intrinsic, math.inf if normal else forward_leg if is_call else strike_leg
