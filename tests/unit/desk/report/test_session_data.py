from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from axiom.desk import Filled, Hedged, Marked, Quoted, Session, SessionResult
from axiom.desk.report.session import session_data
from axiom.desk.report.session.account import MOST_POINTS, shown_rows
from axiom.desk.report.session.assumptions import matching_rule
from axiom.risk import Limits
from tests.unit.desk.replay.sessions import feed, result, settings


@pytest.fixture(scope="module")
def bounded() -> SessionResult:
    """A session with limits, of which the one on gamma is exceeded on the way."""
    limits = Limits(delta=4000.0, vega=300.0, gamma=500.0, vega_by_expiry=400.0)
    return Session(feed(), settings(limits=limits)).run()


@pytest.fixture(scope="module")
def data(bounded):
    return session_data(bounded)


def test_the_data_are_plain(data):
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_the_account_is_the_sessions(data, bounded):
    marks = bounded.of_kind(Marked)
    assert data["pnl"]["pnl"] == pytest.approx([mark.pnl for mark in marks], rel=1e-7)
    assert data["pnl"]["market_pnl"] == pytest.approx([m.market_pnl for m in marks], rel=1e-7)
    assert data["summary"]["pnl"] == bounded.final.pnl
    assert max(data["drawdown"]["drawdown"]) == pytest.approx(
        bounded.summary()["drawdown"], rel=1e-7
    )


def test_terms_and_residual_add_up_to_the_pnl(data, bounded):
    explain = data["explain"]
    assert [term["name"] for term in explain["terms"]][-1] == "residual"
    assert sum(term["amount"] for term in explain["terms"]) == pytest.approx(explain["total"])
    assert explain["total"] == pytest.approx(bounded.final.pnl)
    ends = sum(term["until"][-1] for term in explain["terms"])
    assert ends == pytest.approx(explain["total"], rel=1e-6)
    assert 0.0 <= explain["residual_share"] < 0.05
    (vega,) = (term["amount"] for term in explain["terms"] if term["name"] == "vega")
    assert sum(one["amount"] for one in explain["vega"]) == pytest.approx(vega)
    assert len(explain["vega"]) > 1


def test_greeks_are_in_the_money_of_their_limits(data, bounded):
    greeks = {one["name"]: one for one in data["greeks"]["greeks"]}
    last, spot = bounded.final.exposures, bounded.final.spot
    assert greeks["delta"]["amount"][-1] == pytest.approx(last["delta"] * spot, rel=1e-6)
    assert greeks["gamma"]["amount"][-1] == pytest.approx(0.01 * last["gamma"] * spot**2, rel=1e-6)
    assert greeks["vega"]["amount"][-1] == pytest.approx(0.01 * last["vega"], rel=1e-6)
    assert (greeks["delta"]["limit"], greeks["theta"]["limit"]) == (4000.0, None)


def test_vega_by_expiry_sums_to_the_vega(data):
    vega = {one["name"]: one for one in data["greeks"]["greeks"]}["vega"]["amount"]
    sums = np.sum([one["vega"] for one in data["vega_by_expiry"]["expiries"]], axis=0)
    assert sums == pytest.approx(vega, rel=1e-6)
    assert {one["limit"] for one in data["vega_by_expiry"]["expiries"]} == {400.0}


def test_limits_have_their_highest_use(data, bounded):
    used = {one["name"]: one for one in data["limits"]["limits"]}
    assert used["vega"]["highest"] == max(m.usage["vega"] for m in bounded.of_kind(Marked))
    assert used["gamma"]["last"] == bounded.final.usage["gamma"]
    assert [one["name"] for one in data["limits"]["breaches"]] == ["gamma"]


def test_states_cover_the_session(data, bounded):
    for spans in (data["states"]["quotes"], data["states"]["surface"]):
        assert all(one["end"] == two["begin"] for one, two in pairwise(spans))
        assert spans[-1]["end"] == bounded.events[-1].time.isoformat()
    assert sum(data["states"]["shares"]["quotes"].values()) == pytest.approx(1.0)
    whats = [one["what"] for one in data["states"]["events"]]
    assert {"limit exceeded", "quotes pulled", "listing renewed"} <= set(whats)


def test_quotes_stand_beside_the_market(data, bounded):
    quoted = bounded.of_kind(Quoted)
    shares = [one.share_at_touch for one in quoted]
    assert data["quotes"]["share_at_touch"] == pytest.approx(shares, rel=1e-7)
    assert all(one.share_inside <= one.share_at_touch <= 1.0 for one in quoted)
    for one in data["quotes"]["by_expiry"]:
        own = [q.spreads_by_expiry[one["expiry"]] for q in quoted
               if one["expiry"] in q.spreads_by_expiry]  # fmt: skip
        assert one["spread"] == pytest.approx(np.mean(own))
        assert 0.0 <= one["at_touch"] <= 1.0


