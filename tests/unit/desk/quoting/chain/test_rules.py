from __future__ import annotations

import math

import pytest

from axiom import InvalidArgumentError
from axiom.desk import ChainRules, InventorySkew, MarkoutRules, Protection


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (ChainRules, "minimum_edge", -0.01),
        (ChainRules, "vol_uncertainty", math.nan),
        (ChainRules, "size", 0.0),
        (ChainRules, "lot", -1.0),
        (ChainRules, "wide_factor", 0.5),
        (ChainRules, "on_breach", "wait"),
        (ChainRules, "may_cross_market", 1),
        (ChainRules, "max_spot_age_seconds", 0.0),
        (ChainRules, "spot_limit", math.inf),
        (ChainRules, "skew", None),
        (MarkoutRules, "per_vega", -1.0),
        (MarkoutRules, "half_life_fills", 0.0),
        (InventorySkew, "risk_aversion", -1e-9),
        (InventorySkew, "spot_vol_correlation", 1.5),
        (InventorySkew, "expiry_edges_days", (30.0, 10.0)),
        (InventorySkew, "moneyness_edges", (0.0, 0.0)),
        (Protection, "fills", 0),
        (Protection, "fills", 2.0),
        (Protection, "vega", -1.0),
        (Protection, "window_seconds", 0.0),
    ],
)
def test_values_outside_their_domain_are_refused(kind, field, value):
    with pytest.raises(InvalidArgumentError, match=field):
        kind(**{field: value})


def test_edges_may_be_left_out():
    skew = InventorySkew(expiry_edges_days=(), moneyness_edges=())
    assert (skew.expiry_edges_days, skew.moneyness_edges) == ((), ())
