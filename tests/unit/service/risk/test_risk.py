"""Risk over HTTP: the library's own figures, bit for bit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from axiom.risk import (
    Book,
    BookState,
    MarginRules,
    MarketMoves,
    Position,
    Stress,
    book_margin,
    book_value_at_risk,
    explain,
    scenario_ladder,
    stress_book,
    value_book,
)
from axiom.store.runs import replay_run
from tests.unit.service.book.trading import OPTION, TRADE
from tests.unit.service.risk.conftest import NOW, SPOT, make_surface

DAY = "2026-06-19"
POSITIONS: list[dict[str, Any]] = [
    {"quantity": -5, "multiplier": 100, "expiry": DAY, "strike": 5100.0, "is_call": True},
    {"quantity": 3, "multiplier": 100, "expiry": DAY, "strike": 4800.0, "is_call": False},
    {"quantity": 120},
]
ASKED: dict[str, Any] = {"underlying": "SPX", "positions": POSITIONS, "spot": SPOT}
BOOK = Book.from_rows(
    Position(
        underlying="SPX",
        **{**row, "expiry": dt.date.fromisoformat(row["expiry"]) if "expiry" in row else None},
    )
    for row in POSITIONS
)
ON: dict[str, Any] = {"surface": make_surface(), "spot": SPOT, "underlying": "SPX"}


def _post(client: TestClient, name: str, /, **asked: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/risk/{name}", json={**ASKED, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _same(rows: list[dict[str, Any]], table: Any) -> None:
    """Compare rows of an answer with a table of the library, every number bit for bit."""
    assert len(rows) == table.height
    for row, own in zip(rows, table.to_dicts(), strict=True):
        assert list(row) == list(own)
        for name, value in own.items():
            if isinstance(value, float):
                assert row[name] == (value if np.isfinite(value) else None), name


def test_a_value_is_the_librarys(surfaces: TestClient) -> None:
    said = _post(surfaces, "value")
    own = value_book(BOOK, **ON)
    assert said["totals"] == own.totals
    assert set(said["units"]) == set(own.totals)
    assert (said["valuation_time"], said["run_id"]) == ("2026-01-30T21:00:00+00:00", None)
    for name in ("positions", "by_expiry", "by_strike"):
        _same(said[name], getattr(own, name))


@pytest.mark.parametrize("dynamics", ["sticky_strike", "sticky_moneyness", 1.4])
def test_scenarios_are_the_librarys(surfaces: TestClient, dynamics: Any) -> None:
    moves = {"spot_shocks": [-0.1, 0.0, 0.05], "vol_shocks": [0.0, 0.02]}
    said = _post(surfaces, "scenarios", dynamics=dynamics, **moves)
    _same(said["rows"], scenario_ladder(BOOK, **ON, **moves, dynamics=dynamics).table())


def test_stresses_are_the_librarys(surfaces: TestClient) -> None:
    named = {"name": "fall", "spot": -0.2, "vol": 0.25, "skew": -0.01}
    said = _post(surfaces, "stress", stresses=[named])
    own = stress_book(BOOK, **ON, stresses=[Stress(**named)])
    assert said["present_value"] == own.present_value
    _same(said["rows"], own.table)
    _same(said["by_expiry"], own.by_expiry())
    assert len(_post(surfaces, "stress")["rows"]) > 1


@pytest.mark.parametrize("method", ["historical", "filtered", "monte_carlo", "delta_gamma"])
def test_value_at_risk_is_the_librarys(surfaces: TestClient, method: str) -> None:
    rng = np.random.default_rng(5)
    spot, vols = 0.01 * rng.standard_normal(60), 0.005 * rng.standard_normal((60, 2))
    moves: dict[str, Any] = {
        "spot_moves": spot.tolist(),
        "vol_moves": vols.tolist(),
        "tenors": [0.1, 0.5],
        "method": method,
        "n_paths": 500,
    }
    said = _post(surfaces, "value-at-risk", **moves)
    own = book_value_at_risk(
        BOOK,
        **ON,
        moves=MarketMoves(spot=spot, vols=vols, tenors=(0.1, 0.5)),
        method=method,
        levels=(0.95, 0.975, 0.99),
        n_paths=500,
    )
    _same(said["rows"], own.table())
    assert tuple(said["notes"]) == own.notes


def test_a_margin_is_the_librarys(surfaces: TestClient) -> None:
    said = _post(surfaces, "margin", kind="equity")
    own = book_margin(BOOK, **ON, rules=MarginRules.portfolio("equity"))
    assert (said["requirement"], said["scan_loss"]) == (own.requirement, own.scan_loss)
    _same(said["rows"], own.table())
    rules = {"spot_moves": [-0.3, 0.3], "vol_moves": [0.1, 0.0], "name": "wide"}
    wide = _post(surfaces, "margin", **rules)
    made = MarginRules(**{**rules, "shares": (1.0, 1.0)})
    assert wide["requirement"] == book_margin(BOOK, **ON, rules=made).requirement
    half = surfaces.post("/v1/risk/margin", json={**ASKED, "spot_moves": [-0.3, 0.3]})
    assert (half.status_code, "give both" in half.json()["detail"]) == (422, True)


def test_an_explanation_is_the_librarys(surfaces: TestClient) -> None:
    newest = surfaces.post("/v1/risk/value", json=ASKED).json()["surface_id"]
    yesterday = make_surface(NOW - dt.timedelta(days=1), level=0.17)
    with surfaces.app.app.state.services.store.begin(read_only=True) as work:  # type: ignore[attr-defined]
        (before,) = (
            one.id for one in work.surfaces.page() if one.valuation_time < NOW and one.id != newest
        )
    said = _post(surfaces, "explain", surface_id=before, after={"spot": 5040.0})
    on = {**ON, "surface": yesterday}
    own = explain(BookState.of_book(BOOK, **on), BookState(surface=make_surface(), spot=5040.0))
    assert (said["profit"], said["residual"]) == (own.profit, own.residual)
    assert said["terms"] == own.terms
    _same(said["positions"], own.positions)


def test_stored_positions_are_valued_by_strategy_and_time(surfaces: TestClient) -> None:
    for strategy, strike, at in (
        ("vol", "5100", "2026-01-28T15:00:00Z"),
        ("vol", "5200", "2026-01-29T15:00:00Z"),
        ("other", "5300", "2026-01-29T15:00:00Z"),
    ):
        trade = {**TRADE, "instrument": {**OPTION, "strike": strike}, "strategy": strategy}
        assert surfaces.post("/v1/trades", json={**trade, "traded_at": at}).status_code == 201
    asked = {**ASKED, "positions": None}
    for more, strikes in (
        ({}, [5100.0, 5200.0, 5300.0]),
        ({"strategy": "vol"}, [5100.0, 5200.0]),
        ({"strategy": "vol", "at": "2026-01-28T20:00:00Z"}, [5100.0]),
    ):
        said = surfaces.post("/v1/risk/value", json={**asked, **more}).json()
        assert sorted(row["strike"] for row in said["positions"]) == strikes
        rows = [
            Position(
                underlying="SPX",
                quantity=-2,
                multiplier=100,
                expiry=dt.date(2026, 12, 18),
                strike=row["strike"],
                is_call=True,
            )
            for row in said["positions"]
        ]
        assert said["totals"] == value_book(Book.from_rows(rows), **ON).totals


def test_a_recorded_value_can_be_replayed_and_is_in_the_history(surfaces: TestClient) -> None:
    heard: list[tuple[str, str]] = []
    services = surfaces.app.app.state.services  # type: ignore[attr-defined]
    end = services.bus.listen(lambda topic, name: heard.append((topic, name)))
    answers = [
        surfaces.post("/v1/risk/value/record", json=ASKED, headers={"Idempotency-Key": "r"})
        for _ in range(2)
    ]
    end()
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    said = answers[0].json()
    assert said["totals"] == value_book(BOOK, **ON).totals
    assert heard == [("greeks", "SPX")]
    with services.store.begin(read_only=True) as work:
        assert replay_run(work, said["run_id"]).is_same
        (row,) = work.greeks.between(NOW, NOW + dt.timedelta(seconds=1), strategy="*")
    assert (row.price, row.vega) == (said["totals"]["present_value"], said["totals"]["vega"])


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"underlying": "RUT"}, 422, "no surface of 'RUT' is stored: fit one"),
        ({"surface_id": "none"}, 404, "'none'"),
        ({"spot": None}, 422, "give the spot of 'SPX'"),
        ({"underlying": "NDX", "positions": None}, 422, "nothing is held of 'NDX'"),
        ({"strategy": "x", "positions": None}, 422, "nothing is held of 'SPX' by 'x'"),
        ({"positions": []}, 422, "the book is empty"),
        ({"positions": [{"quantity": 0}]}, 422, "must be finite and not 0"),
        ({"positions": [{"quantity": 1, "strike": 5.0}]}, 422, "an option needs expiry"),
        ({"spot": -1.0}, 422, "greater than 0"),
        ({"dynamics": "sticky_delta"}, 422, "sticky_strike"),
    ],
)
def test_what_is_missing_is_said_with_its_remedy(
    surfaces: TestClient, changes: dict[str, Any], status: int, said: str
) -> None:
    answer = surfaces.post("/v1/risk/value", json={**ASKED, **changes})
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_a_surface_of_another_underlying_is_refused(surfaces: TestClient) -> None:
    other = surfaces.post("/v1/risk/value", json={**ASKED, "underlying": "NDX"})
    asked = {**ASKED, "surface_id": other.json()["surface_id"]}
    refused = surfaces.post("/v1/risk/value", json=asked)
    assert (refused.status_code, "is on 'NDX'" in refused.json()["detail"]) == (422, True)
