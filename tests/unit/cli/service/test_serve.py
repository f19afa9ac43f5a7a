"""What `axiom serve` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from axiom.cli.app import main
from axiom.core.errors import InvalidArgumentError
from axiom.service.edge.serving import ServeOptions


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "70000"], "port=70000"),
        (["--port", "-1"], "port=-1"),
        (["--workers", "0"], "workers=0"),
        (["--grace", "-1"], "grace=-1"),
        (["--grace", "nan"], "grace=nan"),
        (["--tls-cert", "absent.pem"], "--tls-cert and --tls-key"),
        (["--tls-cert", "absent.pem", "--tls-key", "absent.key"], "absent.pem does not exist"),
        (["--database-url", "oracle://x"], "oracle"),
        (["--host", "192.0.2.1"], "192.0.2.1"),
        (["--log-format", "xml"], "xml"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["serve", "--port", "0", *options])
    assert left.value.code == 2
    errors = capsys.readouterr().err
    assert len(errors.splitlines()) == 1
    assert said in errors


def test_a_setting_that_is_none_is_named_as_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AXIOM_THREADS", "many")
    with pytest.raises(SystemExit) as left:
        main(["serve", "--port", "0"])
    assert left.value.code == 2
    assert "AXIOM_THREADS" in capsys.readouterr().err


@pytest.mark.parametrize("given", [{"port": 65536}, {"workers": -3}, {"grace_s": float("nan")}])
def test_options_are_checked_where_they_are_made(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError, match=r"give"):
        ServeOptions(**given)
