"""`axiom run`: the main job from the command line."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from axiom.cli.options import (
    CalendarOption,
    ColumnOption,
    DateOption,
    DividendsOption,
    EventOption,
    ExerciseOption,
    HolidayWeightOption,
    JsonOption,
    LayoutOption,
    OvernightWeightOption,
    SpotFileOption,
    TimeOption,
    WeekendWeightOption,
    parse_clock,
    parse_columns,
)
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import market, risk
    from axiom.cli import progress as progress_bar
    from axiom.cli import summary, terminal
    from axiom.desk import report as desk_report
    from axiom.desk import run as desk_run
    from axiom.volatility.curves import fit as curve_fit
else:
    market = LazyModule("axiom.market")
    risk = LazyModule("axiom.risk")
    progress_bar = LazyModule("axiom.cli.progress")
    summary = LazyModule("axiom.cli.summary")
    terminal = LazyModule("axiom.cli.terminal")
    desk_report = LazyModule("axiom.desk.report")
    desk_run = LazyModule("axiom.desk.run")
    curve_fit = LazyModule("axiom.volatility.curves.fit")

__all__ = ["run"]

SAMPLE_HINT = (
    "No file was given, so this is the qmoms sample: its implied vols are recorded, its bid-ask "
    "spread is modelled. Give your own quotes with: axiom run FILE [--date YYYY-MM-DD] "
    "(axiom chain FILE lists what a file holds)."
)
OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")]
BookOption = Annotated[
    Path | None, typer.Option("--book", metavar="CSV", help="Positions to value and shock.")
]
CurveOption = Annotated[
    str,
    typer.Option(
        "--curve",
        metavar="NAME",
        help="Family of the smiles: spline (a knot every few strikes), essvi (three parameters an "
        "expiry), svi and others; each is free of arbitrage.",
    ),
]
DynamicsOption = Annotated[
    str,
    typer.Option(
        "--dynamics",
        "--vol-convention",
        metavar="NAME|RATIO",
        help="How vols follow the spot, in the ladder and in the deltas to hedge with: "
        "sticky_strike, sticky_moneyness or a skew-stickiness ratio.",
    ),
]


def run(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Quotes; the sample when left out.")
    ] = None,
    *,
    date: DateOption = None,
    time: TimeOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = None,
    underlying: Annotated[
        str | None, typer.Option(help="Name of the underlying, where the file has several or none.")
    ] = None,
    forward: Annotated[
        float | None, typer.Option(help="Forward to use where the file cannot give one.")
    ] = None,
    rate: Annotated[
        float | None, typer.Option(help="Interest rate where the file cannot give one.")
    ] = None,
    dividend_yield: Annotated[
        float | None, typer.Option(help="Known dividend yield, to split the borrow rate off.")
    ] = None,
    spot: Annotated[
        float | None, typer.Option(help="Price of the underlying, where the file has none.")
    ] = None,
    spot_file: SpotFileOption = None,
    settlement: Annotated[
        Literal["AM", "PM"] | None,
        typer.Option(help="How all options settle, where the file does not say."),
    ] = None,
    exercise: ExerciseOption = None,
    dividends: DividendsOption = None,
    accuracy: Annotated[
        Literal["fast", "accurate", "reference"],
        typer.Option(help="How exact American prices and those with dated dividends are."),
    ] = "fast",
    book: BookOption = None,
    out: OutOption = Path("axiom-run"),
    tick: Annotated[
        float | None, typer.Option(help="Price increment of the indicative quotes.")
    ] = None,
    curve: CurveOption = "spline",
    dynamics: DynamicsOption = "sticky_strike",
    calendar: CalendarOption = None,
    weekend_weight: WeekendWeightOption = None,
    holiday_weight: HolidayWeightOption = None,
    overnight_weight: OvernightWeightOption = None,
    event: EventOption = None,
    threads: Annotated[int, typer.Option(help="Threads; results do not depend on it.")] = 1,
    show: Annotated[bool, typer.Option("--open", help="Open the report in a browser.")] = False,
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Whether to write report.html.")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Fit and certify a surface, take Greeks, quote every option, value a book, and report."""
    weights = {"weekend": weekend_weight, "holiday": holiday_weight}
    weights |= {"overnight": overnight_weight}
    clock, candidates = parse_clock(calendar, weights, event)
    settings = desk_run.RunSettings(
        tick=tick,
        reference_rate=rate,
        dividend_yield=dividend_yield,
        accuracy=accuracy,
        curve=curve_fit.check_curve(curve),
        clock=clock,
        event_candidates=candidates,
        dynamics=dynamics,
        threads=threads,
    )
    desk_run.check_directory(out.absolute())
    if report:
        desk_report.require_plotly()
    reader: dict[str, Any] = {
        "layout": layout,
        "columns": parse_columns(column),
        "underlying": underlying,
    }
    reader |= {"date": date, "time": time, "forward": forward, "rate": rate, "spot": spot}
    reader |= {"spot_file": spot_file, "settlement": settlement}
    reader |= {"exercise": exercise, "dividends": dividends}
    seconds: dict[str, float] = {}
    with progress_bar.LateProgress(visible=not as_json) as progress:
        begun = perf_counter()
        progress("reading", 0, 1)
        held = _read_book(book)
        chain = _read_chain(file, reader)
        seconds["read"] = perf_counter() - begun
        result = desk_run.run_chain(chain, book=held, settings=settings, progress=progress)
        begun = perf_counter()
        progress("writing", 1, 1)
        written = desk_run.write_outputs(result, out, source=file, report=report)
        seconds["write"] = perf_counter() - begun
    _tell(result, file=file, written=written, seconds=seconds, as_json=as_json)
    if show and report:
        typer.launch(written[0].as_uri())


def _read_book(path: Path | None) -> risk.Book | None:
    """Read the book, if one was given."""
    return None if path is None else risk.Book.read_csv(path)


def _read_chain(file: Path | None, reader: dict[str, Any]) -> market.Chain:
    """Read the file, or give the sample."""
    given = {name: value for name, value in reader.items() if value is not None}
    if file is not None:
        return market.read_chain(file, **given)
    stray = sorted(set(given) - {"layout"})
    if stray:
        raise typer.BadParameter(f"--{stray[0]} needs a FILE; the sample takes none")
    return market.sample_chain()


def _tell(
    result: desk_run.RunResult,
    *,
    file: Path | None,
    written: tuple[Path, ...],
    seconds: dict[str, float],
    as_json: bool,
) -> None:
    """Print the record, or the summary."""
    if as_json:
        record = desk_run.run_record(result, source=file)
        files = [str(path) for path in written]
        terminal.print_json({**record, "files": files, "elapsed": seconds})
    else:
        hint = "" if file else SAMPLE_HINT
        summary.show_summary(result, written=written, seconds=seconds, hint=hint)
