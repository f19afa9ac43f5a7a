"""Options by column over HTTP, as JSON and as Arrow."""

import io
from typing import Any

import numpy as np
import polars as pl
import pytest
from fastapi.testclient import TestClient

import axiom
from axiom.service.pricing.batch_routes import router
from axiom.wire.arrow import ARROW, GREEK_NAMES, STATUS_NAMES
from axiom.wire.batches import GreeksColumnsAnswer, ImpliedVolColumnsAnswer, PriceColumnsAnswer
from tests.unit.service.callers import caller_of

COLUMNS: dict[str, Any] = {
    "spot": 100.0,
    "strike": [90.0, 100.0, 110.0],
    "expiry": 0.5,
    "vol": [0.2, 0.25, 0.3],
    "rate": 0.03,
    "is_call": [True, False, True],
}
DIVIDENDS = [{"time": 0.25, "cash": 1.0}]
PAID = [axiom.Dividend(time=0.25, cash=1.0)]


@pytest.fixture(name="caller")
def _caller() -> TestClient:
    return caller_of(router)


def random_options(count: int) -> dict[str, Any]:
    random = np.random.default_rng(7)
    return {
        "spot": random.uniform(80.0, 120.0, count),
        "strike": random.uniform(70.0, 130.0, count),
        "expiry": random.uniform(0.01, 2.0, count),
        "vol": random.uniform(0.05, 0.8, count),
        "rate": random.uniform(-0.01, 0.05, count),
        "dividend_yield": random.uniform(0.0, 0.03, count),
        "is_call": random.random(count) < 0.5,
    }


def as_stream(columns: dict[str, Any], **how: Any) -> bytes:
    stream = io.BytesIO()
    pl.DataFrame(columns).write_ipc_stream(stream, **how)
    return stream.getvalue()


