"""How much variance the hours of a week carry, in ordinary trading days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from axiom.core.errors import InvalidArgumentError

__all__ = ["FLAT_SESSION", "U_SHAPED_SESSION", "DayWeights"]

U_SHAPED_SESSION: Final = (
    0.160, 0.100, 0.085, 0.075, 0.065, 0.060, 0.055, 0.055, 0.055, 0.060, 0.065, 0.075, 0.090,
)  # fmt: skip
"""Variance of the thirteen half hours of a session from 09:30 to 16:00, as shares of it.

A convention with the shape that is found in stock index futures: highest after the opening, lowest
at lunch, higher again towards the close (Andersen, Bollerslev 1997, Journal of Empirical Finance 4,
115-158). The recorded data hold too few minutes to measure it.
"""

FLAT_SESSION: Final = (1.0,)
"""A session in which variance passes evenly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWeights:
    """Variance of sessions, nights, weekends and holidays in ordinary trading days.

    An ordinary trading day is a session of the usual length and the night after it, and weighs 1.

    Parameters
    ----------
    overnight : float, default 0.25
        Share of an ordinary trading day that falls between close and opening, in [0, 1).
    weekend : float, default 0.05
        What a Saturday or Sunday adds, each, >= 0; where the market trades on them, what such a
        session weighs.
    holiday : float, default 0.05
        What any other day without a session adds, >= 0.
    early_close : float, default 0.4
        Variance of a session that is cut short, as a share of that of an ordinary session, >= 0.
    session_profile : tuple of float, default `U_SHAPED_SESSION`
        Variance of equally long parts of a session, >= 0; only their ratios count. A session that
        is cut short has the same profile, in less time.

    Raises
    ------
    InvalidArgumentError
        When a weight is outside its domain.

    Notes
    -----
    Nights pass evenly from the close to midnight and from midnight to the opening, in the
    exchange's time zone; days without a session pass evenly from midnight to midnight.

    Where the defaults come from: ``tools/clock_weights.py`` measures on the S&P 500 of 2000 to 2019
    overnight 0.236 (standard error 0.017), a day of an ordinary weekend 0.012 (0.034), of a long
    one 0.058 (0.046), a holiday between two sessions 0.35 (0.42), and a short session 0.46 (0.11)
    of an ordinary one (0.32 by geometric means). The defaults are round figures among these; for
    the weekend also near French and Roll [1]_, who found a tenth of a day for all of it. The
    profile is a convention.

    References
    ----------
    .. [1] French, K., Roll, R. (1986), "Stock return variances: the arrival of information and the
       reaction of traders", Journal of Financial Economics 17, 5-26.

    Verified by ``tests/unit/market/clock/test_clock.py``.
    """

    overnight: float = 0.25
    weekend: float = 0.05
    holiday: float = 0.05
    early_close: float = 0.4
    session_profile: tuple[float, ...] = U_SHAPED_SESSION

    def __post_init__(self) -> None:
        """Check the domain."""
        for name in ("overnight", "weekend", "holiday", "early_close"):
            _check(name, getattr(self, name))
        if self.overnight >= 1.0:
            raise InvalidArgumentError(f"overnight is {self.overnight}; give a share below 1")
        for part in self.session_profile:
            _check("session_profile", part)
        if not sum(self.session_profile) > 0.0:
            raise InvalidArgumentError(
                f"session_profile is {self.session_profile}; give one part above 0 or more"
            )

    @property
    def cumulative_profile(self) -> tuple[float, ...]:
        """Share of a session's variance up to the end of each part, from 0 to 1."""
        whole = math.fsum(self.session_profile)
        parts = range(1, len(self.session_profile))
        return (0.0, *(math.fsum(self.session_profile[:n]) / whole for n in parts), 1.0)


def _check(name: str, weight: float) -> None:
    if not (math.isfinite(weight) and weight >= 0.0):
        raise InvalidArgumentError(f"{name} holds {weight!r}; give finite weights, 0 or more")
