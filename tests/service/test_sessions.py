"""Paper sessions over HTTP: started, followed, listed, stopped."""

from __future__ import annotations

import pytest

from tests.service.callers import service_caller
from tests.valkey import wait_for

SESSION = {"name": "paper", "source": {"type": "simulated", "n_updates": 3, "n_strikes": 5}}


@pytest.fixture
def caller(fresh_file, tmp_path):
    folder = tmp_path / "sessions"
    with service_caller(fresh_file, job_threads=1, sessions_folder=folder) as client:
        yield client


def status_of(caller, path):
    return caller.get(path).json()["status"]


def test_a_session_runs_to_its_end(caller):
    started = caller.post("/v1/desk/sessions", json=SESSION, headers={"Idempotency-Key": "s"})
    again = caller.post("/v1/desk/sessions", json=SESSION, headers={"Idempotency-Key": "s"})
    assert (started.status_code, again.content) == (202, started.content)
    path = started.headers["location"]
    wait_for(lambda: status_of(caller, path) == "stopped", "the session ends", seconds=60.0)
    state = caller.get(path).json()["state"]
    assert state["events"] > 0
    job = caller.get(f"/v1/jobs/{started.json()['job_id']}").json()
    assert job["kind"] == "session"
    listed = caller.get("/v1/desk/sessions", params={"status": "stopped"}).json()
    assert [one["id"] for one in listed["items"]] == [started.json()["id"]]


def test_a_session_is_stopped_while_it_runs(caller):
    slow = SESSION | {"pace_s": 0.2, "source": SESSION["source"] | {"n_updates": 10_000}}
    path = caller.post("/v1/desk/sessions", json=slow).headers["location"]
    wait_for(lambda: caller.get(path).json()["state"] != {}, "it has begun", seconds=60.0)
    assert caller.delete(path).status_code == 202
    wait_for(lambda: status_of(caller, path) == "stopped", "it stops", seconds=60.0)
    assert caller.delete(path).json()["status"] == "stopped"


@pytest.mark.parametrize(
    "changes",
    [{"name": "../x"}, {"name": ""}, {"pace_s": -1.0}, {"source": {"type": "tape"}}, {"x": 1}],
)
def test_bad_sessions_are_refused(caller, changes):
    assert caller.post("/v1/desk/sessions", json=SESSION | changes).status_code == 422


def test_a_session_that_is_none_is_not_found(caller):
    assert caller.get("/v1/desk/sessions/none").status_code == 404
    assert caller.delete("/v1/desk/sessions/none").status_code == 404
