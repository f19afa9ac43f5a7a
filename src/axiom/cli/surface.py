"""`axiom surface`: what stored surfaces say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from axiom.cli import certificate, plot, replay, texts
from axiom.cli.options import JsonOption
from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    import polars as pl

    from axiom import volatility
    from axiom.cli import terminal
    from axiom.volatility import analytics
else:
    terminal = LazyModule("axiom.cli.terminal")
    volatility = LazyModule("axiom.volatility")
    analytics = LazyModule("axiom.volatility.analytics")

__all__ = ["app", "compare", "measures"]

app = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})

SurfaceFile = Annotated[Path, typer.Argument(metavar="FILE", help="A stored surface, JSON.")]
FirstFile = Annotated[Path, typer.Argument(metavar="A", help="The first stored surface.")]
SecondFile = Annotated[Path, typer.Argument(metavar="B", help="The second.")]
TenorOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tenor", metavar="TENOR", help="7d, 2w, 3m, 1y or years such as 0.5; repeat for each."
    ),
]
DeltaOption = Annotated[
    Literal["forward", "discounted"],
    typer.Option("--delta", help="What delta means: N(d1), or that times the discount factor."),
]
SameOption = Annotated[
    Literal["tenor", "date"],
    typer.Option(help="Read the second at the same tenors, or at the same expiry dates."),
]

_VOLS = ("tenor", "region", "atm_vol", "put_10_vol", "put_25_vol", "call_25_vol", "call_10_vol")
_SHAPE = (
    "tenor", "risk_reversal_25", "butterfly_25", "skew", "forward_vol", "variance_swap_vol",
    "skewness", "kurtosis",
)  # fmt: skip


@app.callback(invoke_without_command=True)
def root(context: typer.Context) -> None:
    """Read stored surfaces; without a command, show what there is."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def measures(
    file: SurfaceFile,
    *,
    tenor: TenorOption = None,
    delta: DeltaOption = "forward",
    as_json: JsonOption = False,
) -> None:
    """Measure a stored surface at constant maturities."""
    surface = volatility.load_surface(file)
    table = analytics.measures(surface, **_tenors(tenor), convention=delta)
    if as_json:
        terminal.print_json(plain(table))
        return
    console = terminal.stdout()
    console.print(_table(f"{file.name}: {surface.valuation_time:%Y-%m-%d %H:%M} UTC", table, _VOLS))
    console.print(_table("Shape, and from the tenor before", table, _SHAPE))


def compare(
    first: FirstFile,
    second: SecondFile,
    *,
    tenor: TenorOption = None,
    same: SameOption = "tenor",
    as_json: JsonOption = False,
) -> None:
    """Compare two stored surfaces, the second less the first."""
    a, b = volatility.load_surface(first), volatility.load_surface(second)
    found = analytics.compare_surfaces(a, b, grid=analytics.DeltaGrid(**_tenors(tenor)), same=same)
    if as_json:
        terminal.print_json(plain(found))
        return
    console = terminal.stdout()
    names = ("expiry_a", "expiry_b", "level", "skew", "curvature", "unexplained")
    console.print(_table("Second less first, by tenor (years)", found.tenors, names, left=0))
    console.print(_table("Change of vol by call delta", _by_delta(found.points), None))
    console.print(found.summary())


app.command("certify", help=texts.SURFACE_CERTIFY)(certificate.certify)
app.command("verify", help=texts.SURFACE_VERIFY)(certificate.verify)
app.command("measures", help=texts.SURFACE_MEASURES)(measures)
app.command("compare", help=texts.SURFACE_COMPARE)(compare)
app.command("replay", help=texts.SURFACE_REPLAY)(replay.replay)
app.command("plot", help=texts.SURFACE_PLOT)(plot.plot)


def _tenors(given: list[str] | None) -> dict[str, Any]:
    """Pass tenors on only where some were given; a bare number is years."""
    return {"tenors": [_tenor(one) for one in given]} if given else {}


def _tenor(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        analytics.tenor_years(text)
    except InvalidArgumentError:
        msg = f"--tenor is {text!r}; give 7d, 2w, 3m, 1y or years such as 0.5"
        raise InvalidArgumentError(msg) from None
    return text


def _by_delta(points: pl.DataFrame) -> pl.DataFrame:
    return points.pivot("call_delta", index="expiry_a", values="change")


def _table(title: str, table: pl.DataFrame, names: tuple[str, ...] | None, *, left: int = 1) -> Any:
    """Lay out columns of a table, numbers with four digits."""
    shown = table if names is None else table.select(names)
    found = terminal.plain_table(title, tuple(shown.columns), left=left)
    for row in shown.iter_rows():
        found.add_row(*("" if v is None else f"{v:.4f}" if isinstance(v, float) else str(v)
                        for v in row))  # fmt: skip
    return found
