from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from axiom.wire.jobs import JobAnswer, JobPage

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
JOB = JobAnswer(
    id="1",
    kind="fit",
    status="running",
    share=0.5,
    text="surface",
    attempts=1,
    is_cancel_requested=False,
    problem=None,
    submitted_at=NOW,
    started_at=NOW,
    updated_at=NOW,
    finished_at=None,
)


def test_jobs_come_back_from_json():
    page = JobPage(jobs=(JOB,), next="1")
    assert JobPage.model_validate_json(page.model_dump_json()) == page


@pytest.mark.parametrize("wrong", [{"share": 1.5}, {"status": "asleep"}, {"started_at": 1.5j}])
def test_what_no_job_is_like_is_refused(wrong):
    with pytest.raises(ValidationError):
        JobAnswer.model_validate({**JOB.model_dump(), **wrong})
