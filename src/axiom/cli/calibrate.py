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
    from axiom.cli import terminal
    from axiom.volatility import calibration
else:
    terminal = LazyModule("axiom.cli.terminal")
    market = LazyModule("axiom.market")
    volatility = LazyModule("axiom.volatility")
    calibration = LazyModule("axiom.volatility.calibration")

__all__ = ["calibrate"]

ModelOption = Annotated[str, typer.Option(help="bates, heston, merton or sabr.")]
WeightsOption = Annotated[
    str, typer.Option(help="What a residual is over: 'vega and spread', vega or price.")
]
BetaOption = Annotated[float, typer.Option(help="Exponent of SABR, in [0, 1].")]
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
    as_json: JsonOption = False,
) -> None:
    """Calibrate a model to the out-of-the-money quotes of a chain."""
    given: dict[str, Any] = {"date": date, "time": time, "columns": parse_columns(column)}
    chosen = {name: value for name, value in given.items() if value is not None}
    chain = market.read_chain(Path(file), layout=layout, **chosen)
    screened = market.screen_quotes(chain)
    options = volatility.implied_smiles(screened, volatility.imply_forwards(chain, screened))
    settings: dict[str, Any] = {"weights": weights, "beta": beta, "shift": shift}
    name: Any = model
    found: Any = calibration.calibrate(name, options, **settings)
    fits = found if isinstance(found, tuple) else (found,)
    if as_json:
        terminal.print_json(plain(found))
        return
    for fit in fits:
        _show(fit, model)


def _show(fit: calibration.Calibration, model: str) -> None:
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
