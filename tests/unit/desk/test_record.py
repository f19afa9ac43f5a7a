from __future__ import annotations

import hashlib
import json

import axiom
from axiom.desk.run.record import run_record, sha256_of, write_json


def test_a_record_holds_what_made_the_run(result, tmp_path):
    source = tmp_path / "quotes.csv"
    source.write_bytes(b"quotes")
    record = run_record(result, source=source)
    assert record["axiom_version"] == axiom.__version__
    assert record["input"] == {
        "source": "synthetic",
        "quotes_sha256": hashlib.sha256(result.chain.quotes.write_csv().encode()).hexdigest(),
        "file": "quotes.csv",
        "bytes": 6,
        "sha256": hashlib.sha256(b"quotes").hexdigest(),
    }
    assert record["counts"]["quotes"] == result.options.height
    assert list(record["timings"]) == [timing.step for timing in result.timings]
    assert record["certificate"]["in_spread_share"] == result.certificate.in_spread_share
    assert record["book"]["given"] is False


def test_a_record_is_json_with_a_final_newline(result, tmp_path):
    path = tmp_path / "run.json"
    write_json(path, run_record(result))
    text = path.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert json.loads(text)["underlying"] == "XYZ"


def test_files_are_hashed(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"")
    assert sha256_of(path) == hashlib.sha256(b"").hexdigest()
