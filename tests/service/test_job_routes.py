"""Jobs over HTTP: accepted once, waited for, listed, cancelled, owned."""

from __future__ import annotations

import pytest

from tests.service.callers import service_caller

ASYNC = {"prefer": "respond-async"}


@pytest.fixture
def caller(fresh_file):
    with service_caller(fresh_file, job_threads=1) as client:
        yield client


@pytest.fixture
def idle(fresh_file):
    """A service that does no jobs."""
    with service_caller(fresh_file, job_threads=0, jobs_waiting=2) as client:
        yield client


def submitted(client, chain_id="none", **headers):
    answer = client.post(
        "/v1/surfaces/fit", json={"chain_id": chain_id}, headers={**ASYNC, **headers}
    )
    assert answer.status_code == 202, answer.text
    return answer


def test_a_job_that_fails_answers_what_its_route_would_have(caller):
    job = submitted(caller)
    path = job.headers["location"]
    ended = caller.get(path, params={"wait_s": 20}).json()
    assert (ended["status"], ended["problem"]["status"]) == ("failed", 404)
    result = caller.get(f"{path}/result")
    at_once = caller.post("/v1/surfaces/fit", json={"chain_id": "none"})
    assert result.status_code == at_once.status_code == 404
    assert result.headers["content-type"] == "application/problem+json"
    assert result.json()["detail"] == at_once.json()["detail"]
    assert result.json()["type"] == at_once.json()["type"]


def test_a_job_is_accepted_once_under_a_key(idle):
    first = submitted(idle, **{"idempotency-key": "k"})
    again = submitted(idle, **{"idempotency-key": "k"})
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len(idle.get("/v1/jobs").json()["jobs"]) == 1


def test_a_waiting_job_has_no_result_and_is_cancelled(idle):
    path = submitted(idle).headers["location"]
    assert idle.get(path, params={"wait_s": 0.05}).json()["status"] == "queued"
    assert idle.get(f"{path}/result").status_code == 409
    assert idle.delete(path).json()["status"] == "cancelled"
    assert idle.get(f"{path}/result").status_code == 410
    assert idle.delete(path).json()["status"] == "cancelled"


def test_a_full_queue_says_when_to_come_again(idle):
    submitted(idle)
    submitted(idle)
    refused = idle.post("/v1/surfaces/fit", json={"chain_id": "none"}, headers=ASYNC)
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.json()["type"] == "urn:axiom:problem:queue-full"


def test_jobs_of_others_are_not_there(idle, fresh_file):
    path = submitted(idle).headers["location"]
    with service_caller(fresh_file, scopes=("read", "price"), job_threads=0) as other:
        assert other.get(path).status_code == 404
        assert other.get(f"{path}/result").status_code == 404
        assert other.delete(path).status_code == 404
        assert other.get("/v1/jobs").json() == {"jobs": [], "next": None}
    assert idle.get(path).json()["status"] == "queued"


def test_jobs_are_listed_by_page_and_status(idle):
    paths = [submitted(idle).headers["location"] for _ in range(2)]
    first = idle.get("/v1/jobs", params={"limit": 1}).json()
    rest = idle.get("/v1/jobs", params={"limit": 1, "after": first["next"]}).json()
    found = [f"/v1/jobs/{page['jobs'][0]['id']}" for page in (rest, first)]
    assert found == paths
    assert idle.get("/v1/jobs", params={"status": "done"}).json()["jobs"] == []


@pytest.mark.parametrize("query", [{"limit": 0}, {"status": "asleep"}, {"after": "a b"}])
def test_bad_queries_are_refused(idle, query):
    assert idle.get("/v1/jobs", params=query).status_code == 422


@pytest.mark.parametrize("wait_s", [-1, 21, "nan", "long"])
def test_bad_waits_are_refused(idle, wait_s):
    path = submitted(idle).headers["location"]
    assert idle.get(path, params={"wait_s": wait_s}).status_code == 422
