"""What a contract is to the solver, and its valuation by refining until its error is small."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from axiom.engines.method import Request
from axiom.engines.pde.setting import Setting
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.kernels.arrays import Doubles
from axiom.kernels.pde import Event, Line, Operator, Resolution, Stretches, solve_lines

__all__ = [
    "NAMES",
    "NODES",
    "STEPS",
    "Product",
    "Solve",
    "certain",
    "coarsest_steps",
    "extrapolated",
    "line_solver",
    "value_products",
    "with_dividends",
]

NAMES: Final = ("price", "delta", "gamma", "vega", "theta", "rho")

NODES: Final = 32
"""Intervals of the coarsest grid."""

STEPS: Final = 8
"""Time steps of the coarsest resolution, but for events."""

_FIRST: Final = 4
_LARGEST: Final = 32
_SHARES: Final = {False: (1.0, 0.02), True: (2.0, 0.1)}
"""By early exercise, whose boundary passes between nodes: what the error takes of the changes."""

Read = Callable[[Doubles, Sequence[int]], Doubles]
Solve = Callable[[Sequence[Line], "Product", int, int], Doubles]


@dataclass(frozen=True, slots=True)
class Product:
    """A contract as a sum of solutions and an amount that is certain.

    Parameters
    ----------
    terms : tuple of (float, Line)
        Weights and what to solve.
    certain : tuple of float, (6,)
        Price, delta, gamma, vega, theta and rho of the rest.
    american : bool
    two_sided : bool
    least : float
        That the price is never below.
    """

    terms: tuple[tuple[float, Line], ...] = ()
    certain: tuple[float, ...] = (0.0,) * 6
    american: bool = False
    two_sided: bool = False
    least: float = 0.0


def certain(setting: Setting, amount: float, time: float) -> tuple[float, ...]:
    """Return price and Greeks of an amount that is paid for sure at a time in years."""
    price = amount * float(setting.market.discount(time))
    return (price, 0.0, 0.0, 0.0, setting.first_rate * price if time > 0.0 else 0.0, -time * price)


@dataclass(frozen=True, slots=True)
class _Found:
    """Extrapolated outcomes of some contracts, and their errors, shape (contracts, 6 or 1)."""

    values: Doubles
    errors: Doubles
    refinement: int


def line_solver(setting: Setting, operator: Operator, stretches: Stretches | None = None) -> Solve:
    """Return what solves lines under a setting, or under stretches of their own."""

    def solve(lines: Sequence[Line], product: Product, refinement: int, threads: int) -> Doubles:
        steps = coarsest_steps(lines[0])
        return solve_lines(
            lines,
            stretches=setting.stretches if stretches is None else stretches,
            local_vols=setting.local_vols,
            operator=operator,
            american=product.american,
            two_sided=product.two_sided,
            threads=threads,
            resolution=Resolution(
                nodes=NODES,
                refinement=refinement,
                steps=tuple(refinement * count for count in steps),
                graded=product.american or len(steps) > 1,
            ),
        )

    return solve


def value_products(
    products: Sequence[Product],
    request: Request,
    allowed: Sequence[float],
    *,
    name: str,
    solve: Solve,
    read: Read,
    largest: int = _LARGEST,
) -> list[Valuation]:
    """Refine until each stated error is allowed or the finest grid is reached.

    Parameters
    ----------
    products : sequence of Product
    request : Request
    allowed : sequence of float
        Largest error of each price.
    name : str
        Of the method.
    solve : callable
        ``solve(lines, product, refinement, threads)``: what the solver finds for lines of one
        shape, the first axis the lines.
    read : callable
        ``read(solutions, members)``: outcomes, shape (members, 6 or 1), from solutions summed over
        the terms of each member.
    largest : int
        Refinement that is not exceeded.

    Returns
    -------
    list of Valuation

    Notes
    -----
    With V_k the outcome at 2^k times the coarsest resolution, E_k = V_k + (V_k - V_{k-1}) / 3 is
    returned with the error |E_k - E_{k-1}| + 0.02 |V_k - V_{k-1}|, and with early exercise
    2 |E_k - E_{k-1}| + 0.1 |V_k - V_{k-1}|.
    """
    values: dict[int, list[Doubles]] = {i: [] for i in range(len(products))}
    found: list[_Found | None] = [None] * len(products)
    pending = list(range(len(products)))
    refinement = 1
    while pending:
        solutions = _solutions(products, pending, request.threads, refinement, solve)
        outcomes = (
            np.zeros((len(pending), len(NAMES) if request.greeks else 1))
            if solutions is None
            else read(solutions, pending)
        )
        for row, i in enumerate(pending):
            values[i].append(outcomes[row])
        if refinement >= _FIRST:
            for i in pending:
                outcome = extrapolated(values[i], american=products[i].american)
                found[i] = _Found(*outcome, refinement)
        pending = [i for i in pending if not _is_done(found[i], allowed[i])]
        refinement *= 2
        if refinement > largest:
            break
    return [_valuation(products[i], each, request, name) for i, each in enumerate(found) if each]


def _is_done(found: _Found | None, allowed: float) -> bool:
    return found is not None and float(found.errors[0]) <= allowed


def extrapolated(values: Sequence[Doubles], *, american: bool) -> tuple[Doubles, Doubles]:
    """Extrapolate the last of at least three resolutions, each twice the one before.

    ``american`` is whether a boundary or a kink passes between the nodes.

    Returns
    -------
    values, errors : ndarray of float64
        Of the shape of each outcome; as the notes of `value_products` say.
    """
    before, last, now = values[-3:]
    change = now - last
    found = now + change / 3.0
    moved, rest = _SHARES[american]
    error = moved * np.abs(found - (last + (last - before) / 3.0)) + rest * np.abs(change)
    return found, error + 1e-12 * np.abs(now)


def _solutions(
    products: Sequence[Product], members: Sequence[int], threads: int, refinement: int, solve: Solve
) -> Doubles | None:
    """Return solutions summed over the terms of each member; None where all is certain."""
    batches: dict[object, list[tuple[int, float, Line]]] = {}
    for row, i in enumerate(members):
        product = products[i]
        for weight, line in product.terms:
            key = (line.shape, coarsest_steps(line), product.american, product.two_sided)
            batches.setdefault(key, []).append((row, weight, line))
    total: Doubles | None = None
    for batch in batches.values():
        product = products[members[batch[0][0]]]
        solutions = solve([line for _, _, line in batch], product, refinement, threads)
        if total is None:
            total = np.zeros((len(members), *solutions.shape[1:]))
        for (row, weight, _), solution in zip(batch, solutions, strict=True):
            total[row] += weight * solution
    return total


def coarsest_steps(line: Line) -> tuple[int, ...]:
    """Return how many steps of the coarsest resolution each stretch between events takes."""
    ends = (line.expiry, *(event.time for event in line.events), 0.0)
    lengths = [late - early for late, early in pairwise(ends)]
    least = 1 if len(lengths) > 24 else 2
    return tuple(
        1 if length <= 0.0 else max(least, round(STEPS * length / line.expiry))
        for length in lengths
    )


def _valuation(product: Product, found: _Found, request: Request, name: str) -> Valuation:
    values = found.values + np.array(product.certain)[: len(found.values)]
    errors = found.errors if product.terms else np.zeros_like(found.errors)
    greeks = None
    if request.greeks:
        delta, gamma, vega, theta, rho = (float(v) for v in values[1:])
        greeks = ContractGreeks(
            delta=delta,
            gamma=gamma,
            vega=vega,
            theta=theta,
            rho=rho,
            errors=dict(zip(NAMES[1:], (float(e) for e in errors[1:]), strict=True)),
        )
    return Valuation(
        price=max(float(values[0]), product.least),
        error=float(errors[0]),
        error_kind="discretisation",
        engine="pde",
        method=name,
        greeks=greeks,
        work={"nodes": NODES * found.refinement, "steps": _totalcoarsest_steps(product, found)},
    )


def _totalcoarsest_steps(product: Product, found: _Found) -> int:
    return found.refinement * sum(sum(coarsest_steps(line)) for _, line in product.terms)


def with_dividends(line: Line, setting: Setting) -> Line:
    """Add the market's cash dividends until expiry to the events of a line."""
    paid = [
        Event(d.time, "dividend", (d.cash, d.proportion))
        for d in setting.market.dividends
        if d.time <= line.expiry
    ]
    if not paid:
        return line
    events = sorted([*line.events, *paid], key=lambda event: -event.time)
    return replace(line, events=tuple(events))
