"""Every kind of job has a function."""

from __future__ import annotations

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.service.jobs import KINDS, job_function


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_its_function(kind):
    assert callable(job_function(kind))


def test_unknown_kinds_are_refused():
    with pytest.raises(InvalidArgumentError, match="kind='dance': give one of"):
        job_function("dance")
