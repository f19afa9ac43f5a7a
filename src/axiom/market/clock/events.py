"""Scheduled events: instants that carry variance of their own."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Self

from axiom.core.errors import InvalidArgumentError

__all__ = ["Event"]

_WRITTEN = re.compile(r"(?P<at>[^=\s]+)=(?P<days>[^=\s]+?)d?(?:\s+(?P<label>\S.*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A scheduled event: earnings, a central bank's decision, an election.

    Parameters
    ----------
    at : datetime.datetime
        The instant at which the news comes out, aware. An option that expires at it does not see
        the event.
    days : float
        Its variance in ordinary trading days, >= 0: 6 means that the event moves the price as much
        as six ordinary days together.
    label : str
        What it is, for reports.

    Raises
    ------
    InvalidArgumentError
        When the instant has no time zone, or the days are negative or not finite.

    Notes
    -----
    Verified by ``tests/unit/market/clock/test_events.py``.

    Examples
    --------
    >>> event = Event.parse("2016-01-26T21:00Z=6d earnings")
    >>> event.days, event.label
    (6.0, 'earnings')
    """

    at: dt.datetime
    days: float
    label: str = ""

    def __post_init__(self) -> None:
        """Check the domain."""
        if self.at.tzinfo is None:
            raise InvalidArgumentError(
                f"the event at {self.at} has no time zone; give an aware datetime"
            )
        if not (math.isfinite(self.days) and self.days >= 0.0):
            raise InvalidArgumentError(
                f"the event at {self.at} has days={self.days!r}; give a finite number, 0 or more"
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an event from text.

        Parameters
        ----------
        text : str
            ``WHEN=DAYS``, and a label after a space where wanted: "2016-01-26T21:00Z=6d earnings".
            WHEN is an ISO 8601 instant with a time zone.

        Returns
        -------
        Event

        Raises
        ------
        InvalidArgumentError
            When the text is no event, naming it.
        """
        found = _WRITTEN.fullmatch(text.strip())
        try:
            if found is None:
                raise ValueError(text)
            at, days = dt.datetime.fromisoformat(found["at"]), float(found["days"])
        except ValueError:
            raise InvalidArgumentError(
                f"event is {text!r}; write WHEN=DAYS and a label, as 2016-01-26T21:00Z=6d earnings"
            ) from None
        return cls(at=at, days=days, label=found["label"] or "")
