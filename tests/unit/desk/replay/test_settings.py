from __future__ import annotations

import json

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import NoHedge, PriceGrid, QueueModel, SessionSettings
from axiom.risk import Limits


@pytest.mark.parametrize(
    "given",
    [{"tick": 0.0}, {"multiplier": -1.0}, {"latency_seconds": -0.1}, {"threads": 0},
     {"dynamics": "sideways"}, {"matching": 3}, {"hedging": None}, {"rules": {}}, {"fees": 1.0},
     {"filter": "x"}, {"limits": 5}, {"is_explained": 1}],
)  # fmt: skip
def test_values_outside_their_domain_are_refused(given):
    with pytest.raises(InvalidArgumentError, match=next(iter(given))):
        SessionSettings(**given)


def test_ticks_become_grids_and_dynamics_get_their_ratio():
    found = SessionSettings(tick=0.05, dynamics="sticky_moneyness")
    assert found.tick == PriceGrid.of(0.05)
    assert found.dynamics.skew_stickiness == 0.0


def test_plain_settings_name_their_parts_and_leave_threads_out():
    made = SessionSettings(
        matching=QueueModel(flow_per_day=5.0), hedging=NoHedge(), limits=Limits(vega=3.0), threads=4
    )
    found = made.to_plain()
    assert found["matching"]["kind"] == "QueueModel"
    assert found["matching"]["flow_per_day"] == 5.0
    assert found["hedging"] == {"kind": "NoHedge"}
    assert found["limits"]["vega"] == 3.0
    assert "threads" not in found
    assert json.loads(json.dumps(found, allow_nan=False)) == found
