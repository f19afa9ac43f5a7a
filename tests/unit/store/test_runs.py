"""Runs: computed from what is written down, and kept as they were."""

from __future__ import annotations

import json

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.store.runs import KINDS, compute_run, record_run
from tests.unit.store.samples import STORED

OPTION = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2, "rate": 0.03}


def test_a_run_is_kept_to_the_last_bit(store):
    run = STORED["runs"]
    with store.begin() as work:
        work.runs.add(run)
    with store.begin(read_only=True) as work:
        assert work.runs.get(run.id) == run
        assert work.runs.page(kind="price") == (run,)
        assert work.runs.page(kind="fit") == ()


def test_a_run_holds_what_the_library_gives(store):
    with store.begin() as work:
        run = record_run(work, "price", OPTION, principal="desk")
    with store.begin(read_only=True) as work:
        assert work.runs.get(run.id) == run
    assert json.loads(run.output) == axiom.price(**OPTION)
    assert json.loads(run.inputs) == OPTION
    assert (run.kind, run.principal, run.version) == ("price", "desk", axiom.__version__)


def test_the_bytes_of_arrays_are_kept_beside(store):
    strikes = np.linspace(80.0, 120.0, 5)
    with store.begin() as work:
        run = record_run(work, "greeks", {**OPTION, "strike": strikes})
        names = [json.loads(run.inputs)["strike"], *json.loads(run.output).values()]
        assert all(work.blobs.has(one["$array"]) for one in names)


def test_equal_inputs_have_equal_hashes():
    one, other = (compute_run("price", dict(sorted(OPTION.items(), reverse=r))) for r in (0, 1))
    assert one.record.input_hash == other.record.input_hash
    assert one.record.output_hash == other.record.output_hash


def test_an_unknown_kind_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"kind='guess'.*price"):
        compute_run("guess", {})


def test_a_bad_argument_is_the_librarys_own_error(store):
    with pytest.raises(InvalidArgumentError, match="strike"), store.begin() as work:
        record_run(work, "price", {**OPTION, "strike": -1.0})
    with store.begin(read_only=True) as work:
        assert work.runs.page() == ()


def test_the_kinds_are_listed_in_their_order():
    assert list(KINDS) == sorted(KINDS)
