"""American implied vols from exact prices: how many a second, and how well they reprice."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np

import axiom
from benchmarks.american_options import american_grid, terms
from benchmarks.harness import take_turns
from benchmarks.options import Floats, Options
from benchmarks.rows import Report, Row

SIZE, SEED, N_LOOPED = 8192, 11, 24
RATE_LIMIT, ERROR_LIMIT = 1e5, 1e-4


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Imply vols from reference prices; compare reference prices at those vols."""
    options = american_grid(SIZE, seed=SEED)
    arguments = terms(options)
    prices = axiom.price(**arguments, exercise="american", accuracy="reference")
    del arguments["vol"]
    for preset in ("fast", "accurate"):
        report.add(_row(arguments, prices, preset))
    if "quantlib_american" in rivals:
        quoted = replace(options, price=prices)
        report.add(_beside(rivals["quantlib_american"], quoted.head(N_LOOPED)))


def _row(arguments: dict[str, object], prices: np.ndarray, preset: str) -> Row:
    def job() -> tuple[np.ndarray, np.ndarray]:
        return axiom.implied_vol(
            price=prices, **arguments, exercise="american", accuracy=preset, return_status=True
        )

    vol, status = job()
    found = status == axiom.ImpliedVolStatus.OK
    chosen = {name: np.asarray(value)[found] for name, value in arguments.items()}
    again = axiom.price(**chosen, vol=vol[found], exercise="american", accuracy="reference")
    error = float(np.max(np.abs(again - prices[found])))
    rate = SIZE / take_turns({"own": job}).seconds("own")
    judged = preset == "fast"
    return Row(
        job=f"American implied vols, accuracy {preset}",
        measured=rate,
        unit="a second",
        target=f"≥ {RATE_LIMIT:,.0f} a second and core, error in price ≤ {ERROR_LIMIT:.0e}"
        if judged
        else None,
        met=rate >= RATE_LIMIT and error <= ERROR_LIMIT if judged else None,
        error=error,
        note=f"{found.mean():.1%} of {SIZE} prices identify a vol; the others are at the value of"
        " exercise now or lose the vol in rounding, and have that status",
    )


def _beside(quantlib: ModuleType, options: Options) -> Row:
    """Set QuantLib's loop beside the same few options."""
    arguments = {name: value for name, value in terms(options).items() if name != "vol"}

    def own() -> np.ndarray:
        return axiom.implied_vol(
            price=options.price, **arguments, exercise="american", return_status=True
        )[0]

    peer = quantlib.implied_vol_batch(options)
    vols = [job() for job in (own, peer)]
    errors = [_repricing_error(arguments, options, vol) for vol in vols]
    lost = [int(np.isnan(vol).sum()) for vol in vols]
    times = take_turns({"own": own, "peer": peer}, rounds=3)
    size = len(options)
    return Row(
        job=f"{size} American implied vols, accuracy accurate",
        measured=times.seconds("own") / size * 1e6,
        unit="µs an option",
        peer=f"{quantlib.NAME} in a loop",
        peer_measured=times.seconds("peer") / size * 1e6,
        ratio=times.ratio("own", "peer"),
        error=errors[0],
        peer_error=errors[1],
        note=f"without a vol: {lost[0]}, {quantlib.NAME} {lost[1]}",
    )


def _repricing_error(arguments: dict[str, object], options: Options, vol: Floats) -> float:
    """Take the largest error of the reference prices at the vols found."""
    again = axiom.price(**arguments, vol=vol, exercise="american", accuracy="reference")
    return float(np.nanmax(np.abs(again - options.price)))
