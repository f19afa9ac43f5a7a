"""Options on the average of an asset."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import choice, flag, number, numbers, optional_number, times
from axiom.instruments.instrument import SingleAsset

__all__ = ["Asian"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asian(SingleAsset):
    """A European option on the average A of an asset.

    With a strike K: pays max(A - K, 0) for a call, max(K - A, 0) for a put, at T. Without (average
    strike): pays max(S_T - A, 0) for a call, max(A - S_T, 0) for a put.

    Parameters
    ----------
    strike : float, optional
        K, 0 or more; None: the average is the strike.
    expiry : float
        T in years, 0 or more.
    is_call : bool
    averaging : {"arithmetic", "geometric"}
    fixings : tuple of float, optional
        Times of the fixings to come, ascending, in [0, T]; every fixing counts the same. Empty
        where all are past; None: the average over all of [average_start, T].
    past_fixings : tuple of float
        Fixings already made, above 0; with `fixings` only.
    average_start : float
        Years, below T, where `fixings` is None; negative where averaging has begun.
    running_average : float, optional
        Average over [average_start, 0], above 0, where averaging has begun.

    References
    ----------
    Kemna, Vorst, A pricing method for options based on average asset values, Journal of Banking and
    Finance 14, 1990, 113-129 (p. 115).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float | None
    expiry: float
    is_call: bool = True
    averaging: Literal["arithmetic", "geometric"] = "arithmetic"
    fixings: tuple[float, ...] | None = None
    past_fixings: tuple[float, ...] = ()
    average_start: float = 0.0
    running_average: float | None = None

    def __post_init__(self) -> None:
        """Check the terms."""
        optional_number(self, "strike")
        if self.strike is not None:
            number(self, "strike", least=0.0)
        number(self, "expiry", least=0.0)
        flag(self, "is_call")
        choice(self, "averaging", ("arithmetic", "geometric"))
        numbers(self, "past_fixings", fewest=0, above=0.0)
        if self.fixings is None:
            self._check_continuous()
        else:
            self._check_discrete()

    def _check_discrete(self) -> None:
        times(self, "fixings", last=self.expiry, is_now_allowed=True, fewest=0)
        if not self.fixings and not self.past_fixings:
            raise InvalidArgumentError(
                "fixings and past_fixings are empty: give at least one fixing"
            )
        if self.running_average is not None or self.average_start != 0.0:
            raise InvalidArgumentError(
                "running_average and average_start belong to a continuous average: give "
                "past_fixings, or fixings=None"
            )

    def _check_continuous(self) -> None:
        number(self, "average_start")
        optional_number(self, "running_average", above=0.0)
        if self.past_fixings:
            raise InvalidArgumentError(
                "past_fixings need fixings: give their times, or none at all"
            )
        if not self.average_start < self.expiry and self.expiry > 0.0:
            raise InvalidArgumentError(
                f"average_start={self.average_start}: give years below expiry={self.expiry}"
            )
        if (self.average_start < 0.0) != (self.running_average is not None):
            raise InvalidArgumentError(
                f"average_start={self.average_start}, running_average={self.running_average}: give "
                "the average so far where averaging has begun, and only there"
            )

    def aged(self, years: float, *, spots: tuple[float, ...]) -> Asian:
        """Return it later, with the time that has passed averaged; see `Instrument.aged`."""
        if self.fixings is not None:
            return super(Asian, self).aged(years, spots=spots)
        start, expiry = self.average_start - years, max(self.expiry - years, 0.0)
        if start >= 0.0:
            return replace(self, average_start=start, expiry=expiry)
        before = max(-self.average_start, 0.0)
        passed = -start - before
        average = self._mixed(before, passed, spots[0])
        return replace(self, average_start=start, expiry=expiry, running_average=average)

    def _mixed(self, before: float, passed: float, spot: float) -> float:
        """Return the average over what was averaged before and a time at one price."""
        if self.running_average is None:
            return spot
        share = passed / (before + passed)
        if self.averaging == "arithmetic":
            return (1.0 - share) * self.running_average + share * spot
        return math.exp((1.0 - share) * math.log(self.running_average) + share * math.log(spot))
