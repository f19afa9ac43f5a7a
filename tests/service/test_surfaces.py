"""Surfaces over HTTP on both databases: fitted as the library fits, kept once, read, certified."""

from __future__ import annotations

import io
import json

import numpy as np
import polars as pl
import pytest

from axiom.desk import SimulatedFeed, SimulatedMarket
from axiom.store.runs import replay_run
from axiom.volatility import (
    Certificate,
    ChainFitSettings,
    fit_chain,
)
from tests.service.callers import service_caller

ARROW = "application/vnd.apache.arrow.stream"
ESSVI = {"curve": "essvi"}
CHAIN = SimulatedFeed(SimulatedMarket(n_updates=0), seed=5).opening()
LIBRARY = fit_chain(CHAIN, settings=ChainFitSettings(curve="essvi"))
SURFACE = LIBRARY.surface


@pytest.fixture
def caller(database_url):
    with service_caller(database_url, job_threads=1) as client:
        yield client


@pytest.fixture(scope="module")
def shared(template_file, tmp_path_factory):
    """A service on SQLite, its chain and a surface, for tests that store nothing."""
    file = tmp_path_factory.mktemp("surfaces") / "axiom.db"
    file.write_bytes(template_file.read_bytes())
    with service_caller(f"sqlite:///{file}", job_threads=0) as client:
        request = {"chain_id": taken_chain(client), "settings": ESSVI}
        kept = client.post("/v1/surfaces", json=request).json()["surface"]
        yield client, kept


def taken_chain(client):
    taken = client.post("/v1/chains/from-feed", json={"feed": "simulated", "seed": 5})
    return taken.json()["id"]


@pytest.fixture
def chain_id(caller):
    return taken_chain(caller)


@pytest.fixture
def kept(caller, chain_id):
    answer = caller.post("/v1/surfaces", json={"chain_id": chain_id, "settings": ESSVI})
    assert answer.status_code == 201, answer.text
    return answer.json()["surface"]


def finished(caller, answer):
    assert answer.status_code == 202, answer.text
    job = caller.get(answer.headers["location"], params={"wait_s": 20}).json()
    assert job["status"] == "done", job
    return caller.get(f"/v1/jobs/{job['id']}/result").json()


def test_a_fit_is_the_librarys_bit_for_bit_at_once_and_as_a_job(caller, chain_id):
    request = {"chain_id": chain_id, "settings": ESSVI}
    once = caller.post("/v1/surfaces/fit", json=request).json()
    job = caller.post("/v1/surfaces/fit", json=request, headers={"prefer": "respond-async"})
    assert job.headers["preference-applied"] == "respond-async"
    assert finished(caller, job) == once

    assert json.dumps(once["parameters"], indent=1) == SURFACE.to_json()
    assert once["is_arbitrage_free"] == LIBRARY.certificate.is_arbitrage_free
    assert once["quality"]["rmse_vol"] == LIBRARY.certificate.rmse_vol
    assert once["surface"] is None
    assert caller.get("/v1/surfaces").json()["surfaces"] == []


def test_a_kept_surface_comes_back_with_its_certificate(caller, kept):
    text = caller.get(f"/v1/surfaces/{kept['id']}/parameters").text
    assert text == SURFACE.to_json()
    certificate = caller.get(f"/v1/surfaces/{kept['id']}/certificate").json()

    rebuilt = Certificate.from_json(json.dumps(certificate["document"]))
    assert rebuilt.verify(SURFACE, LIBRARY.observed.options) is rebuilt.is_arbitrage_free
    assert caller.get(f"/v1/surfaces/{kept['id']}").json() == kept


def test_the_same_fit_is_kept_once(caller, chain_id, kept):
    request = {"chain_id": chain_id, "settings": ESSVI}
    again = caller.post("/v1/surfaces", json=request).json()["surface"]
    job = caller.post("/v1/surfaces", json=request, headers={"prefer": "respond-async"})
    assert finished(caller, job)["surface"] == again == kept
    other = caller.post("/v1/surfaces", json={"chain_id": chain_id, "settings": {
        "curve": "essvi", "fit": {"sweeps": 3}}}).json()["surface"]  # fmt: skip
    assert other["id"] != kept["id"]
    assert other["input_hash"] != kept["input_hash"]


