"""Many rows at once: the same rows by COPY and by single statements; all or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from axiom.core.errors import ConflictError
from axiom.store import new_ids
from axiom.store.bulk import FEWEST_TO_COPY
from tests.unit.store.samples import STORED


@pytest.mark.parametrize("count", [0, 1, FEWEST_TO_COPY - 1, FEWEST_TO_COPY, 300])
def test_rows_are_the_same_however_many(store, count):
    tricky = {"list": [1, None], "text": "tab\t newline\n backslash\\ quote' \\N", "zero": -0.0}
    runs = [replace(STORED["runs"], id=i, machine=tricky) for i in new_ids(count)]
    with store.begin() as work:
        work.runs.add_many(runs)
    with store.begin(read_only=True) as work:
        assert [repr(run) for run in work.runs.page(limit=500)] == [repr(run) for run in runs]


def test_a_duplicate_among_many_stores_none(store):
    ids = new_ids(FEWEST_TO_COPY)
    runs = [replace(STORED["runs"], id=i) for i in (*ids, ids[0])]
    with pytest.raises(ConflictError), store.begin() as work:
        work.runs.add_many(runs)
    with store.begin(read_only=True) as work:
        assert work.runs.page() == ()
