"""Every Python block and every `axiom` command of the README and the documentation runs.

Blocks of one page run in order and share their names, in an empty folder that holds `chain.csv`,
`book.csv`, `stock.csv` and `dividends.csv`, the files that the pages speak of. A block below
`<!-- skip: next -->` does not run.
"""

from __future__ import annotations

import doctest
import shlex
import subprocess
import sysconfig
from pathlib import Path

import pytest
from sybil import Document, Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

from tests.docs.sample_files import write_sample_files

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = Path(sysconfig.get_path("scripts")) / "axiom"
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def _run_commands(example: Example) -> str | None:
    """Run the lines that begin with `axiom`; the others are for the reader's shell alone."""
    for line in str(example.parsed).replace("\\\n", " ").splitlines():
        if not line.startswith("axiom "):
            continue
        words = shlex.split(line, comments=True)[1:]
        done = subprocess.run([COMMAND, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{line}\nended with {done.returncode}:\n{done.stderr}"
    return None


SYBIL = Sybil(
    parsers=[
        SkipParser(),
        PythonCodeBlockParser(doctest_optionflags=FLAGS),
        CodeBlockParser(language="bash", evaluator=_run_commands),
    ]
)


def _examples(page: Path) -> tuple[Document, list[Example]]:
    document = SYBIL.parse(page)
    return document, list(document.examples())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_blocks_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sample_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    _, examples = _examples(page)
    for example in examples:
        example.evaluate()


def test_blocks_are_found() -> None:
    assert any(_examples(page)[1] for page in PAGES)
