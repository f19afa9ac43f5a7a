"""Hedges of a book: vega first, then what is left of delta."""

from __future__ import annotations

from decimal import Decimal

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.service.hedging.book import hedge_records, suggest_hedge
from axiom.wire.hedging import BookHedgeRequest

BOOK = {
    "underlying": "SPX", "spot": 100.0, "exposures": {"delta": 250.4, "gamma": 10.0, "vega": 900.0},
    "rule": {"type": "delta_band", "width": 100.0},
}  # fmt: skip
OPTION = {"name": "C100", "delta": 0.5, "gamma": 0.03, "vega": 20.0}


def suggested(**changes):
    return suggest_hedge(BookHedgeRequest.model_validate(BOOK | changes))


def test_delta_outside_its_band_is_brought_to_nothing():
    found = suggested()
    assert (found.underlying_quantity, found.option_quantity) == (-250.0, 0.0)
    assert found.after.delta == pytest.approx(0.4)
    assert found.after.vega == 900.0


def test_delta_within_its_band_is_left_alone():
    assert suggested(rule={"type": "delta_band", "width": 300.0}).underlying_quantity == 0.0


def test_vega_is_traded_first_in_whole_contracts_and_its_delta_counts():
    found = suggested(option=OPTION)
    assert found.option_quantity == -45.0
    assert found.after.vega == 0.0
    assert found.after.gamma == pytest.approx(10.0 - 45.0 * 0.03)
    assert found.underlying_quantity == round(-(250.4 - 22.5))
    assert suggested(option=OPTION, vega_width=1_000.0).option_quantity == 0.0


def test_the_band_of_costs_is_as_wide_as_gamma_asks():
    rule = {"type": "cost_band", "cost": 1e-4, "risk_aversion": 1e-5}
    found = suggested(rule=rule, exposures={"delta": 250.0, "gamma": 40.0})
    assert found.underlying_quantity == -116.0


def test_records_say_what_is_traded_and_what_was_held():
    request = BookHedgeRequest.model_validate(BOOK | {"option": OPTION})
    records = hedge_records(request, suggest_hedge(request))
    assert [(one.details["instrument"], one.quantity) for one in records] == [
        ("SPX", Decimal("-228.0")), ("C100", Decimal("-45.0")),
    ]  # fmt: skip
    assert records[0].details["before"]["delta"] == 250.4
    quiet = BookHedgeRequest.model_validate(BOOK | {"exposures": {"delta": 1.0}})
    assert hedge_records(quiet, suggest_hedge(quiet)) == ()


def test_an_option_without_vega_is_refused():
    with pytest.raises(InvalidArgumentError, match="'C100' has vega 0"):
        suggested(option=OPTION | {"vega": 0.0})
    with pytest.raises(InvalidArgumentError, match="beyond all numbers"):
        suggested(option=OPTION | {"vega": 1e-300, "delta": 1e10})
    with pytest.raises(InvalidArgumentError, match="beyond all numbers; check units"):
        suggested(option=OPTION | {"vega": 1e-20}, exposures={"delta": 1.0, "vega": 1e300})
