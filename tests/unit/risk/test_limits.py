from __future__ import annotations

import copy
import json
import math

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.risk import Book, Limits, limit_exposures, value_book, vega_by_expiry

from .markets import SPOT, TiltedSurface
from .test_valuation import CALL, NEAR, PUT

EXPOSURES = {
    "delta": 150.0,
    "gamma": -0.8,
    "vega": -6e6,
    "theta": -7.3e5,
    "vanna": 4e4,
    "volga": 3e8,
    "rho": 2e6,
    "notional": 9e6,
    "net_notional": -2e6,
    "contracts": 40.0,
    "position": 12.0,
    "profit": -3e4,
    "drawdown": 5e4,
}


def everything(limit):
    return Limits(**dict.fromkeys(Limits(delta=1.0).__slots__, limit))


def test_amounts_are_in_the_units_that_the_limits_are_written_in():
    usage = everything(1e9).usage(EXPOSURES, spot=5000.0, vega_by_expiry={"a": 1e6, "b": -7e6})
    amounts = dict(zip(usage.names, usage.amounts, strict=True))
    expected = {
        "delta": 150.0 * 5000.0,
        "gamma": -0.8 * 5000.0**2 / 100,
        "vega": -6e4,
        "theta": -2000.0,
        "vanna": 4e4 * 5000.0 / 100,
        "volga": 3e4,
        "rho": 200.0,
        "notional": 9e6,
        "net_notional": -2e6,
        "contracts": 40.0,
        "position": 12.0,
        "loss": 3e4,
        "drawdown": 5e4,
        "vega_by_expiry[a]": 1e4,
        "vega_by_expiry[b]": -7e4,
    }
    assert list(amounts) == list(expected)
    assert amounts == pytest.approx(expected, rel=1e-14)
    assert usage.shares == pytest.approx([abs(x) / 1e9 for x in expected.values()])


def test_desk_units_are_those_of_a_valued_book():
    rows = [{**PUT, "quantity": -10, "multiplier": 100}, {**CALL, "quantity": 4, "multiplier": 100}]
    valued = value_book(Book.from_rows(rows), surface=TiltedSurface(), spot=SPOT, underlying="X")
    limits = Limits(delta=1.0, gamma=1.0, vega=1.0, theta=1.0, volga=1.0, rho=1.0)
    found = limits.usage(valued.totals, spot=SPOT).amounts
    names = ("delta_cash", "gamma_cash_1pct", "vega_1pct", "theta_1d", "volga_1pct", "rho_1bp")
    assert found == pytest.approx([valued.totals[name] for name in names], rel=1e-12)
    vanna = Limits(vanna=1.0).usage(valued.totals, spot=SPOT).amounts[0]
    assert vanna == pytest.approx(valued.totals["vanna_1pct"] * SPOT, rel=1e-12)


def test_a_book_gives_its_exposures():
    rows = [
        {**PUT, "quantity": -10, "multiplier": 100},
        {**PUT, "quantity": 3, "multiplier": 100},
        {**CALL, "quantity": 4, "multiplier": 100},
        {"underlying": "X", "quantity": 300},
    ]
    valued = value_book(Book.from_rows(rows), surface=TiltedSurface(), spot=SPOT, underlying="X")
    found = limit_exposures(valued, profit=-5.0, drawdown=7.0)
    assert (found["contracts"], found["position"]) == (11.0, 7.0)
    assert (found["notional"], found["net_notional"]) == (1100 * SPOT, -300 * SPOT)
    assert (found["profit"], found["drawdown"]) == (-5.0, 7.0)
    assert found["delta"] == valued.totals["delta"]
    vegas = vega_by_expiry(valued)
    assert list(vegas) == [NEAR.isoformat(), CALL["expiry"].isoformat()]
    assert sum(vegas.values()) == pytest.approx(valued.totals["vega"])
    usage = everything(1e9).usage(found, spot=SPOT, vega_by_expiry=vegas)
    assert not usage.is_breached
    assert len(usage.names) == 15


def test_the_underlying_alone_holds_no_options():
    valued = value_book(
        Book.from_rows([{"underlying": "X", "quantity": 300}]),
        surface=TiltedSurface(), spot=SPOT, underlying="X",
    )  # fmt: skip
    found = limit_exposures(valued)
    assert [found[name] for name in ("notional", "contracts", "position")] == [0.0, 0.0, 0.0]
    assert vega_by_expiry(valued) == {}


