"""All Greeks of the same grid in the time of its prices."""

from __future__ import annotations

from types import ModuleType

import numpy as np

import axiom
from benchmarks.american_options import american_grid, terms
from benchmarks.harness import Job, take_turns
from benchmarks.options import Options
from benchmarks.rows import Report, Row
from benchmarks.suites.american.price import MICRO, SEED, SIZE, own

LIMIT = 4.0
ALL = tuple(axiom.greeks(forward=1.0, strike=1.0, expiry=1.0, vol=0.2).as_dict())
FOUR = ("price", "delta", "gamma", "theta")


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time price, four outputs and all of them, in turns, for each preset."""
    options = american_grid(SIZE, seed=SEED)
    for preset in ("fast", "accurate", "reference"):
        jobs = {
            "price": own(options, preset),
            "four": _greeks(options, preset, FOUR),
            "all": _greeks(options, preset, ALL),
        }
        times = take_turns(jobs)
        for kind, what in (("four", "price, delta, gamma, theta"), ("all", f"all {len(ALL)}")):
            judged = kind == "all"
            ratio = times.ratio(kind, "price")
            report.add(
                Row(
                    job=f"{what}{' outputs' if judged else ''}, accuracy {preset}",
                    measured=times.seconds(kind) / SIZE * MICRO,
                    unit="µs an option",
                    target=f"≤ {LIMIT:.0f} × the price alone" if judged else None,
                    peer="axiom, price alone",
                    peer_measured=times.seconds("price") / SIZE * MICRO,
                    ratio=ratio,
                    met=ratio <= LIMIT if judged else None,
                )
            )


def _greeks(options: Options, preset: str, only: tuple[str, ...]) -> Job:
    out = {name: np.empty(len(options)) for name in only}
    arguments = terms(options)
    return lambda: axiom.greeks(
        **arguments, exercise="american", accuracy=preset, only=only, out=out
    )
