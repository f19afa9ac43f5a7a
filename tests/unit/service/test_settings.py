"""Settings from the environment and from arguments."""

import pytest
from pydantic import ValidationError

from axiom.service import ServiceSettings


def test_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AXIOM_DATABASE_URL", "postgresql://localhost/axiom")
    assert ServiceSettings().database_url == "postgresql://localhost/axiom"


def test_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="not permitted"):
        ServiceSettings(databse_url="sqlite:///x.db")
