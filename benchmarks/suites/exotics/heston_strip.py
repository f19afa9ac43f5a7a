"""A strip of 100 strikes of one expiry under Heston, to 1e-9 of a spot of 100."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from axiom.engines import value
from axiom.instruments import European
from axiom.kernels.fourier import AffineParameters, AffineStrips
from axiom.market import Market
from axiom.models import Heston
from benchmarks.harness import Job, take_turns
from benchmarks.rows import Report, Row

MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
PARAMETERS = {
    "initial_variance": 0.04,
    "mean_reversion": 1.5,
    "long_variance": 0.05,
    "vol_of_vol": 0.6,
    "correlation": -0.7,
}
MODEL = Heston(**PARAMETERS)
EXPIRY = 1.0
OPTIONS = [
    European(strike=strike, expiry=EXPIRY, is_call=strike > 100.0)
    for strike in np.linspace(70.0, 140.0, 100).tolist()
]
LIMIT, ROUGH, FINEST, FASTER = 1e-9, 1e-6, 1e-13, 30.0


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time the array function beside the fastest engine of QuantLib that is not far off."""
    strips = AffineStrips(
        forward=MARKET.forward(EXPIRY),
        strike=[option.strike for option in OPTIONS],
        expiry=EXPIRY,
        is_call=[option.is_call for option in OPTIONS],
    )
    parameters, discount = AffineParameters(**PARAMETERS), float(MARKET.discount(EXPIRY))

    def own() -> np.ndarray:
        return discount * strips.values(parameters, tolerance=LIMIT).values[0]

    exact = discount * strips.values(parameters, tolerance=FINEST).values[0]
    jobs: dict[str, Job] = {
        "own": own,
        "value": lambda: value(OPTIONS, model=MODEL, market=MARKET, greeks=False, threads=1),
        "greeks": lambda: value(OPTIONS, model=MODEL, market=MARKET, threads=1),
    }
    theirs = _theirs(rivals, exact)
    jobs.update({name: job for name, (job, _) in theirs.items()})
    times = take_turns(jobs, rounds=5)
    best = min(theirs, key=times.seconds, default=None)
    ratio = None if best is None else times.ratio("own", best)
    micro = {name: 1e6 * times.seconds(name) / len(OPTIONS) for name in jobs}
    error = float(np.abs(own() - exact).max())
    report.add(
        Row(
            job="Heston, 100 strikes of one expiry, 1e-9",
            measured=micro["own"],
            unit="µs an option",
            target=f"≥ {FASTER:.0f} × QuantLib's best analytic engine",
            peer=None if best is None else f"QuantLib, {best}",
            peer_measured=None if best is None else micro[best],
            ratio=ratio,
            met=error <= LIMIT and (ratio is None or ratio <= 1.0 / FASTER),
            error=error,
            peer_error=None if best is None else theirs[best][1],
            note=f"array function; through axiom.value {micro['value']:.2g} µs, with Greeks "
            f"{micro['greeks']:.2g} µs; errors against the same integral at {FINEST:g}, QuantLib's "
            f"engines within {ROUGH:g} compete",
        )
    )


def _theirs(rivals: dict[str, ModuleType], exact: np.ndarray) -> dict[str, tuple[Job, float]]:
    """Return the jobs of QuantLib's engines that are near enough, with their largest errors."""
    peer = rivals.get("quantlib_exotics")
    if peer is None:
        return {}
    made = {name: peer.heston_prices(OPTIONS, MODEL, MARKET, name) for name in peer.HESTON_ENGINES}
    errors = {name: float(np.abs(np.array(job()) - exact).max()) for name, job in made.items()}
    return {name: (job, errors[name]) for name, job in made.items() if errors[name] <= ROUGH}