def test_a_new_surface_is_news_and_the_current_one(caller, kept):
    services = caller.app.state.services
    news = services.bus.snapshot("surfaces", kept["underlying"])
    assert news.sequence == 1
    assert kept["id"] in str(news.values)
    current = caller.get("/v1/surfaces/current", params={"underlying": kept["underlying"]}).json()
    assert current["id"] == kept["id"]
    assert "axiom_fit_quality" in services.metrics.page().decode()
    history = caller.get("/v1/surfaces/history", params={"underlying": kept["underlying"]}).json()
    assert [one["id"] for one in history["surfaces"]] == [kept["id"]]
    later = {"underlying": kept["underlying"], "start": "2030-01-01T00:00:00Z"}
    assert caller.get("/v1/surfaces/history", params=later).json()["surfaces"] == []


def test_a_surface_is_evaluated_as_the_library_does_in_json_and_arrow(shared):
    caller, kept = shared
    path = f"/v1/surfaces/{kept['id']}/evaluate"
    strikes, expiry = [80.0, 100.0, 120.0], [0.05, 0.2, 0.4]
    points = {"strike": strikes, "expiry": expiry}
    found = caller.post(path, json=points).json()["columns"]
    for name in ("vol", "total_variance", "density"):
        expected = getattr(SURFACE, name)(strike=strikes, expiry=expiry)
        assert found[name] == expected.tolist()
    assert found["forward"] == SURFACE.forward(expiry).tolist()
    assert set(found["region"]) <= {"OBSERVED", "INTERPOLATED", "EXTRAPOLATED"}
    arrow = caller.post(path, json=points, headers={"accept": ARROW})
    table = pl.read_ipc_stream(io.BytesIO(arrow.content))
    assert table["vol"].to_list() == found["vol"]


def test_smile_density_measures_and_comparison(caller, chain_id, kept):
    path = f"/v1/surfaces/{kept['id']}"
    smile = caller.get(f"{path}/smile", params={"expiry": 0.2, "points": 5}).json()
    places = smile["points"]["log_moneyness"]
    vols = SURFACE.vol(log_moneyness=places, expiry=0.2)
    assert np.allclose(smile["points"]["vol"], vols, rtol=1e-12)
    density = caller.get(f"{path}/density", params={"expiry": 0.2}).json()
    assert density["mass"] == pytest.approx(1.0, abs=1e-6)
    assert density["points"]["cumulative"][-1] > 0.99
    table = caller.get(f"{path}/measures", params={"tenor": ["1m", "0.25"]}).json()["columns"]
    assert table["expiry"] == [pytest.approx(1 / 12), 0.25]
    spline = caller.post("/v1/surfaces", json={"chain_id": chain_id}).json()["surface"]
    compared = caller.get(f"{path}/comparison", params={"other_id": spline["id"]}).json()
    assert compared["rms"] < 0.02
    assert "vols differ by" in compared["summary"]


def test_certifying_again_finds_the_same(shared):
    caller, kept = shared
    path = f"/v1/surfaces/{kept['id']}"
    stored = caller.get(f"{path}/certificate").json()
    assert caller.post(f"{path}/certify").json() == stored
    verified = caller.post(f"{path}/verify").json()
    assert verified == {"is_verified": True, "is_arbitrage_free": stored["is_arbitrage_free"]}


def test_a_fit_with_a_prior_and_all_settings(shared):
    caller, kept = shared
    chain_id = kept["chain_id"]
    settings = {
        "curve": "svi",
        "fit": {"evaluations": 40},
        "hygiene": {"spread_to_mid": 2.0},
        "parity": {"joint": False},
        "certificate": {"strikes": 51},
        "clock": {"events": [{"at": "2024-03-10T12:00:00Z", "days": 2.0, "label": "election"}]},
    }
    request = {"chain_id": chain_id, "settings": settings, "prior_id": kept["id"]}
    found = caller.post("/v1/surfaces/fit", json=request)
    assert found.status_code == 200, found.text
    assert found.json()["parameters"]["format"] == "axiom.svi"
    assert any("election" in note for note in found.json()["notes"])


