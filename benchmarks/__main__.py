"""Run benchmark suites: `python -m benchmarks [SUITE ...]`, `--list`, `table`."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from benchmarks import readme, results_file, suites
from benchmarks.machine import load_average
from benchmarks.rows import Report
from benchmarks.show import print_report


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="SUITE", help="suites to run; all by default")
    parser.add_argument("--list", action="store_true", help="list the suites")
    parser.add_argument("--no-write", action="store_true", help="print only, write no results")
    return parser


def _list() -> None:
    for name, (_, what) in suites.SUITES.items():
        print(f"{name:<18} {what}")


def _run(name: str, *, write: bool) -> None:
    console = Console()
    console.rule(name)
    report, load = Report(), load_average()
    suites.load(name)(report)
    print_report(report, console)
    if write:
        console.print(
            f"written: {results_file.write(name, report, load=load).relative_to(readme.ROOT)}"
        )


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 2 where a suite is unknown."""
    options = _parser().parse_args(arguments)
    if options.list:
        _list()
        return 0
    if options.names == ["table"]:
        for page in readme.update():
            print(f"rewritten: {page.relative_to(readme.ROOT)}")
        return 0
    unknown = [name for name in options.names if name not in suites.SUITES]
    if unknown:
        known = ", ".join(suites.SUITES)
        print(f"no benchmark suite named {', '.join(unknown)}; there are: {known}", file=sys.stderr)
        return 2
    for name in options.names or suites.SUITES:
        _run(name, write=not options.no_write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
