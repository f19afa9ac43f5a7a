"""Chains over HTTP on both databases: uploaded, taken from a feed, kept once, given back."""

from __future__ import annotations

import gzip
import io
import zipfile

import polars as pl
import pytest

from axiom.desk import SimulatedFeed, SimulatedMarket
from axiom.market import read_chain
from tests.service.callers import service_caller

CHAIN = SimulatedFeed(SimulatedMarket(n_updates=0), seed=5).opening()
PARQUET = "application/vnd.apache.parquet"
ARROW = "application/vnd.apache.arrow.stream"
TABLE = CHAIN.quotes.with_columns(
    pl.lit("XYZ").alias("underlying"),
    pl.lit(CHAIN.valuation_time).alias("valuation_time"),
    pl.lit(100.0).alias("spot"),
)


@pytest.fixture
def caller(database_url):
    with service_caller(database_url, job_threads=0) as client:
        yield client


@pytest.fixture(scope="module")
def shared(template_file, tmp_path_factory):
    """A service on SQLite for tests that store nothing."""
    file = tmp_path_factory.mktemp("chains") / "axiom.db"
    file.write_bytes(template_file.read_bytes())
    with service_caller(f"sqlite:///{file}", job_threads=0) as client:
        yield client


def csv():
    return TABLE.write_csv().encode()


def zipped(content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("quotes.csv", content)
    return buffer.getvalue()


def as_parquet(table):
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()


def as_arrow(table):
    buffer = io.BytesIO()
    table.write_ipc_stream(buffer)
    return buffer.getvalue()


FILES = {
    "text/csv": csv(),
    "application/gzip": gzip.compress(csv()),
    "application/zip": zipped(csv()),
    PARQUET: as_parquet(TABLE),
    ARROW: as_arrow(TABLE),
}


def upload(caller, content=None, kind="text/csv", **query):
    body = FILES[kind] if content is None else content
    return caller.post("/v1/chains", content=body, headers={"content-type": kind}, params=query)


def test_a_chain_uploaded_in_any_form_is_kept_with_the_quotes_the_library_reads(caller, tmp_path):
    file = tmp_path / "quotes.csv"
    file.write_bytes(csv())
    expected = read_chain(file)
    for kind in FILES:
        answer = upload(caller, kind=kind, name="quotes.csv")
        assert answer.status_code in (200, 201), answer.text
        found = answer.json()
        assert found["underlying"] == "XYZ"
        assert found["n_quotes"] == expected.quotes.height
        quotes = caller.get(f"/v1/chains/{found['id']}/quotes", headers={"accept": ARROW}).content
        given = pl.read_ipc_stream(io.BytesIO(quotes)).select(expected.quotes.columns)
        assert given.cast(expected.quotes.schema).equals(expected.quotes)


def test_the_same_chain_twice_is_one(caller):
    first, second = upload(caller), upload(caller)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.headers["location"] == second.headers["location"]
    assert len(caller.get("/v1/chains").json()["chains"]) == 1


def test_an_idempotency_key_makes_an_upload_happen_once(caller):
    headers = {"content-type": "text/csv", "idempotency-key": "one"}
    first = caller.post("/v1/chains", content=csv(), headers=headers)
    again = caller.post("/v1/chains", content=csv(), headers=headers)
    assert again.status_code == first.status_code == 201
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


def test_what_is_given_back_can_be_uploaded_again(caller):
    first = upload(caller).json()
    for accepted in (ARROW, PARQUET):
        quotes = caller.get(f"/v1/chains/{first['id']}/quotes", headers={"accept": accepted})
        again = upload(caller, quotes.content, accepted).json()
        assert again["n_quotes"] == first["n_quotes"]
        assert [one["expiry"] for one in again["expiries"]] == [
            one["expiry"] for one in first["expiries"]
        ]


def test_quotes_come_as_json_too_and_other_forms_are_not_made(caller):
    path = f"/v1/chains/{upload(caller).json()['id']}/quotes"
    columns = caller.get(path).json()["columns"]
    assert columns["strike"] == TABLE.sort("expiry", "strike", "is_call")["strike"].to_list()
    assert caller.get(path, headers={"accept": "text/html"}).status_code == 406


def test_pages_follow_each_other(caller):
    for seed in range(5):
        taken = caller.post("/v1/chains/from-feed", json={"feed": "simulated", "seed": seed})
        assert taken.status_code == 201, taken.text
    first = caller.get("/v1/chains", params={"limit": 3}).json()
    rest = caller.get("/v1/chains", params={"limit": 3, "after": first["next"]}).json()
    ids = [one["id"] for one in (*first["chains"], *rest["chains"])]
    assert ids == sorted(set(ids), reverse=True)
    assert (len(ids), rest["next"]) == (5, None)
    assert caller.get("/v1/chains", params={"underlying": "NONE"}).json()["chains"] == []


def test_a_chain_is_deleted_once(caller):
    path = f"/v1/chains/{upload(caller).json()['id']}"
    assert caller.get(path).status_code == 200
    assert caller.delete(path).status_code == 204
    assert caller.delete(path).status_code == caller.get(path).status_code == 404


def test_the_volatility_index_of_a_chain(caller):
    path = f"/v1/chains/{upload(caller).json()['id']}/vix"
    found = caller.get(path, params={"every_expiry": True, "min_days": 10, "max_days": 50})
    assert found.status_code == 200, found.text
    assert 10.0 < found.json()["value"] < 40.0
    assert caller.get(path, params={"min_days": 50, "max_days": 10}).status_code == 422


@pytest.mark.parametrize(
    ("content", "query", "message"),
    [
        (b"a,b\n1,2\n", {}, "layout"),
        (csv().split(b"\n")[0] + b"\n", {}, "no rows"),
        (b"\x00\x01\x02" * 50, {}, "neither CSV nor Parquet"),
        (zipped(b""), {}, "is empty"),
        (b"PAR1" + b"x" * 100, {}, "cannot be read as Parquet"),
        (b"\xff\xff\xff\xff" + b"x" * 100, {}, "cannot be read as Arrow"),
        (csv(), {"column": "bid"}, "write it as bid=BestBid"),
        (csv(), {"dividend": "soon=1"}, "write it as 2026-02-04=0.52"),
        (csv(), {"layout": "unheard"}, "unheard"),
        (csv(), {"underlying": "ABC"}, "ABC"),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_librarys_words(shared, content, query, message):
    answer = upload(shared, content, **query)
    assert answer.status_code == 422, answer.text
    assert message in answer.json()["detail"]
    assert shared.get("/v1/chains").json()["chains"] == []


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"content-type": "image/png"}, b"x", 415),
        ({}, b"x", 415),
        ({"content-type": "text/csv"}, b"", 422),
    ],
)
def test_bodies_that_are_no_files_are_refused(shared, headers, content, status):
    answer = shared.post("/v1/chains", content=content, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize("identifier", ["none", "x" * 65, "a%00b", "..%2f..%2fetc"])
def test_identifiers_of_nothing_are_not_found_or_refused(shared, identifier):
    assert shared.get(f"/v1/chains/{identifier}").status_code in (404, 422)
