from __future__ import annotations

import subprocess
import sys

import axiom
from axiom.cli import one_option

COMMANDS = ("run", "chain", "greeks", "iv")


def test_help_teaches_with_examples(axiom_command):
    outcome = axiom_command("--help")
    assert outcome.code == 0
    assert all(f"axiom {name} " in outcome.out for name in COMMANDS)
    assert axiom_command().out == outcome.out
    for name in COMMANDS:
        assert "Examples:" in axiom_command(name, "-h").out


def test_version(axiom_command):
    assert axiom_command("--version").out == f"axiom {axiom.__version__}\n"


def test_wrong_use_is_one_line_and_exit_code_2(axiom_command):
    for arguments in (["rin"], ["run", "--nope"], ["greeks"], ["greeks", "--strike", "x"]):
        outcome = axiom_command(*arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.startswith("axiom: ")
        assert outcome.err.count("\n") == 1


def test_an_interrupt_ends_with_130(axiom_command, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(one_option, "parse_expiry", interrupted)
    arguments = ("greeks", "--spot", 100, "--strike", 100, "--expiry", 1, "--vol", 0.2)
    assert axiom_command(*arguments).code == 130


def test_help_imports_nothing_heavy():
    program = (
        "import sys\nfrom axiom.cli.app import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'polars', 'plotly', 'scipy', 'rich.markdown', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
