"""What goes wrong when a Greek is taken with the exercise boundary held still.

The early-exercise premium is an integral over the boundary, and differentiating the integrand alone
looks natural: it leaves out how the boundary answers. This measures the vega that results, against
the whole derivative: `python -m benchmarks.frozen_boundary` prints the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

import axiom

Floats = npt.NDArray[np.float64]

STRIKE = 100.0
SPOTS = (85.0, 90.0, 100.0, 110.0)
POINTS = 64
RELATIVE_BUMP = 1e-4


class Terms(NamedTuple):
    """What a put with strike 100 has beside its spot."""

    expiry: float
    vol: float
    rate: float
    dividend_yield: float


CASES = (
    Terms(0.25, 0.2, 0.05, 0.0),
    Terms(1.0, 0.2, 0.05, 0.0),
    Terms(1.0, 0.2, 0.05, 0.03),
    Terms(1.0, 0.4, 0.05, 0.0),
    Terms(3.0, 0.2, 0.05, 0.0),
    Terms(3.0, 0.3, 0.08, 0.02),
    Terms(1.0, 0.25, 0.03, 0.06),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenVega:
    """One put with strike 100: its vega, and the vega with the boundary held."""

    spot: float
    terms: Terms
    vega: float
    frozen: float

    @property
    def relative_error(self) -> float:
        """The frozen vega's error relative to the vega."""
        return self.frozen / self.vega - 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Boundary:
    """The premium's quadrature in u = T sin(phi)^2, with the boundary at each point."""

    time: Floats
    weight: Floats
    spot: Floats


def vega_errors() -> list[FrozenVega]:
    """Return the table, puts in the exercise region left out."""
    rows = []
    for terms in CASES:
        boundary = _boundary(terms)
        rows += [_compare(spot, boundary, terms) for spot in SPOTS if spot > boundary.spot.min()]
    return rows


def _boundary(terms: Terms) -> _Boundary:
    nodes, weights = np.polynomial.legendre.leggauss(POINTS)
    phi = 0.25 * np.pi * (nodes + 1.0)
    upper = axiom.exercise_boundary(
        strike=STRIKE,
        **{**terms._asdict(), "expiry": terms.expiry * np.cos(phi) ** 2},
        is_call=False,
        accuracy="reference",
    )[1]
    return _Boundary(
        time=terms.expiry * np.sin(phi) ** 2,
        weight=0.25 * np.pi * weights * terms.expiry * np.sin(2.0 * phi),
        spot=upper,
    )


def _compare(spot: float, boundary: _Boundary, terms: Terms) -> FrozenVega:
    option = {"spot": spot, "strike": STRIKE, **terms._asdict(), "is_call": False}
    bump = RELATIVE_BUMP * terms.vol
    up, down = (
        _premium(spot, boundary, terms._replace(vol=terms.vol + change)) for change in (bump, -bump)
    )
    return FrozenVega(
        spot=spot,
        terms=terms,
        vega=axiom.greeks(**option, exercise="american", accuracy="reference").vega,
        frozen=axiom.greeks(**option).vega + (up - down) / (2.0 * bump),
    )


def _premium(spot: float, boundary: _Boundary, terms: Terms) -> float:
    """Return the premium of exercising below the given boundary."""
    total = terms.vol * np.sqrt(boundary.time)
    drift = (terms.rate - terms.dividend_yield) * boundary.time
    d2 = (np.log(spot / boundary.spot) + drift) / total - 0.5 * total
    earned = terms.rate * STRIKE * np.exp(-terms.rate * boundary.time) * ndtr(-d2)
    given = spot * np.exp(-terms.dividend_yield * boundary.time) * ndtr(-d2 - total)
    return float(boundary.weight @ (earned - terms.dividend_yield * given))


def main() -> None:
    """Print the table in Markdown."""
    print("| spot | years | vol | rate | yield | vega | boundary held | error |")
    print("|---|---|---|---|---|---|---|---|")
    for row in vega_errors():
        terms = " | ".join(f"{value:g}" for value in (row.spot, *row.terms))
        print(
            f"| {terms} | {row.vega:.4f} | {row.frozen:.4f} | {100 * row.relative_error:+.1f} % |"
        )


if __name__ == "__main__":
    main()
