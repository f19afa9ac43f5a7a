"""Backups: every row of either kind of database, restored into either kind, or refused whole."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from axiom.core.errors import ConflictError, DataError
from axiom.store import PnlRecord, Store, new_id, new_ids
from axiom.store.backup import backup_store, restore_store
from axiom.store.backup.archive import MANIFEST
from tests.unit.store.samples import NOW, STORED, TRADE


@pytest.fixture
def filled(store):
    """A store of each kind with rows in every table."""
    return _fill(store)


@pytest.fixture
def written(fresh_file, tmp_path):
    """A backup of a filled store."""
    with Store.open(fresh_file) as store:
        backup_store(_fill(store), tmp_path / "backup.axiom")
    return tmp_path / "backup.axiom"


@pytest.fixture
def empty(template_file, tmp_path):
    """A store without rows."""
    file = tmp_path / "target.db"
    file.write_bytes(template_file.read_bytes())
    with Store.open(f"sqlite:///{file}") as opened:
        yield opened


def _fill(store: Store) -> Store:
    with store.begin() as work:
        for name, record in STORED.items():
            getattr(work, name).add(record)
        work.trades.add_many(
            replace(TRADE, id=i, external_id=i, strategy=f"ß{n % 3}")
            for n, i in enumerate(new_ids(50))
        )
        work.pnl.put(
            PnlRecord(day=NOW.date(), strategy="a", underlying="SPX", total=Decimal("1e-17"))
        )
        work.quotes.add(replace(STORED["quotes"], id=new_id(), ask=float("inf")))
    return store


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    """An empty store, of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'restored.db'}"
    else:
        url = request.getfixturevalue("spare_database")
    with Store.open(url, migrate=True) as opened:
        yield opened


def test_a_backup_is_restored_into_either_kind(filled, target, tmp_path):
    written = backup_store(filled, tmp_path / "backup.axiom")
    assert written.rows > 70
    assert written.tables["trades"].rows == 51
    assert restore_store(target, tmp_path / "backup.axiom") == written
    again = backup_store(target, tmp_path / "again.axiom")
    assert again.tables == written.tables
    with target.begin(read_only=True) as work:
        assert work.positions.check() == ()
        assert repr(work.trades.get(TRADE.id)) == repr(TRADE)


def test_a_database_with_rows_is_refused(filled, tmp_path):
    backup_store(filled, tmp_path / "backup.axiom")
    with pytest.raises(ConflictError, match="empty"):
        restore_store(filled, tmp_path / "backup.axiom")


def _torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


def _text(path: Path) -> None:
    path.write_text("no backup")


def _rewritten(path: Path, change) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _change_manifest(members, **changes) -> None:
    members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | changes).encode()


def _fewer_rows(path: Path) -> None:
    def change(members):
        members["audit.jsonl"] = b""

    _rewritten(path, change)


def _no_table(path: Path) -> None:
    _rewritten(path, lambda members: members.pop("audit.jsonl"))


def _bad_row(path: Path) -> None:
    def change(members):
        members["audit.jsonl"] = b'["yesterday"]\n'

    _rewritten(path, change)


def _other_revision(path: Path) -> None:
    _rewritten(path, lambda members: _change_manifest(members, revision="0001"))


def _other_format(path: Path) -> None:
    _rewritten(path, lambda members: _change_manifest(members, format="axiom.backup.9"))


def _no_manifest(path: Path) -> None:
    _rewritten(path, lambda members: members.pop(MANIFEST))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_torn, "torn"),
        (_flipped, "torn|damaged|cannot be read"),
        (_text, "no backup"),
        (_fewer_rows, "audit holds 0 rows"),
        (_no_table, "lacks the table audit"),
        (_bad_row, "a row of audit cannot be read"),
        (_other_revision, "revision 0001.*axiom store upgrade"),
        (_other_format, "not of the format"),
        (_no_manifest, "no backup"),
    ],
)
def test_a_file_that_is_not_whole_restores_nothing(written, empty, spoil, said):
    spoil(written)
    with pytest.raises(DataError, match=said):
        restore_store(empty, written)
    with empty.begin(read_only=True) as work:
        assert work.trades.page() == ()
        assert work.keys.page() == ()


def test_a_backup_without_room_leaves_the_last_one(filled, small_disk):
    path = small_disk / "backup.axiom"
    path.write_text("the last one")
    with filled.begin() as work:
        work.blobs.put(os.urandom(1 << 21), media_type="application/octet-stream")
    with pytest.raises(OSError, match="No space"):
        backup_store(filled, path)
    assert path.read_text() == "the last one"
    assert [one.name for one in small_disk.iterdir()] == ["backup.axiom"]
