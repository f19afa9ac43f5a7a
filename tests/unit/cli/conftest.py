from __future__ import annotations

from functools import partial

import pytest

from .commands import run_command, write_cboe


@pytest.fixture
def axiom_command(capsys):
    return partial(run_command, capsys)


@pytest.fixture
def quotes_file(tmp_path):
    return write_cboe(tmp_path / "quotes.csv")
