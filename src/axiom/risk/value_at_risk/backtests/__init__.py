"""Tests of value at risk and expected shortfall against what then happened."""

from axiom.risk.value_at_risk.backtests.coverage import (
    CoverageTest,
    christoffersen,
    kupiec,
    kupiec_region,
)
from axiom.risk.value_at_risk.backtests.shortfall import ShortfallTest, acerbi_szekely
from axiom.risk.value_at_risk.backtests.traffic_light import TrafficLight, traffic_light

__all__ = [
    "CoverageTest",
    "ShortfallTest",
    "TrafficLight",
    "acerbi_szekely",
    "christoffersen",
    "kupiec",
    "kupiec_region",
    "traffic_light",
]
