from __future__ import annotations

import json

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.core.plain import plain
from axiom.desk import RunSettings


def test_settings_become_json():
    record = json.loads(json.dumps(plain(RunSettings(tick=0.05).to_dict())))
    assert record["tick"] == 0.05
    assert record["dynamics"] == {"skew_stickiness": 1.0, "standard_error": 0.0}
    assert set(record) >= {"hygiene", "parity", "quoting", "spot_shocks", "vol_shocks"}


@pytest.mark.parametrize("change", [{"tick": 0.0}, {"threads": 0}])
def test_impossible_settings_are_refused(change):
    with pytest.raises(InvalidArgumentError, match=next(iter(change))):
        RunSettings(**change)
