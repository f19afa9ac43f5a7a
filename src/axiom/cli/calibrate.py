"""`axiom calibrate`: a model's parameters from a chain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from axiom.cli.options import (
    ColumnOption,
    DateOption,
    FileArgument,
    JsonOption,
    LayoutOption,
    TimeOption,
    parse_columns,
)
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    from axiom import market, volatility
    from axiom.cli import progress as progress_bar
    from axiom.cli import terminal
else:
    progress_bar = LazyModule("axiom.cli.progress")
    terminal = LazyModule("axiom.cli.terminal")
    market = LazyModule("axiom.market")
    volatility = LazyModule("axiom.volatility")

__all__ = ["calibrate"]

ModelOption = Annotated[str, typer.Option(help="bates, heston, merton, rough_bergomi or sabr.")]
WeightsOption = Annotated[
    str, typer.Option(help="What a residual is over: 'vega and spread', vega or price.")
]
BetaOption = Annotated[float, typer.Option(help="Exponent of SABR, in [0, 1].")]
PathsOption = Annotated[
    int, typer.Option(help="Paths of rough_bergomi, a multiple of 512; fewer are faster.")
]
SeedOption = Annotated[int, typer.Option(help="Seed of rough_bergomi's paths.")]
ShiftOption = Annotated[float, typer.Option(help="Shift of SABR, 0 or more.")]


def calibrate(
    file: FileArgument,
    *,
    model: ModelOption = "heston",
    date: DateOption = None,
    time: TimeOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = None,
    weights: WeightsOption = "vega and spread",
    beta: BetaOption = 1.0,
    shift: ShiftOption = 0.0,
    paths: PathsOption = 4096,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Calibrate a model to the out-of-the-money quotes of a chain."""
    given: dict[str, Any] = {"date": date, "time": time, "columns": parse_columns(column)}
    chosen = {name: value for name, value in given.items() if value is not None}
    chain = market.read_chain(Path(file), layout=layout, **chosen)
    settings: dict[str, Any] = {"weights": weights, "beta": beta, "shift": shift}
    settings |= {"paths": paths, "seed": seed}
    name: Any = model
    with progress_bar.LateProgress(visible=not as_json) as progress:
        progress(f"calibrating {model}", 0, None)
        found: Any = volatility.calibrate(name, chain, **settings)
    fits = found if isinstance(found, tuple) else (found,)
    if as_json:
        terminal.print_json(plain(found))
        return
    for fit in fits:
        _show(fit, model)


def _show(fit: volatility.Calibration, model: str) -> None:
    """Print the parameters with their errors, and how well the model fits."""
    expiry = "" if fit.years is None else f", {fit.years:.4f} years"
    title = (
        f"{model}{expiry}: {fit.n_quotes} quotes, {100.0 * fit.inside:.1f} % inside bid and ask, "
        f"rmse {fit.rmse_vol:.4f} in vol"
        + (f" ({fit.n_without_vol} model prices have none)" if fit.n_without_vol else "")
    )
    table = terminal.plain_table(title, ("parameter", "value", "standard error"), left=1)
    for name, value in fit.parameters.items():
        table.add_row(name, f"{value:.6g}", f"{fit.standard_errors[name]:.2g}")
    console = terminal.stdout()
    console.print(table)
    if fit.not_identified:
        console.print(f"not identified: {', '.join(fit.not_identified)}")
