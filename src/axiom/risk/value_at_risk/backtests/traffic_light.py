"""The traffic light of the Basel committee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from axiom.risk.value_at_risk.checks import check_counts, checked_level
from axiom.risk.value_at_risk.tail import binomial_cdf

__all__ = ["TrafficLight", "traffic_light"]

YELLOW_FROM: Final = 0.95
RED_FROM: Final = 0.9999
PLUS_FACTORS: Final = (0.0, 0.0, 0.0, 0.0, 0.0, 0.40, 0.50, 0.65, 0.75, 0.85)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficLight:
    """The zone that a number of hits falls into.

    Parameters
    ----------
    zone
        ``"green"``, ``"yellow"`` or ``"red"``.
    cumulative_probability
        Probability of so many hits or fewer if the value at risk is right.
    plus_factor
        What the committee adds to its multiplier of 3 for these hits on 250 days at 99 %; None for
        other numbers of days and other levels, for which it has none.

    Notes
    -----
    Verified by tests/reference/test_backtest_values.py.
    """

    zone: str
    cumulative_probability: float
    plus_factor: float | None


def traffic_light(*, n_hits: int, n_days: int = 250, level: float = 0.99) -> TrafficLight:
    """Give the zone of a number of losses beyond the value at risk.

    Parameters
    ----------
    n_hits
        Days on which the loss exceeded the value at risk, 0 to n_days.
    n_days
        Days, 1 or more.
    level
        Of the value at risk, in (0.5, 1).

    Returns
    -------
    TrafficLight
        Yellow begins where the cumulative probability reaches 95 %, red where it reaches 99.99 %.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    References
    ----------
    .. [1] Basel Committee on Banking Supervision (1996), "Supervisory framework for the use of
       'backtesting' in conjunction with the internal models approach to market risk capital
       requirements", table 2.

    Notes
    -----
    Verified by tests/reference/test_backtest_values.py.

    Examples
    --------
    >>> traffic_light(n_hits=5).zone, traffic_light(n_hits=5).plus_factor
    ('yellow', 0.4)
    """
    check_counts(n_hits, n_days)
    reached = float(binomial_cdf(n_days, 1.0 - checked_level(level))[n_hits])
    zone = "green" if reached < YELLOW_FROM else "yellow" if reached < RED_FROM else "red"
    known = (*PLUS_FACTORS, *[1.0] * max(n_hits - len(PLUS_FACTORS) + 1, 0))
    factor = known[n_hits] if (n_days, level) == (250, 0.99) else None
    return TrafficLight(zone=zone, cumulative_probability=reached, plus_factor=factor)