def send(caller: TestClient, path: str, columns: dict[str, Any], **query: Any) -> pl.DataFrame:
    answer = caller.post(
        f"/v1/{path}/batch",
        content=as_stream(columns),
        headers={"Content-Type": ARROW},
        params=query,
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == ARROW
    return pl.read_ipc_stream(answer.content)


def test_json_columns_broadcast_as_the_library_does(caller: TestClient) -> None:
    answer = caller.post("/v1/greeks/batch", json=COLUMNS)
    found = GreeksColumnsAnswer(**answer.json())
    wanted = axiom.greeks(**COLUMNS).as_dict()
    for name in GREEK_NAMES:
        assert getattr(found, name) == wanted[name].tolist()
    assert (found.status, found.faults) == (["OK"] * 3, [])
    prices = PriceColumnsAnswer(**caller.post("/v1/price/batch", json=COLUMNS).json())
    assert prices.price == axiom.price(**COLUMNS).tolist()


@pytest.mark.parametrize("exercise", ["european", "american"])
@pytest.mark.parametrize("dividends", [None, DIVIDENDS])
def test_styles_hold_for_all_rows(
    caller: TestClient, exercise: str, dividends: list[dict[str, float]] | None
) -> None:
    how = {"exercise": exercise, "accuracy": "fast", "dividends": dividends or []}
    answer = caller.post("/v1/greeks/batch", json={**COLUMNS, **how, "only": ["delta", "price"]})
    library = {**how, "dividends": PAID if dividends else None}
    wanted = axiom.greeks(**COLUMNS, **library, only=["price", "delta"])
    assert answer.json()["price"] == wanted.price.tolist()
    assert answer.json()["delta"] == wanted.delta.tolist()
    assert "gamma" not in answer.json()


def test_arrow_gives_the_librarys_bits_in_blocks(caller: TestClient) -> None:
    options = random_options(70_001)
    found = send(caller, "greeks", options)
    assert found.columns == [*GREEK_NAMES, "status"]
    wanted = axiom.greeks(**options).as_dict()
    for name in GREEK_NAMES:
        assert np.array_equal(found[name].to_numpy(), wanted[name])
    assert found["status"].dtype == pl.UInt8
    assert found["status"].max() == 0


def test_arrow_takes_what_holds_for_all_rows_in_the_query(caller: TestClient) -> None:
    options = random_options(100)
    query = {"exercise": "american", "dividends": '[{"time": 0.25, "cash": 1.0}]'}
    found = send(caller, "greeks", options, **query, accuracy="fast", only="vega,price")
    how: dict[str, Any] = {"exercise": "american", "dividends": PAID, "accuracy": "fast"}
    wanted = axiom.greeks(**options, **how)
    assert found.columns == ["vega", "price", "status"]
    assert np.array_equal(found["vega"].to_numpy(), wanted.vega)
    assert np.array_equal(found["price"].to_numpy(), wanted.price)


def test_implied_vols_have_statuses_and_intervals(caller: TestClient) -> None:
    terms = {"forward": 100.0, "strike": [100.0, 100.0, 20.0, 100.0], "expiry": 1.0}
    prices = [10.0, 200.0, 80.0, None]
    answer = caller.post(
        "/v1/implied-vol/batch", json={**terms, "price": prices, "return_interval": True}
    )
    found = ImpliedVolColumnsAnswer(**answer.json())
    vol, status, lower, upper = axiom.implied_vol(
        **terms, price=np.array(prices, dtype=float), return_status=True, return_interval=True
    )
    assert found.status == [STATUS_NAMES[code] for code in status]
    assert found.status == ["OK", "ABOVE_MAXIMUM", "NOT_IDENTIFIED", "INVALID_INPUT"]
    assert found.vol == [vol[0], None, None, None]
    assert found.lower is not None
    assert found.lower[:1] == lower.tolist()[:1]
    assert found.upper is not None
    assert found.upper[:1] == upper.tolist()[:1]
    columns = {**terms, "forward": [100.0] * 4, "expiry": [1.0] * 4, "price": prices}
    streamed = send(caller, "implied-vol", columns, return_interval=True)
    assert streamed.columns == ["vol", "lower", "upper", "status"]
    assert np.array_equal(streamed["vol"].to_numpy(), vol, equal_nan=True)
    assert np.array_equal(streamed["upper"].to_numpy(), upper, equal_nan=True)


@pytest.mark.parametrize("value", [-0.2, float("nan"), float("inf")])
def test_one_bad_row_among_200000_says_so_and_the_rest_are_right(
    caller: TestClient, value: float
) -> None:
    options = random_options(200_000)
    wanted = axiom.greeks(**options)
    options["vol"][123_456] = value
    found = send(caller, "greeks", options)
    assert found["status"].to_numpy().nonzero()[0].tolist() == [123_456]
    assert STATUS_NAMES[found["status"][123_456]] == "INVALID_INPUT"
    good = np.arange(200_000) != 123_456
    for name in ("price", "delta", "ultima"):
        assert np.array_equal(found[name].to_numpy()[good], getattr(wanted, name)[good])
        assert np.isnan(found[name][123_456])


def test_json_says_what_is_wrong_with_bad_rows(caller: TestClient) -> None:
    columns = {**COLUMNS, "strike": [90.0, -1.0, None]}
    answer = caller.post("/v1/price/batch", json=columns).json()
    assert answer["status"] == ["OK", "INVALID_INPUT", "INVALID_INPUT"]
    assert answer["price"][1:] == [None, None]
    assert [fault["row"] for fault in answer["faults"]] == [1, 2]
    assert "strike must be positive" in answer["faults"][0]["message"]
    assert answer["faults"][1]["message"] == "strike is missing: give a number"


def test_the_answers_type_is_what_the_request_accepts(caller: TestClient) -> None:
    streamed = caller.post("/v1/price/batch", json=COLUMNS, headers={"Accept": ARROW})
    prices = pl.read_ipc_stream(streamed.content)["price"]
    assert np.array_equal(prices.to_numpy(), axiom.price(**COLUMNS))
    content = as_stream(random_options(3))
    headers = {"Content-Type": ARROW, "Accept": "application/json"}
    answer = caller.post("/v1/price/batch", content=content, headers=headers)
    assert answer.json()["price"] == axiom.price(**random_options(3)).tolist()
    refused = caller.post("/v1/price/batch", json=COLUMNS, headers={"Accept": "text/html"})
    assert refused.status_code == 406


@pytest.mark.parametrize("compression", ["lz4", "zstd"])
def test_answers_are_compressed_when_asked(caller: TestClient, compression: str) -> None:
    options = {**random_options(40_000), "spot": np.full(40_000, 100.0)}
    found = send(caller, "price", options, compression=compression)
    assert np.array_equal(found["price"].to_numpy(), axiom.price(**options))


def test_no_rows_give_no_rows(caller: TestClient) -> None:
    options = {name: value[:0] for name, value in random_options(3).items()}
    assert send(caller, "greeks", options).height == 0
    answer = caller.post(
        "/v1/price/batch", json={**COLUMNS, "strike": [], "vol": 0.2, "is_call": True}
    )
    assert answer.json() == {"price": [], "status": [], "faults": []}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"vol": [0.2, 0.3]}, "columns of one length are needed, got strike 3, vol 2, is_call 3"),
        ({"strike": 100.0, "vol": 0.2, "is_call": True}, "got numbers alone"),
        ({"forward": 100.0}, "exactly one of spot and forward, got both"),
        ({"spot": None}, "exactly one of spot and forward, got neither"),
        ({"exercise": "american", "model": "normal"}, "needs model='lognormal'"),
        ({"only": []}, "only names no output"),
        ({"only": ["deltas"]}, "body.only.0"),
        ({"dividends": [{"time": 0.0, "cash": 1.0}]}, "time=0.0: give years above 0"),
        ({"strike": [90.0, "x", 110.0]}, "body.strike"),
    ],
)
def test_what_is_wrong_with_all_rows_is_refused(
    caller: TestClient, changed: dict[str, Any], message: str
) -> None:
    answer = caller.post("/v1/greeks/batch", json={**COLUMNS, **changed})
    assert answer.status_code == 422
    assert message in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"only": "delta,deltas"}, "only='deltas': give names of price"),
        ({"model": "lognormals"}, "query.model"),
        ({"dividends": '[{"time": 0.25, "amount": 1.0}]'}, "query.dividends.0.amount"),
        ({"rate": "0.03"}, "query.rate"),
    ],
)
def test_queries_that_do_not_fit_are_refused(
    caller: TestClient, query: dict[str, str], message: str
) -> None:
    headers, content = {"Content-Type": ARROW}, as_stream(random_options(3))
    answer = caller.post("/v1/greeks/batch", content=content, headers=headers, params=query)
    assert answer.status_code == 422
    assert message in answer.json()["detail"]