def test_no_limits_need_nothing_and_bind_nothing():
    usage = Limits().usage({}, spot=1.0)
    assert (usage.names, usage.breached, usage.worst) == ((), (), None)
    assert not usage.is_breached
    room = Limits().headroom({}, {}, spot=1.0)
    assert (room.buy, room.sell) == (math.inf, math.inf)


def test_a_limit_that_is_reached_is_not_breached_and_the_next_step_breaches_it():
    limits = Limits(vega=6e4, contracts=40.0)
    usage = limits.usage(EXPOSURES, spot=5000.0)
    assert usage.shares == (1.0, 1.0)
    assert usage.breached == ()
    usage = limits.usage({**EXPOSURES, "contracts": 41.0}, spot=5000.0)
    assert usage.breached == ("contracts",)
    assert usage.worst == ("contracts", 41.0 / 40.0)
    assert (usage.share("vega"), usage.share("delta")) == (1.0, 0.0)
    assert usage.table()["is_breached"].to_list() == [False, True]


def test_a_profit_uses_nothing_of_the_limit_on_loss():
    assert Limits(loss=10.0).usage({"profit": 25.0}, spot=1.0).shares == (0.0,)
    assert Limits(loss=10.0).usage({"profit": -25.0}, spot=1.0).shares == (2.5,)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_figure_that_is_not_finite_breaches_its_limit(bad):
    for name in ("delta", "vega", "contracts", "drawdown"):
        usage = Limits(**{name: 1.0}).usage({name: bad}, spot=5000.0)
        if (name, bad) == ("drawdown", -math.inf):
            assert usage.breached == ()
        else:
            assert usage.breached == (name,)
    assert Limits(loss=1.0).usage({"profit": math.nan}, spot=1.0).breached == ("loss",)
    room = Limits(delta=1.0).headroom({"delta": math.nan}, {"delta": 1.0}, spot=1.0)
    assert (room.buy, room.sell) == (0.0, 0.0)


def test_a_limit_of_zero_allows_nothing_but_nothing():
    limits = Limits(vega=0.0)
    assert limits.usage({"vega": 0.0}, spot=1.0).breached == ()
    assert limits.usage({"vega": 1e-9}, spot=1.0).breached == ("vega",)


def test_theta_by_the_clock_is_used_where_it_is_given():
    found = Limits(theta=1.0).usage({"theta": -365.0, "theta_1d": -0.4}, spot=1.0)
    assert found.amounts == (-0.4,)


def test_expiries_may_have_limits_of_their_own():
    limits = Limits(vega_by_expiry={"near": 1e4})
    usage = limits.usage({}, spot=1.0, vega_by_expiry={"near": 2e6, "far": 9e9})
    assert usage.names == ("vega_by_expiry[near]",)
    assert usage.breached == usage.names


@pytest.mark.parametrize(
    ("limits", "exposures", "trade", "buy", "sell"),
    [
        (Limits(delta=100.0), {"delta": 40.0}, {"delta": 7.0}, 8, 20),
        (Limits(delta=100.0), {"delta": 40.0}, {"delta": -7.0}, 20, 8),
        (Limits(delta=100.0), {"delta": 40.0}, {"delta": 0.0}, math.inf, math.inf),
        (Limits(delta=100.0), {"delta": 140.0}, {"delta": 30.0}, 0, 8),
        (Limits(vega=1.0, rho=1.0), {"vega": -90.0, "rho": 0.0}, {"vega": -5, "rho": 0}, 2, 38),
        (Limits(contracts=10.0), {"contracts": 8.0}, {"held": -3.0}, 8, 2),
        (Limits(contracts=10.0), {"contracts": 14.0}, {"held": -3.0}, 3, 0),
        (Limits(position=5.0), {"position": 5.0}, {"held": 5.0}, 0, 10),
        (Limits(notional=900.0), {"notional": 600.0}, {"held": 0.0, "unit_notional": 100.0}, 3, 3),
        (Limits(net_notional=900.0), {"net_notional": -600.0}, {"unit_notional": 100.0}, 15, 3),
        (Limits(loss=5.0), {"profit": -4.0}, {}, math.inf, math.inf),
        (Limits(loss=5.0), {"profit": -6.0}, {"delta": 1.0}, 0, 0),
    ],
)  # fmt: skip
def test_headroom_is_what_the_limits_leave(limits, exposures, trade, buy, sell):
    room = limits.headroom(exposures, trade, spot=1.0)
    assert (room.buy, room.sell) == (buy, sell)


