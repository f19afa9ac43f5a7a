"""`axiom admin`."""

import datetime as dt
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from axiom.service.access.hashing import is_secret
from axiom.service.access.keys import prefix_of
from axiom.store import Store

from ..commands import Outcome  # noqa: TID252

Command = Callable[..., Outcome]


@pytest.fixture
def admin(axiom_command: Command, fresh_file: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `axiom admin` on an empty database."""
    monkeypatch.setenv("AXIOM_DATABASE_URL", fresh_file)

    def run(*arguments: object) -> Outcome:
        return axiom_command("admin", *arguments)

    return run


def _made(outcome: Outcome) -> Any:
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def test_the_first_key_is_made_on_a_new_file(
    axiom_command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AXIOM_DATABASE_URL", raising=False)
    outcome = axiom_command("admin", "create-key", "--name", "me", "--scope", "admin")
    assert outcome.code == 0, outcome.err
    key = outcome.out.strip()
    assert "shown this once" in outcome.err
    assert key not in outcome.err
    with Store.open(f"sqlite:///{tmp_path}/axiom.db") as store, store.begin() as work:
        record = work.keys.by_prefix(prefix_of(key))
    assert record is not None
    assert record.scopes == ("admin",)
    assert is_secret(key, record.hash)
    assert record.created_by.endswith("at the command line")
    assert not (tmp_path / "axiom.db").stat().st_mode & stat.S_IWOTH


def test_keys_are_made_listed_rotated_and_revoked(admin: Command) -> None:
    options = ("--scope", "read", "--scope", "price", "--rate", 5, "--burst", 9)
    made = _made(admin("create-key", "--name", "desk", *options, "--expires-days", 30, "--json"))
    assert made["scopes"] == ["read", "price"]
    assert (made["requests_per_second"], made["burst"]) == (5.0, 9)
    listed = _made(admin("list-keys", "--json"))
    assert listed == [{name: value for name, value in made.items() if name != "key"}]
    table = admin("list-keys").out
    assert made["prefix"] in table
    assert made["key"] not in table
    successor = _made(admin("rotate-key", made["prefix"], "--overlap-hours", 1, "--json"))
    assert successor["scopes"] == made["scopes"]
    assert successor["key"] != made["key"]
    assert "revoked the key" in admin("revoke-key", made["id"]).out
    first = _made(admin("list-keys", "--limit", 1, "--json"))
    assert first[0]["revoked_at"] is not None
    assert len(_made(admin("list-keys", "--after", made["id"], "--json"))) == 1


def test_clients_are_made_listed_renewed_and_revoked(admin: Command) -> None:
    made = _made(admin("create-client", "--name", "robot", "--scope", "price", "--json"))
    client_id = made["client_id"]
    assert client_id in admin("list-clients").out
    assert made["client_secret"] not in admin("list-clients", "--json").out
    renewed = _made(admin("renew-client", client_id, "--json"))
    assert renewed["client_secret"] != made["client_secret"]
    assert "revoked the client" in admin("revoke-client", client_id).out
    refused = admin("renew-client", client_id)
    assert (refused.code, "was revoked" in refused.err) == (2, True)
    plain = admin("create-client", "--name", "other", "--scope", "read")
    assert "client_secret" in plain.out


def test_signing_keys_are_rotated(admin: Command, fresh_file: str) -> None:
    for options in ((), ("--withdraw",)):
        assert "tokens are signed by the key" in admin("rotate-keys", *options).out
    with Store.open(fresh_file) as store, store.begin(read_only=True) as work:
        assert len(work.tokens.valid(at=dt.datetime.now(dt.UTC))) == 1


def test_the_audit_log_tells_every_command_and_no_secret(admin: Command) -> None:
    made = _made(admin("create-key", "--name", "desk", "--scope", "read", "--json"))
    admin("revoke-key", made["id"])
    admin("rotate-keys")
    entries = _made(admin("audit", "--json"))
    assert [entry["action"] for entry in entries] == [
        "axiom admin rotate-keys",
        "axiom admin revoke-key",
        "axiom admin create-key",
    ]
    assert entries[1]["target"] == entries[2]["target"] == made["id"]
    assert made["key"] not in json.dumps(entries)
    assert len(_made(admin("audit", "--limit", 2, "--json"))) == 2
    assert _made(admin("audit", "--principal", "nobody", "--json")) == []
    assert "revoke-key" in admin("audit").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("create-key", "--name", "a", "--scope", "root"), "scope 'root': give one or more of"),
        (("create-key", "--name", "", "--scope", "read"), "name=''"),
        (("create-key", "--scope", "read"), "--name"),
        (("create-key", "--name", "a"), "--scope"),
        (("create-key", "--name", "a", "--scope", "read", "--rate", 0), "requests_per_second=0"),
        (("create-key", "--name", "a", "--scope", "read", "--burst", 0), "burst=0"),
        (("create-key", "--name", "a", "--scope", "read", "--expires-days", -1), "--expires-days"),
        (("create-key", "--name", "a", "--scope", "read", "--expires-days", "nan"), "above 0"),
        (("revoke-key", "nobody"), "there is no API key 'nobody'"),
        (("rotate-key", "nobody"), "there is no API key 'nobody'"),
        (("revoke-client", "' OR 1=1 --"), "there is no client"),
        (("renew-client", "nobody"), "there is no client 'nobody'"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    admin: Command, arguments: tuple[object, ...], message: str
) -> None:
    outcome = admin(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err
    assert outcome.err.count("\n") == 1
    assert _made(admin("list-keys", "--json")) == []
    assert _made(admin("audit", "--json")) == []


def test_a_database_of_no_kind_is_refused(admin: Command, axiom_command: Command) -> None:
    outcome = axiom_command("admin", "list-keys", "--database-url", "nosuch://x")
    assert outcome.code == 2
    assert outcome.err.startswith("axiom: ")


def test_the_group_shows_what_there_is(admin: Command) -> None:
    for name in ("create-key", "list-clients", "audit"):
        assert name in admin().out