def test_pictures_are_pages_that_run_nothing_else(shared):
    caller, kept = shared
    page = caller.get(f"/v1/surfaces/{kept['id']}/picture", params={"kind": "smile"})
    assert page.status_code == 200
    assert page.headers["content-security-policy"] == "sandbox allow-scripts"
    assert "<html>" in page.text


def test_a_chain_that_surfaces_were_fitted_to_is_not_deleted(caller, chain_id, kept):
    assert caller.delete(f"/v1/chains/{chain_id}").status_code == 409


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"curve": "essvi", "fit": {"sweep": 1}}, "settings.fit has no setting 'sweep'"),
        ({"hygiene": {"spread_to_mid": -1}}, "spread_to_mid"),
        ({"clock": {"calendar": "MOON"}}, "MOON"),
        ({"curve": "cubic"}, "curve"),
    ],
)
def test_bad_settings_are_refused(shared, settings, message):
    caller, kept = shared
    chain_id = kept["chain_id"]
    answer = caller.post("/v1/surfaces/fit", json={"chain_id": chain_id, "settings": settings})
    assert answer.status_code == 422
    assert message in answer.json()["detail"]


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ({"expiry": [0.1]}, "exactly one"),
        ({"expiry": [0.1], "strike": [1.0], "log_moneyness": [0.0]}, "exactly one"),
        ({"expiry": [0.1, 0.2], "strike": [1.0, 2.0, 3.0]}, "as many, or one"),
        ({"expiry": [-0.1], "strike": [100.0]}, "expiry"),
    ],
)
def test_bad_points_are_refused(shared, points, message):
    caller, kept = shared
    answer = caller.post(f"/v1/surfaces/{kept['id']}/evaluate", json=points)
    assert answer.status_code == 422
    assert message in answer.json()["detail"]


def test_what_is_not_there_is_not_found(shared):
    caller, _ = shared
    for path in ("none", "none/smile?expiry=1", "none/certificate", "current?underlying=NONE"):
        assert caller.get(f"/v1/surfaces/{path}").status_code == 404
    assert caller.post("/v1/surfaces/fit", json={"chain_id": "none"}).status_code == 404


def test_the_run_of_a_kept_fit_is_computed_again_bit_for_bit(caller, chain_id):
    request = {"chain_id": chain_id, "settings": ESSVI}
    fitted = caller.post("/v1/surfaces", json=request).json()
    store = caller.app.state.services.store
    with store.begin(read_only=True) as work:
        run = work.runs.get(fitted["run_id"])
        replayed = replay_run(work, run.id)
    assert (run.kind, run.principal) == ("fit", "desk")
    assert run.input_hash == fitted["surface"]["input_hash"]
    assert run.duration_s > 0.0
    assert replayed.is_same, replayed


def test_a_surface_that_was_fitted_elsewhere_is_certified_and_kept_once(caller):
    given = {"underlying": "XYZ", "parameters": json.loads(SURFACE.to_json())}
    first = caller.post("/v1/surfaces/import", json=given)
    assert first.status_code == 201, first.text
    found = first.json()
    assert (found["underlying"], found["chain_id"]) == ("XYZ", None)
    assert found["quality"]["rmse_vol"] is None
    assert caller.get(f"/v1/surfaces/{found['id']}/parameters").text == SURFACE.to_json()
    assert caller.post(f"/v1/surfaces/{found['id']}/verify").json()["is_verified"]
    assert caller.post("/v1/surfaces/import", json=given).json()["id"] == found["id"]


@pytest.mark.parametrize("parameters", [{}, {"format": "axiom.moon"}, {"format": "axiom.essvi"}])
def test_what_is_no_surface_is_not_kept(shared, parameters):
    caller, _ = shared
    given = {"underlying": "XYZ", "parameters": parameters}
    assert caller.post("/v1/surfaces/import", json=given).status_code == 422
