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
from axiom.kernels.pde import Event, Line, Resolution, solve_lines

__all__ = ["NAMES", "Product", "certain", "value_products", "with_dividends"]

NAMES: Final = ("price", "delta", "gamma", "vega", "theta", "rho")

_NODES: Final = 32
_STEPS: Final = 8
_FIRST: Final = (1, 2, 4)
_LARGEST: Final = 32
_LEFT_OVER: Final = 0.02
"""Share of the last change between unextrapolated values that the error never falls below."""

Read = Callable[[Doubles, Sequence[int]], Doubles]


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
    """

    terms: tuple[tuple[float, Line], ...] = ()
    certain: tuple[float, ...] = (0.0,) * 6
    american: bool = False
    two_sided: bool = False


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


def value_products(
    products: Sequence[Product],
    setting: Setting,
    request: Request,
    allowed: Sequence[float],
    *,
    name: str,
    read: Read,
) -> list[Valuation]:
    """Refine until each stated error is allowed or the finest grid is reached.

    Parameters
    ----------
    products : sequence of Product
    setting : Setting
    request : Request
    allowed : sequence of float
        Largest error of each price.
    name : str
        Of the method.
    read : callable
        ``read(solutions, members)``: outcomes, shape (members, 6 or 1), from solutions of shape
        (members, variants, 3).

    Returns
    -------
    list of Valuation

    Notes
    -----
    With V_k the outcome at 2^k times the coarsest resolution, E_k = V_k + (V_k - V_{k-1}) / 3 is
    returned with the error |E_k - E_{k-1}| + 0.02 |V_k - V_{k-1}|.
    """
    values: dict[int, list[Doubles]] = {i: [] for i in range(len(products))}
    found: list[_Found | None] = [None] * len(products)
    pending = list(range(len(products)))
    refinement = 1
    while pending:
        solutions = _solve(
            products, pending, setting, threads=request.threads, refinement=refinement
        )
        outcomes = read(solutions, pending)
        for row, i in enumerate(pending):
            values[i].append(outcomes[row])
        if refinement >= _FIRST[-1]:
            for i in pending:
                found[i] = _extrapolated(values[i], refinement)
        pending = [i for i in pending if not _is_done(found[i], allowed[i])]
        refinement *= 2
        if refinement > _LARGEST:
            break
    return [_valuation(products[i], each, request, name) for i, each in enumerate(found) if each]


def _is_done(found: _Found | None, allowed: float) -> bool:
    return found is not None and float(found.errors[0]) <= allowed


def _extrapolated(values: list[Doubles], refinement: int) -> _Found:
    before, last, now = values[-3:]
    change = now - last
    extrapolated = now + change / 3.0
    error = np.abs(extrapolated - (last + (last - before) / 3.0)) + _LEFT_OVER * np.abs(change)
    return _Found(extrapolated, error + 1e-12 * np.abs(now), refinement)


def _solve(
    products: Sequence[Product],
    members: Sequence[int],
    setting: Setting,
    *,
    threads: int,
    refinement: int,
) -> Doubles:
    """Return solutions summed over terms, shape (members, variants, 3)."""
    variants = len(setting.models)
    total = np.zeros((len(members), variants, 3))
    batches: dict[object, list[tuple[int, float, Line]]] = {}
    for row, i in enumerate(members):
        product = products[i]
        for weight, line in product.terms:
            key = (line.shape, _steps(line), product.american, product.two_sided)
            batches.setdefault(key, []).append((row, weight, line))
    for batch in batches.values():
        product = products[members[batch[0][0]]]
        steps = _steps(batch[0][2])
        solutions = solve_lines(
            [line for _, _, line in batch],
            stretches=setting.stretches,
            local_vols=setting.local_vols,
            operator=setting.operator,
            american=product.american,
            two_sided=product.two_sided,
            threads=threads,
            resolution=Resolution(
                nodes=_NODES,
                refinement=refinement,
                steps=tuple(refinement * count for count in steps),
                graded=product.american or len(steps) > 1,
            ),
        )
        for (row, weight, _), solution in zip(batch, solutions, strict=True):
            total[row] += weight * solution
    return total


def _steps(line: Line) -> tuple[int, ...]:
    """Return how many steps of the coarsest resolution each stretch between events takes."""
    ends = (line.expiry, *(event.time for event in line.events), 0.0)
    lengths = [late - early for late, early in pairwise(ends)]
    least = 1 if len(lengths) > 24 else 2
    return tuple(
        1 if length <= 0.0 else max(least, round(_STEPS * length / line.expiry))
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
        price=float(values[0]),
        error=float(errors[0]),
        error_kind="discretisation",
        engine="pde",
        method=name,
        greeks=greeks,
        work={"nodes": _NODES * found.refinement, "steps": _total_steps(product, found)},
    )


def _total_steps(product: Product, found: _Found) -> int:
    return found.refinement * sum(sum(_steps(line)) for _, line in product.terms)


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
