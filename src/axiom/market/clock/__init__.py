"""Time: when options settle, calendar years, and the variance time of a business clock."""

from axiom.market.clock.business import Clock
from axiom.market.clock.events import Event
from axiom.market.clock.settlement import (
    AM_SETTLED_ROOTS,
    NEW_YORK,
    SECONDS_PER_YEAR,
    Settlement,
    closing_time,
    deribit_settlement,
    is_standard_expiration,
    settlement_instant,
    settlement_instants,
    settlement_of_root,
    years_between,
)
from axiom.market.clock.table import TimeTable
from axiom.market.clock.weights import FLAT_SESSION, U_SHAPED_SESSION, DayWeights

__all__ = [
    "AM_SETTLED_ROOTS",
    "FLAT_SESSION",
    "NEW_YORK",
    "SECONDS_PER_YEAR",
    "U_SHAPED_SESSION",
    "Clock",
    "DayWeights",
    "Event",
    "Settlement",
    "TimeTable",
    "closing_time",
    "deribit_settlement",
    "is_standard_expiration",
    "settlement_instant",
    "settlement_instants",
    "settlement_of_root",
    "years_between",
]