def test_headroom_of_many_candidates_at_once():
    trade = {"delta": np.array([1.0, -2.0, 0.0]), "vega": np.array([0.0, 0.0, 300.0])}
    room = Limits(delta=10.0, vega=10.0).headroom({"delta": 5.0, "vega": 0.0}, trade, spot=1.0)
    assert room.buy.tolist() == [5.0, 7.0, 3.0]
    assert room.sell.tolist() == [15.0, 2.0, 3.0]


def test_headroom_of_an_expiry():
    limits = Limits(vega_by_expiry=10.0)
    given = {"trade": {"vega": 100.0}, "spot": 1.0}
    room = limits.headroom({}, expiry="a", vega_by_expiry={"a": 700.0}, **given)
    assert (room.buy, room.sell) == (3.0, 17.0)
    room = limits.headroom({}, expiry="new", vega_by_expiry={"a": 700.0}, **given)
    assert (room.buy, room.sell) == (10.0, 10.0)
    with pytest.raises(InvalidArgumentError, match="expiry is None, which the limit"):
        limits.headroom({}, vega_by_expiry={"a": 700.0}, **given)
    with pytest.raises(InvalidArgumentError, match="vega_by_expiry is None, which the limit"):
        limits.headroom({}, expiry="a", **given)


def test_limits_come_back_from_json_and_from_a_copy():
    for limits in (Limits(), everything(3.5), Limits(delta=1.0, vega_by_expiry={"a": 2.0})):
        assert Limits.from_json(limits.to_json()) == limits
        assert copy.deepcopy(limits) == limits
    assert json.loads(Limits(loss=2.0).to_json()) == {"loss": 2.0}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "limits are no JSON"),
        ("[1]", "limits are list; give a JSON object"),
        ('{"dleta": 1}', "there is no limit 'dleta'; give some of delta, gamma"),
    ],
)
def test_text_that_is_no_limits_is_refused(text, message):
    with pytest.raises(DataError, match=message):
        Limits.from_json(text)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"delta": -1.0}, "delta=-1.0: give a number of at least 0"),
        ({"loss": math.nan}, "loss=nan: give a finite number"),
        ({"vega": "much"}, "vega='much': give a number"),
        ({"vega_by_expiry": {"a": -1.0}}, r"vega_by_expiry\[a\]=-1.0: give a finite number"),
        ({"vega_by_expiry": True}, "vega_by_expiry=True: give a number"),
    ],
)
def test_limits_outside_their_domain_are_refused(fields, message):
    with pytest.raises(InvalidArgumentError, match=message):
        Limits(**fields)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"exposures": {}}, "exposures lack 'delta', which the limit on delta needs"),
        ({"spot": 0.0}, "spot is 0.0; give a finite value above 0"),
        ({"spot": math.nan}, "spot is nan; give"),
    ],
)
def test_what_cannot_be_checked_is_refused(change, message):
    given = {"exposures": {"delta": 1.0}, "spot": 1.0, **change}
    exposures = given.pop("exposures")
    with pytest.raises(InvalidArgumentError, match=message):
        Limits(delta=1.0).usage(exposures, **given)
    with pytest.raises(InvalidArgumentError, match=message):
        Limits(delta=1.0).headroom(exposures, {"delta": 1.0}, **given)


def test_usage_without_the_vegas_of_expiries_is_refused():
    with pytest.raises(InvalidArgumentError, match="vega_by_expiry is None, which the limit"):
        Limits(vega_by_expiry=1.0).usage({}, spot=1.0)


def test_a_trade_without_its_figures_is_refused():
    with pytest.raises(InvalidArgumentError, match="trade lacks 'vega', which the limit on vega"):
        Limits(vega=1.0).headroom({"vega": 0.0}, {"delta": 1.0}, spot=1.0)
