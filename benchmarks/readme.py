"""The README's tables, rendered between markers from the results on disk.

A block `<!-- benchmarks:core -->` … `<!-- /benchmarks:core -->` holds the rows with a target of
`results/core.json`; `<!-- benchmarks:core all -->` holds every row, and
`<!-- benchmarks:core from mean -->` those whose job begins with "mean".
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from benchmarks import results_file
from benchmarks.rows import Report, Row
from benchmarks.show import markdown

ROOT = Path(__file__).parents[1]
PAGES = (
    ROOT / "README.md",
    ROOT / "docs/explanation/accuracy-and-speed.md",
    ROOT / "docs/explanation/american-options.md",
)
BLOCK = re.compile(
    r"(?P<open><!-- benchmarks:(?P<suite>[a-z-]+)(?: (?P<every>all)| from (?P<start>[^>]+))? -->\n)"
    r".*?"
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


def _chosen(report: Report, match: re.Match[str]) -> list[Row]:
    if match["every"]:
        return report.rows
    if match["start"]:
        return [row for row in report.rows if row.job.startswith(match["start"])]
    return [row for row in report.rows if row.target is not None]


def render(text: str, folder: Path = results_file.FOLDER) -> str:
    """Fill every block of a page whose results exist."""

    def fill(match: re.Match[str]) -> str:
        path = folder / f"{match['suite']}.json"
        if not path.exists():
            return match[0]
        report, content = results_file.read(path)
        table = markdown(_chosen(report, match))
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
