"""From what users pass as dividends to the sorted arrays that the compiled core reads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, SupportsFloat

import numpy as np
import numpy.typing as npt

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.arrays import Columns, Doubles
from axiom.kernels.dividends import Dividend

__all__ = [
    "DividendModel",
    "Dividends",
    "Schedule",
    "check_dividend_model",
    "model_code",
    "read_schedule",
]

DividendModel = Literal["spot", "escrowed", "forward"]

Dividends = Sequence[tuple[float, float] | Dividend]

_CODES: dict[DividendModel, int] = {"spot": 0, "escrowed": 1, "forward": 2}
_APART = 1e-12  # by this share of its time a dividend precedes the next one of the same date


@dataclass(frozen=True, slots=True)
class Schedule:
    """Dividends in order of their times, which differ.

    Attributes
    ----------
    times, cash, proportions : ndarray of float64, shape (n,)
    order : ndarray of int64, shape (n,)
        Where each stood in what the user passed.
    given : int
        How many dividends the user passed.
    """

    times: Doubles
    cash: Doubles
    proportions: Doubles
    order: npt.NDArray[np.int64]
    given: int

    def __len__(self) -> int:
        """Count the dividends."""
        return len(self.times)

    def paying(self) -> Schedule:
        """Leave out dividends of nothing, which change no price."""
        keep = (self.cash != 0.0) | (self.proportions != 0.0)
        return Schedule(
            self.times[keep], self.cash[keep], self.proportions[keep], self.order[keep], self.given
        )

    def check_against(self, columns: Columns, model: DividendModel) -> None:
        """Check that every dividend leaves something of the spot.

        Raises
        ------
        InvalidArgumentError
            If cash is at or above a spot, or the lognormal part of a spot is not positive.
        """
        spots = columns.values["spot"]
        if np.all(np.isnan(spots)):
            return
        lowest = float(np.nanmin(spots))
        matters = self.times <= np.nanmax(columns.values["expiry"], initial=0.0)
        if model == "forward":
            matters[:] = True
        for cash in self.cash[matters & (self.cash >= lowest) & (self.cash > 0.0)]:
            raise InvalidArgumentError(
                f"a dividend of {float(cash)!r} is not below the spot {lowest!r}: give cash in the"
                " spot's currency, or a proportion"
            )
        if model != "spot":
            self._check_escrow(columns, model)

    def _check_escrow(self, columns: Columns, model: DividendModel) -> None:
        if np.any(self.proportions == 1.0):
            raise InvalidArgumentError(
                f"a proportion of 1.0 leaves no spot: dividend_model={model!r} needs less than 1"
            )
        spots, expiry = columns.values["spot"], columns.values["expiry"]
        escrow = np.zeros(columns.size)
        growth = columns.values["rate"] - columns.values["dividend_yield"]
        kept = np.cumprod(1.0 - self.proportions)
        for time, cash, left in zip(self.times, self.cash, kept, strict=True):
            value = cash * np.exp(-growth * time) / left
            escrow = escrow + np.where((time <= expiry) | (model == "forward"), value, 0.0)
        for spot, paid in np.broadcast(spots, escrow):
            if paid >= spot and paid > 0.0:
                raise InvalidArgumentError(
                    f"the dividends are worth {float(paid):.6g}, not below the spot"
                    f" {float(spot)!r}: dividend_model={model!r} needs less (the spot model does"
                    " not)"
                )


def check_dividend_model(model: object) -> DividendModel:
    """Return the model.

    Raises
    ------
    InvalidArgumentError
        If it is none of ``"spot"``, ``"escrowed"`` and ``"forward"``.
    """
    for known in _CODES:
        if model == known:
            return known
    raise InvalidArgumentError(
        f"dividend_model must be 'spot', 'escrowed' or 'forward', got {model!r}"
    )


def read_schedule(dividends: object) -> Schedule | None:
    """Read the dividends of a call; None where there are none.

    Parameters
    ----------
    dividends : iterable of (time, amount) pairs or of Dividend, optional

    Returns
    -------
    Schedule or None
        Sorted by time. Of several at one time, those given first are paid first.

    Raises
    ------
    InvalidArgumentError
        If an entry is neither, or a time or an amount lies outside its domain.
    """
    if dividends is None:
        return None
    if isinstance(dividends, (str, bytes)) or not isinstance(dividends, Iterable):
        raise InvalidArgumentError(
            f"dividends must be a sequence of (time, amount) pairs or of Dividend, got"
            f" {dividends!r}"
        )
    parsed = [_read_one(index, entry) for index, entry in enumerate(dividends)]
    if not parsed:
        return None
    order = np.argsort([dividend.time for dividend in parsed], kind="stable")
    ranked = [parsed[index] for index in order]
    return Schedule(
        times=_apart([dividend.time for dividend in ranked]),
        cash=np.array([dividend.cash for dividend in ranked]),
        proportions=np.array([dividend.proportion for dividend in ranked]),
        order=order.astype(np.int64),
        given=len(parsed),
    )


def model_code(model: DividendModel) -> int:
    """Return the number by which the core knows a model."""
    return _CODES[model]


def _apart(times: list[float]) -> Doubles:
    apart = np.array(times)
    for index in range(len(times) - 2, -1, -1):
        apart[index] = min(apart[index], apart[index + 1] * (1.0 - _APART))
    return apart


def _read_one(index: int, entry: object) -> Dividend:
    if isinstance(entry, Dividend):
        return entry
    numbers = _as_numbers(entry)
    if len(numbers) != 2:
        raise InvalidArgumentError(
            f"dividends[{index}] must be a pair (time, amount) or a Dividend, got {entry!r}"
        )
    time, amount = numbers
    complaint = _complaint(time, amount)
    if complaint:
        raise InvalidArgumentError(f"dividends[{index}] {complaint}, got {entry!r}")
    return Dividend(time=time, cash=amount)


def _as_numbers(entry: object) -> list[float]:
    """Return the items as floats; none where they are not all numbers."""
    if isinstance(entry, (str, bytes)) or not isinstance(entry, Iterable):
        return []
    items = list(entry)
    if any(isinstance(item, bool) or not isinstance(item, SupportsFloat) for item in items):
        return []
    return [float(item) for item in items]


def _complaint(time: float, amount: float) -> str:
    if not math.isfinite(time) or not math.isfinite(amount):
        return "must be finite"
    if time <= 0.0:
        return "must lie ahead: one that has gone ex is no longer in the spot, leave it out"
    return "must not be negative" if amount < 0.0 else ""
