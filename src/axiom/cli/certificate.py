"""`axiom surface certify` and `verify`: stored surfaces and their certificates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from axiom.cli.options import JsonOption
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    import polars as pl

    from axiom import volatility
    from axiom.cli import terminal
    from axiom.volatility import Certificate, Repair
else:
    pl = LazyModule("polars")
    terminal = LazyModule("axiom.cli.terminal")
    volatility = LazyModule("axiom.volatility")

__all__ = ["certify", "verify"]

SurfaceFile = Annotated[Path, typer.Argument(metavar="FILE", help="A stored surface, JSON.")]
CertificateFile = Annotated[
    Path, typer.Argument(metavar="CERTIFICATE", help="Its stored certificate, JSON.")
]
OptionsOption = Annotated[
    Path | None,
    typer.Option("--options", metavar="FILE", help="The options.parquet it was fitted to."),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the certificate here, JSON.")
]

RepairOption = Annotated[
    Path | None,
    typer.Option("--repair", metavar="FILE", help="Write the nearest sound surface here, JSON."),
]

_SHOWN = ("kind", "expiry", "strike", "size", "size_vol", "size_price", "region", "found")
_MOST = 20
"""Violations shown in the terminal."""


def certify(
    file: SurfaceFile,
    *,
    options: OptionsOption = None,
    out: OutOption = None,
    repair: RepairOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a stored surface for arbitrage, and repair it if asked to."""
    quotes = None if options is None else pl.read_parquet(options)
    surface = volatility.load_surface(file)
    certificate = volatility.certify(surface, quotes)
    repaired = None if repair is None else volatility.repair(surface)
    if repair is not None and repaired is not None:
        repair.write_text(repaired.surface.to_json(), encoding="utf-8")
    if out is not None:
        certificate.save(out)
    if as_json:
        terminal.print_json(plain(_record(certificate, repaired)))
    else:
        _print(file, certificate)
        if repaired is not None:
            terminal.stdout().print(repaired.summary())
    if not certificate.is_arbitrage_free:
        raise typer.Exit(1)


def verify(
    file: SurfaceFile,
    certificate: CertificateFile,
    *,
    options: OptionsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a stored certificate against its surface."""
    quotes = None if options is None else pl.read_parquet(options)
    held = volatility.Certificate.load(certificate)
    free = held.verify(volatility.load_surface(file), quotes)
    if as_json:
        terminal.print_json({"verified": True, "is_arbitrage_free": free})
    else:
        verdict = "free of static arbitrage" if free else "not free of static arbitrage"
        terminal.stdout().print(f"{certificate.name} is of {file.name}, unchanged: {verdict}")
    if not free:
        raise typer.Exit(1)


def _record(certificate: Certificate, repaired: Repair | None) -> dict[str, Any]:
    moved = {} if repaired is None else {"repair": _moved(repaired)}
    return moved | {
        "is_arbitrage_free": certificate.is_arbitrage_free,
        "min_g": certificate.min_g,
        "min_density": certificate.min_density,
        "calendar_min": certificate.calendar_min,
        "conditions": certificate.conditions,
        "violations": certificate.violations,
    }


def _moved(repaired: Repair) -> dict[str, Any]:
    names = ("method", "rounds", "moved_vol_max", "moved_vol_rms", "moved_price_max")
    return {name: getattr(repaired, name) for name in names} | {"moves": repaired.moves}


def _print(file: Path, certificate: Certificate) -> None:
    console = terminal.stdout()
    console.print(certificate.summary())
    conditions = terminal.plain_table(file.name, ("kind", "place", "method"), left=3)
    for row in certificate.conditions.iter_rows():
        conditions.add_row(*row)
    console.print(conditions)
    if certificate.is_arbitrage_free:
        return
    count = certificate.violations.height
    title = f"{count} violations" + (f", the first {_MOST}" if count > _MOST else "")
    found = terminal.plain_table(title, _SHOWN, left=1)
    for row in certificate.violations.select(_SHOWN).head(_MOST).iter_rows():
        found.add_row(*(f"{v:.6g}" if isinstance(v, float) else str(v) for v in row))
    console.print(found)
