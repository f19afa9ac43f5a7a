"""Runs are kept as they were."""

from __future__ import annotations

from tests.unit.store.samples import STORED


def test_a_run_is_kept_to_the_last_bit(store):
    run = STORED["runs"]
    with store.begin() as work:
        work.runs.add(run)
    with store.begin(read_only=True) as work:
        assert work.runs.get(run.id) == run
        assert work.runs.page(kind="price") == (run,)
        assert work.runs.page(kind="fit") == ()
