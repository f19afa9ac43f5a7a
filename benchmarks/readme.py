"""The README's tables, rendered between markers from the results on disk.

A block `<!-- benchmarks:core -->` … `<!-- /benchmarks:core -->` holds the rows with a target of
`results/core.json`; `<!-- benchmarks:core all -->` holds every row.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from benchmarks import results_file
from benchmarks.show import markdown

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs/explanation/accuracy-and-speed.md")
BLOCK = re.compile(
    r"(?P<open><!-- benchmarks:(?P<suite>[a-z-]+)(?P<every> all)? -->\n).*?"
    r"(?P<close><!-- /benchmarks:(?P=suite) -->)",
    re.DOTALL,
)


def _machine_line(content: dict[str, Any]) -> str:
    machine, versions = content["machine"], content["versions"]
    simd = "AVX-512" if "avx512f" in machine["simd"] else ", ".join(machine["simd"])
    return (
        f"{machine['cpu']}, {machine['cores']} cores, {simd}; {machine['compiler']}; "
        f"Python {versions['python']}, NumPy {versions['numpy']}."
    )


def render(text: str, folder: Path = results_file.FOLDER) -> str:
    """Fill every block of a page whose results exist."""

    def fill(match: re.Match[str]) -> str:
        path = folder / f"{match['suite']}.json"
        if not path.exists():
            return match[0]
        report, content = results_file.read(path)
        table = markdown(report, only_targets=not match["every"])
        return f"{match['open']}{table}\n\n{_machine_line(content)}\n{match['close']}"

    return BLOCK.sub(fill, text)


def update(pages: tuple[Path, ...] = PAGES) -> list[Path]:
    """Rewrite the pages whose tables differ from the results; return those."""
    changed = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        rendered = render(text)
        if rendered != text:
            page.write_text(rendered, encoding="utf-8")
            changed.append(page)
    return changed
