"""Messages of the stream as they are written and read."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from axiom.wire.stream import FROM_CLIENT, FROM_SERVICE, Delta, Subscribe


def test_a_subscription_is_read_as_it_is_written():
    asked = Subscribe(topic="pnl", name="SPX", epoch="e", from_sequence=7)
    assert FROM_CLIENT.validate_json(asked.model_dump_json()) == asked


def test_epoch_and_number_are_given_together():
    with pytest.raises(ValidationError, match="belong together"):
        Subscribe(topic="pnl", name="SPX", from_sequence=7)


def test_kinds_are_told_apart_by_their_type():
    told = (
        '{"type": "delta", "topic": "pnl", "name": "SPX", "epoch": "e", "first": 3, '
        '"sequence": 5, "time": "2026-03-02T10:00:00+00:00", "changes": {"total": 1.5, "x": null}}'
    )
    found = FROM_SERVICE.validate_json(told)
    assert isinstance(found, Delta)
    assert (found.first, found.sequence, found.changes) == (3, 5, {"total": 1.5, "x": None})
    with pytest.raises(ValidationError, match="should have timezone"):
        FROM_SERVICE.validate_json(told.replace("+00:00", ""))
