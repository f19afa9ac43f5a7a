"""Tables of a valuation, and of what can be valued."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape

from axiom.cli.terminal import plain_table
from axiom.cli.valuing.catalogue import MODELS, PRODUCTS, option_names
from axiom.engines import METHODS, Valuation
from axiom.engines.catalogue import engines_of

__all__ = ["methods_table", "overview_table", "terms_table", "valuation_table"]

_SHORT: Final = {"analytic": "A", "fourier": "F", "pde": "P", "montecarlo": "M"}


def valuation_table(valuation: Valuation, *, product: str, model: str) -> RenderableType:
    """Lay out price, error, Greeks and how they were found."""
    table = plain_table(f"{product} under {model}", ("", "value", "error"))
    table.add_row("price", f"{valuation.price:.9g}", f"{valuation.error:.2g}")
    greeks = valuation.greeks
    if greeks is not None:
        for name in ("delta", "gamma", "vega", "theta", "rho"):
            error = greeks.errors.get(name, "")
            table.add_row(name, _shown(getattr(greeks, name)), _shown(error, digits=2))
        for name, value in greeks.others.items():
            table.add_row(name, _shown(value), "")
    work = ", ".join(f"{amount:,.12g} {name}" for name, amount in valuation.work.items())
    return Group(
        table,
        f"{valuation.engine}: {valuation.method}; the error is a {valuation.error_kind}",
        valuation.why + (f"; work: {work}" if work else ""),
    )


def _shown(value: object, *, digits: int = 9) -> str:
    if isinstance(value, tuple):
        inner = (_shown(item, digits=min(digits, 6)) for item in value)
        return ("\n" if value and isinstance(value[0], tuple) else "  ").join(inner)
    return f"{value:.{digits}g}" if isinstance(value, int | float) else str(value)


def overview_table() -> RenderableType:
    """Lay out the engines for every pair of a contract and a model."""
    table = plain_table("Contracts, models and engines", ("contract", *MODELS))
    for name, product in PRODUCTS.items():
        pairs = ("".join(_SHORT[e] for e in engines_of(product, m)) for m in MODELS.values())
        table.add_row(name, *pairs)
    return Group(table, "A analytic, F Fourier, P finite differences, M Monte Carlo")


def terms_table(product: str) -> RenderableType:
    """Lay out the options of a contract and of the models that it is valued under."""
    kind = PRODUCTS[product]
    able = {name: model for name, model in MODELS.items() if engines_of(kind, model)}
    columns = {product: option_names(kind), **{n: option_names(m) for n, m in able.items()}}
    table = plain_table(f"What {product} takes, and its models", tuple(columns), left=len(columns))
    for row in zip_longest(*columns.values(), fillvalue=("", "")):
        cells = (escape(f"{name} [{default}]") if default else name for name, default in row)
        table.add_row(*cells)
    return Group(table, "In brackets: taken where it is not given.")


def methods_table(product: str) -> RenderableType:
    """Lay out the methods that value a contract."""
    columns = ("model", "engine", "method", "source")
    table = plain_table(f"How {product} is valued", columns, left=4)
    names = {model: name for name, model in MODELS.items()}
    for method in METHODS:
        if method.instrument is PRODUCTS[product]:
            table.add_row(names[method.model], method.engine, method.name, method.source)
    return table
