"""A service in the process of its caller."""

from __future__ import annotations

from pathlib import Path

import pytest

import axiom
from axiom.client import AxiomClient
from axiom.core.errors import AuthenticationError, PermissionDeniedError
from axiom.service import local_client
from axiom.service.local import local_service

CALL = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}


def test_it_answers_what_the_library_computes():
    with local_client() as client:
        assert client.price(**CALL) == axiom.price(**CALL)


def test_its_key_does_what_it_was_made_for_and_no_more():
    denied = pytest.raises(PermissionDeniedError, match="price")
    with local_client(scopes=("read",)) as client, denied:
        client.price(**CALL)


def test_its_key_ends_with_it(tmp_path):
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    with local_service(url) as (app, key):
        pass
    with AxiomClient.in_process(app, key=key) as client, pytest.raises(AuthenticationError):
        client.price(**CALL)


def test_a_database_of_its_own_is_deleted_and_a_given_one_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    local_client().close()
    assert list(tmp_path.iterdir()) == []
    kept = tmp_path / "desk.db"
    local_client(f"sqlite:///{kept}").close()
    assert Path(kept).exists()


def test_what_cannot_be_opened_is_an_error_that_says_so(tmp_path):
    with pytest.raises(axiom.AxiomError, match="unable to open"):
        local_client(f"sqlite:///{tmp_path / 'absent' / 'desk.db'}")
    with pytest.raises(axiom.InvalidArgumentError, match="root"):
        local_client(scopes=("root",))
