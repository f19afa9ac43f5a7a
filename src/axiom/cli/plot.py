"""`axiom surface plot`: a stored surface, or a history of them, as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    import polars as pl

    from axiom import volatility
    from axiom.cli import terminal
    from axiom.volatility import pictures
else:
    pl = LazyModule("polars")
    pictures = LazyModule("axiom.volatility.pictures")
    terminal = LazyModule("axiom.cli.terminal")
    volatility = LazyModule("axiom.volatility")

__all__ = ["plot"]

Kind = Literal["surface", "smile", "density", "residuals", "butterfly", "calendar"]

Source = Annotated[
    Path, typer.Argument(metavar="FILE", help="A stored surface, JSON, or a history's folder.")
]
KindOption = Annotated[
    Kind, typer.Option(help="What to draw of a surface; a history has one picture.")
]
OptionsOption = Annotated[
    Path | None,
    typer.Option("--options", metavar="FILE", help="The options.parquet of the run: its quotes."),
]
CertificateOption = Annotated[
    Path | None,
    typer.Option("--certificate", metavar="FILE", help="Mark the violations it lists."),
]
ExpiryOption = Annotated[
    float | None, typer.Option(metavar="YEARS", help="Of a smile or density.  [default: a month]")
]
UnderlyingOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Which one, where a history holds several.")
]
OutOption = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="Where to write the page, HTML.")
]


def plot(
    source: Source,
    *,
    kind: KindOption = "surface",
    options: OptionsOption = None,
    certificate: CertificateOption = None,
    expiry: ExpiryOption = None,
    underlying: UnderlyingOption = None,
    out: OutOption = Path("surface.html"),
) -> None:
    """Draw a stored surface, or the history in a folder."""
    if source.is_dir():
        history = volatility.SurfaceHistory(source).vols(underlying=underlying)
        figure = pictures.plot_history(history)
    else:
        figure = _surface_figure(source, kind, options, certificate, expiry)
    _write(figure, out)
    terminal.stdout().print(f"wrote {out}", highlight=False)


def _surface_figure(
    source: Path,
    kind: Kind,
    options: Path | None,
    certificate: Path | None,
    expiry: float | None,
) -> Any:
    return pictures.plot(
        volatility.load_surface(source),
        kind,
        options=None if options is None else pl.read_parquet(options),
        certificate=None if certificate is None else volatility.Certificate.load(certificate),
        expiry=expiry,
    )


def _write(figure: Any, out: Path) -> None:
    if not out.parent.is_dir():
        raise InvalidArgumentError(f"--out: the folder {out.parent} does not exist; make it first")
    figure.write_html(out, include_plotlyjs=True)
