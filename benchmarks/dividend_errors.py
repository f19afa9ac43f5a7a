"""Errors of the presets for options with dividends over random chains: the figures the docs state.

    python -m benchmarks.dividend_errors [chains]

Each chain has fifty strikes of one expiry: strikes 70 to 140 at a spot of 100, 7 days to 3 years,
vols of 10 to 80 %, rates and yields of -1 to 8 %, up to twelve dividends of 0.1 to 3 or of 0.1 to
3 %. Errors are against the reference preset.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

import axiom
from axiom.kernels.dividends import Dividend
from benchmarks.options import Floats

STRIKES = 50
GREEKS = ("price", "delta", "gamma", "theta")
SEED = 1


@dataclass(frozen=True, slots=True)
class Chain:
    """Options of one expiry on a spot of 100."""

    terms: dict[str, object]
    dividends: list[Dividend]

    def greeks(self, exercise: str, accuracy: str) -> dict[str, Floats]:
        """Price the chain with one preset."""
        found = axiom.greeks(
            spot=100.0, **self.terms, dividends=self.dividends, exercise=exercise,
            accuracy=accuracy, only=GREEKS,
        )  # fmt: skip
        return found.as_dict()


def random_chain(rng: np.random.Generator) -> Chain:
    """Draw a chain; expiries uniform in the logarithm."""
    expiry = float(np.exp(rng.uniform(np.log(7 / 365), np.log(3.0))))
    times = np.sort(rng.uniform(0.001, expiry, int(rng.integers(1, 13))))
    terms = {
        "strike": rng.uniform(70.0, 140.0, STRIKES),
        "expiry": expiry,
        "vol": float(rng.uniform(0.1, 0.8)),
        "rate": float(rng.uniform(-0.01, 0.08)),
        "dividend_yield": float(rng.uniform(-0.01, 0.08)),
        "is_call": rng.random(STRIKES) < 0.5,
    }
    return Chain(terms, [_random_dividend(float(time), rng) for time in times])


def _random_dividend(time: float, rng: np.random.Generator) -> Dividend:
    if rng.random() < 0.3:
        return Dividend(time=time, proportion=float(rng.uniform(0.001, 0.03)))
    return Dividend(time=time, cash=float(rng.uniform(0.1, 3.0)))


def run(chains: int) -> None:
    """Print the median, the 99th percentile and the largest error of each preset."""
    rng = np.random.default_rng(SEED)
    drawn = [random_chain(rng) for _ in range(chains)]
    for exercise in ("european", "american"):
        limit = [chain.greeks(exercise, "reference") for chain in drawn]
        for accuracy in ("fast", "accurate"):
            found = [chain.greeks(exercise, accuracy) for chain in drawn]
            for greek in GREEKS:
                pairs = zip(found, limit, strict=True)
                errors = np.concatenate([np.abs(a[greek] - b[greek]) for a, b in pairs])
                shown = (np.median(errors), np.quantile(errors, 0.99), errors.max())
                print(exercise, accuracy, greek, *(f"{error:.1e}" for error in shown))


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
