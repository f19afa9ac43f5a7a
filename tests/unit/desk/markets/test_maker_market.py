"""Markets put together from their parts."""

from __future__ import annotations

import dataclasses
import math

import pytest

import axiom
from axiom.desk import (
    AdverseSelection,
    Latency,
    LogisticIntensity,
    MakerFees,
    PoissonArrivals,
    QueuePosition,
)
from tests.unit.desk.markets.makers import market


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"mid": 100.0}, "mid is float: give one of the kind Mid"),
        ({"arrivals": None}, "arrivals is NoneType: give one of the kind Arrivals"),
        ({"fees": 0.1}, "fees is float"),
        ({"latency": 0.1}, "latency is float"),
        ({"adverse_selection": 0.1}, "adverse_selection is float"),
        ({"tick": -0.1}, "tick=-0.1"),
        ({"tick": math.nan}, "tick=nan"),
        ({"limit": 0}, "inventory_limit=0"),
        ({"limit": 2.5}, "inventory_limit=2.5"),
        ({"decay_range": (0.0, 1.0)}, "decay_range"),
        ({"decay_range": (1.0,)}, "decay_range has 1"),
        ({"decay_range": (3.0, 1.0)}, "lowest decay first"),
        (
            {
                "decay_range": (1.0, 2.0),
                "arrivals": PoissonArrivals(
                    intensity=LogisticIntensity(scale=1.0, steepness=1.0, shift=0.0)
                ),
            },
            "needs exponential intensities",
        ),
        ({"queue": QueuePosition(ahead=1.0)}, "queue is given with latency=None"),
        ({"queue": QueuePosition(ahead=1.0), "latency": Latency()}, "tick=0.0"),
        ({"queue": QueuePosition(ahead=1.0), "tick": 0.1}, "latency=None"),
    ],
)
def test_parts_that_do_not_fit_are_refused(parts, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        market(**parts)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: AdverseSelection(probability=1.1, size=1.0), "probability=1.1"),
        (lambda: AdverseSelection(probability=0.5, size=-1.0), "size=-1.0"),
        (lambda: MakerFees(per_unit=math.inf), "per_unit=inf"),
        (lambda: MakerFees(share=-1.0), "share=-1.0: give a share"),
        (lambda: MakerFees(share=1.0), "2 basis points"),
    ],
)
def test_bad_parts_are_refused(make, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        make()


def test_markets_are_frozen_and_changed_by_replacement():
    plain = market()
    with pytest.raises(dataclasses.FrozenInstanceError):
        plain.tick = 1.0
    assert dataclasses.replace(plain, tick=0.5).tick == 0.5
