from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import BookExposure, DeltaBand, HedgeRule, NoHedge

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)


def state(delta):
    return BookExposure(time=NOON, spot=100.0, delta=delta, underlying=0.0, exposures={})


@pytest.mark.parametrize(
    ("rule", "delta", "expected"),
    [
        (DeltaBand(width=100.0), 100.0, 0.0),
        (DeltaBand(width=100.0), 100.6, -101.0),
        (DeltaBand(width=100.0), -250.4, 250.0),
        (DeltaBand(width=100.0, is_to_edge=True), 250.0, -150.0),
        (DeltaBand(width=0.0, lot=50.0), 70.0, -50.0),
        (DeltaBand(width=0.0, lot=50.0), 20.0, 0.0),
        (DeltaBand(), np.nan, 0.0),
        (NoHedge(), 1e9, 0.0),
    ],
)
def test_units_traded(rule, delta, expected):
    assert isinstance(rule, HedgeRule)
    assert rule.units_to_trade(state(delta)) == expected


@pytest.mark.parametrize("given", [{"width": -1.0}, {"lot": 0.0}, {"is_to_edge": 1}])
def test_bands_outside_their_domain_are_refused(given):
    with pytest.raises(InvalidArgumentError, match=next(iter(given))):
        DeltaBand(**given)