def test_dividends_in_the_query_are_json(caller: TestClient) -> None:
    headers, content = {"Content-Type": ARROW}, as_stream(random_options(3))
    params = {"dividends": "0.25:1"}
    answer = caller.post("/v1/price/batch", content=content, headers=headers, params=params)
    assert answer.status_code == 400
    assert "query.dividends" in answer.json()["detail"]


def test_json_bodies_carry_what_arrow_has_in_the_query(caller: TestClient) -> None:
    answer = caller.post("/v1/price/batch", json=COLUMNS, params={"exercise": "american"})
    assert answer.status_code == 422
    assert "exercise in the query is for Arrow bodies" in answer.json()["detail"]
    answer = caller.post("/v1/price/batch", json=COLUMNS, params={"compression": "lz4"})
    assert "compression is for Arrow answers" in answer.json()["detail"]


def test_too_many_rows_are_refused() -> None:
    caller = caller_of(router, row_limit=2)
    assert caller.post("/v1/price/batch", json=COLUMNS).status_code == 413
    headers, content = {"Content-Type": ARROW}, as_stream(random_options(3))
    answer = caller.post("/v1/price/batch", content=content, headers=headers)
    assert answer.status_code == 413
    assert "more than 2 rows" in answer.json()["detail"]


def test_bodies_of_other_types_are_refused(caller: TestClient) -> None:
    headers = {"Content-Type": "text/csv"}
    answer = caller.post("/v1/price/batch", content=b"strike\n90\n", headers=headers)
    assert answer.status_code == 415
    assert caller.post("/v1/price/batch", content=b"{").status_code == 400
