from __future__ import annotations

import json

import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import write_outputs
from axiom.desk.run import outputs
from axiom.desk.run.record import sha256_of
from axiom.volatility import Certificate, load_surface


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_all_files_are_written(result, tmp_path):
    written = write_outputs(result, tmp_path / "deep" / "run")
    assert [path.name for path in written] == list(outputs.OUTPUT_NAMES)
    assert names(tmp_path / "deep") == ["run"]
    assert names(tmp_path / "deep" / "run") == sorted(outputs.OUTPUT_NAMES)


def test_the_surface_is_rebuilt_bit_for_bit(result, tmp_path):
    write_outputs(result, tmp_path / "run", report=False)
    rebuilt = load_surface(tmp_path / "run" / "surface.json")
    assert rebuilt.to_json() == result.surface.to_json()
    at = {"log_moneyness": [-0.2, 0.0, 0.1], "expiry": [0.1, 0.3, 2.0]}
    assert (rebuilt.vol(**at) == result.surface.vol(**at)).all()


def test_the_certificate_verifies_with_the_surface_and_options_beside_it(result, tmp_path):
    write_outputs(result, tmp_path / "run", report=False)
    folder = tmp_path / "run"
    certificate = Certificate.load(folder / "certificate.json")
    surface = load_surface(folder / "surface.json")
    options = pl.read_parquet(folder / "options.parquet")
    assert certificate.verify(surface)
    assert certificate.verify(surface, options)
    assert certificate.n_quotes > 0


def test_the_table_holds_every_option(result, tmp_path):
    write_outputs(result, tmp_path / "run", report=False)
    table = pl.read_parquet(tmp_path / "run" / "options.parquet")
    assert table.height == result.chain.quotes.height
    needed = {"bid", "ask", "reason", "bid_vol", "mid_vol", "ask_vol", "mid_status", "model_vol"}
    assert needed | {"model_value", "delta", "ultima", "quote_bid", "quote_ask"} <= set(
        table.columns
    )
    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    for name in ("surface.json", "certificate.json", "options.parquet"):
        assert record["outputs"][name] == sha256_of(tmp_path / "run" / name)


def test_an_earlier_run_is_replaced_whole(result, tmp_path):
    folder = tmp_path / "run"
    write_outputs(result, folder)
    write_outputs(result, folder, report=False)
    assert names(folder) == [
        "certificate.json",
        "options.parquet",
        "run.json",
        "surface.json",
    ]
    assert names(tmp_path) == ["run"]


def test_an_empty_folder_is_used(result, tmp_path):
    write_outputs(result, tmp_path, report=False)
    assert "run.json" in names(tmp_path)


def test_a_file_and_a_folder_of_other_things_are_refused(result, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InvalidArgumentError, match=r"holds notes\.txt, which a run does not write"):
        write_outputs(result, tmp_path, report=False)
    with pytest.raises(InvalidArgumentError, match="is a file"):
        write_outputs(result, tmp_path / "notes.txt", report=False)
    assert names(tmp_path) == ["notes.txt"]


@pytest.mark.parametrize(
    ("owner", "failing"), [(outputs, "write_json"), (outputs.desk_report, "render_report")]
)
def test_a_failure_leaves_nothing_behind(result, tmp_path, monkeypatch, owner, failing):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(owner, failing, fail)
    with pytest.raises(OSError, match="disk full"):
        write_outputs(result, tmp_path / "run")
    assert names(tmp_path) == []


def test_a_failure_keeps_the_earlier_run(result, tmp_path, monkeypatch):
    folder = tmp_path / "run"
    write_outputs(result, folder, report=False)
    before = {name: sha256_of(folder / name) for name in names(folder)}
    rename = outputs.Path.rename

    def fail_once(path, target):
        if path.name == "new":
            raise OSError("no")
        return rename(path, target)

    monkeypatch.setattr(outputs.Path, "rename", fail_once)
    with pytest.raises(OSError, match="no"):
        write_outputs(result, folder, report=False)
    assert {name: sha256_of(folder / name) for name in names(folder)} == before
    assert names(tmp_path) == ["run"]
