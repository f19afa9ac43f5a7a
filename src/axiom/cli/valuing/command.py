"""The command `axiom value`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from axiom.cli.options import JsonOption
from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    from axiom import engines, market
    from axiom.cli import terminal
    from axiom.cli.valuing import catalogue, show, words
else:
    engines = LazyModule("axiom.engines")
    market = LazyModule("axiom.market")
    terminal = LazyModule("axiom.cli.terminal")
    catalogue = LazyModule("axiom.cli.valuing.catalogue")
    show = LazyModule("axiom.cli.valuing.show")
    words = LazyModule("axiom.cli.valuing.words")

__all__ = ["value"]

Product = Annotated[
    str | None, typer.Option(help="Kind of contract, such as barrier; --list shows all.")
]
ModelName = Annotated[str, typer.Option(help="Model, such as heston; --list shows all.")]
Engine = Annotated[
    str, typer.Option(help="auto, analytic, fourier, pde or montecarlo; auto takes the fastest.")
]
Tolerance = Annotated[
    float, typer.Option(help="Largest error, as a share of the spot or the notional.")
]
Seed = Annotated[int, typer.Option(help="Seed of simulations.")]
MaxPaths = Annotated[int, typer.Option(help="Most paths of a simulation.")]
Threads = Annotated[int | None, typer.Option(help="Threads; all cores when left out.")]
WithGreeks = Annotated[bool, typer.Option("--greeks/--no-greeks", help="Take Greeks too.")]
ListOption = Annotated[
    bool, typer.Option("--list", help="List contracts and models; with --product, its terms.")
]


def value(
    context: typer.Context,
    *,
    product: Product = None,
    model: ModelName = "black-scholes",
    engine: Engine = "auto",
    tolerance: Tolerance = 1e-4,
    seed: Seed = 0,
    max_paths: MaxPaths = 1 << 20,
    threads: Threads = None,
    greeks: WithGreeks = True,
    show_list: ListOption = False,
    as_json: JsonOption = False,
) -> None:
    """Value a contract under a model."""
    if show_list:
        _list(product)
        return
    if product is None:
        raise InvalidArgumentError("--product is missing: name one; --list shows all")
    given = words.read_words(context.args)
    market_terms = words.read_fields(market.Market, given)
    if "spot" not in market_terms:
        raise InvalidArgumentError("--spot is missing: give one number an asset")
    contract = catalogue.build_product(product, given)
    dynamics = catalogue.build_model(model, given, n_assets=contract.n_assets)
    _refuse_unknown(given, product, model)
    found = engines.value(
        contract,
        model=dynamics,
        market=market.Market(**market_terms),
        greeks=greeks,
        engine=engine,
        tolerance=tolerance,
        seed=seed,
        threads=threads,
        max_paths=max_paths,
        progress=not as_json,
    )
    if as_json:
        terminal.print_json(plain(found))
    else:
        terminal.stdout().print(show.valuation_table(found, product=product, model=model))


def _list(product: str | None) -> None:
    console = terminal.stdout()
    if product is None:
        console.print(show.overview_table())
        return
    if product not in catalogue.PRODUCTS:
        known = ", ".join(catalogue.PRODUCTS)
        raise InvalidArgumentError(f"--product is {product!r}; give one of {known}")
    console.print(show.terms_table(product))
    console.print(show.methods_table(product))


def _refuse_unknown(left: dict[str, Any], product: str, model: str) -> None:
    if left:
        options = ", ".join("--" + name.replace("_", "-") for name in left)
        raise InvalidArgumentError(
            f"neither {product} nor {model} nor the market takes {options}; "
            f"`axiom value --product {product} --list` shows what they take"
        )