def test_fills_sum_to_the_edge_of_the_session(data, bounded):
    sums = [row for row in data["fills"]["sums"] if row["group"] == "all"]
    assert sum(row["fills"] for row in sums) == bounded.fills.height == data["summary"]["fills"]
    assert sum(row["edge_total"] for row in sums) == pytest.approx(data["summary"]["edge"])
    dated = [row for row in data["fills"]["sums"] if row["group"] != "all"]
    assert sum(row["contracts"] for row in dated) == data["summary"]["contracts"]
    assert len(data["fills"]["points"]["time"]) == bounded.fills.height


def test_markouts_are_means_over_the_fills(data, bounded):
    rows = {(row["horizon"], row["side"]): row for row in data["markouts"]["rows"]}
    assert {horizon for horizon, _ in rows} == {0.0, 9000.0, 27000.0}
    bought = [f for f in bounded.of_kind(Filled) if f.quantity > 0 and math.isfinite(f.market_mid)]
    weights = [fill.quantity for fill in bought]
    gains = [100.0 * (fill.market_mid - fill.price) for fill in bought]
    at_once = rows[0.0, "bought"]
    assert at_once["mean"] == pytest.approx(np.average(gains, weights=weights))
    assert at_once["measured"] == len(bought) <= data["markouts"]["fills"]["bought"]


def test_later_markouts_weigh_by_contracts_and_hedge_the_delta():
    fills = {one.sequence: one for one in result().of_kind(Filled)}
    rows = session_data(result())["markouts"]["rows"]
    (row,) = [r for r in rows if (r["horizon"], r["side"]) == (27000.0, "sold")]
    own = [
        one for one in result().markouts.iter_rows(named=True)
        if one["horizon_seconds"] == 27000.0 and fills[one["fill"]].quantity < 0.0
        and math.isfinite(one["gain"])
    ]  # fmt: skip
    weights = np.array([-fills[one["fill"]].quantity for one in own])
    for name, error, column in (
        ("mean", "error", "gain"),
        ("hedged", "hedged_error", "hedged_gain"),
    ):
        gains = 100.0 * np.array([one[column] for one in own])
        mean = np.average(gains, weights=weights)
        n = len(own)
        spread = np.sqrt(n / (n - 1) * np.sum((weights * (gains - mean)) ** 2)) / weights.sum()
        assert row[name] == pytest.approx(mean)
        assert row[error] == pytest.approx(spread)
    assert row["measured"] == n > 5


def test_hedges_cost_what_the_session_says():
    hedges = session_data(result())["hedges"]
    told = result().of_kind(Hedged)
    assert hedges["n"] == len(told)
    assert hedges["total"] == pytest.approx(result().summary()["hedge_cost"])
    assert hedges["units"] == pytest.approx(sum(abs(one.quantity) for one in told))


def test_a_session_that_has_only_begun_has_data():
    data = session_data(SessionResult(events=result().events[:3]))
    assert data["fills"]["sums"] == data["explain"]["terms"][:-1] == []
    assert data["explain"]["residual_share"] is None
    assert not data["meta"]["is_complete"]


def test_long_curves_are_thinned_and_keep_their_ends():
    rows = shown_rows(10 * MOST_POINTS, 4321)
    assert len(rows) <= MOST_POINTS + 1
    assert rows[0] == 0
    assert rows[-1] == 10 * MOST_POINTS - 1
    assert 4321 in rows
    assert (np.diff(rows) > 0).all()
    assert shown_rows(5).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "TradeThrough", "is_strict": True}, "passes beyond"),
        ({"kind": "TradeThrough", "is_strict": False}, "reaches"),
        ({"kind": "QueueModel", "flow_per_day": 9.0}, "queue"),
        ({"kind": "PoissonFlow", "seed": 0}, "random times"),
    ],
)
def test_the_rule_of_matching_is_told(given, words):
    rule = matching_rule({"matching": given})
    assert rule["name"] == given["kind"]
    assert words in rule["words"]
    assert "kind" not in rule["parameters"]


def test_a_rule_from_elsewhere_is_told_by_its_name():
    rule = matching_rule({"matching": {"kind": "Mine", "depth": 3}})
    assert rule == {"name": "Mine", "words": "", "parameters": {"depth": 3}}


def test_the_sums_of_a_table_without_fills_are_empty():
    bare = session_data(SessionResult(events=result().events[:3]))
    assert bare["fills"]["points"]["time"] == []
    assert isinstance(result().fills, pl.DataFrame)
