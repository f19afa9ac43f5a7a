"""`value`: the price of any contract under any model, with its error and its Greeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import overload

from axiom.core.errors import InvalidArgumentError
from axiom.core.machine import available_cores
from axiom.engines.method import ENGINES, Method, Request
from axiom.engines.registry import methods_for
from axiom.engines.valuation import Valuation
from axiom.instruments import Instrument
from axiom.kernels.arrays import check_threads
from axiom.market.spot_market import Market
from axiom.models import Model

__all__ = ["value"]


@overload
def value(
    instrument: Instrument,
    *,
    model: Model,
    market: Market,
    greeks: bool = True,
    engine: str = "auto",
    tolerance: float = 1e-4,
    seed: int = 0,
    threads: int | None = None,
    max_paths: int = 1 << 20,
    progress: bool = False,
) -> Valuation: ...


@overload
def value(
    instrument: Sequence[Instrument],
    *,
    model: Model,
    market: Market,
    greeks: bool = True,
    engine: str = "auto",
    tolerance: float = 1e-4,
    seed: int = 0,
    threads: int | None = None,
    max_paths: int = 1 << 20,
    progress: bool = False,
) -> list[Valuation]: ...


def value(
    instrument: Instrument | Sequence[Instrument],
    *,
    model: Model,
    market: Market,
    greeks: bool = True,
    engine: str = "auto",
    tolerance: float = 1e-4,
    seed: int = 0,
    threads: int | None = None,
    max_paths: int = 1 << 20,
    progress: bool = False,
) -> Valuation | list[Valuation]:
    """Value one contract, or several in one batch.

    Parameters
    ----------
    instrument : Instrument or sequence of Instrument
        See `axiom.instruments`.
    model : Model
        See `axiom.models`.
    market : Market
        Spots, rates and yields.
    greeks : bool
    engine : {"auto", "analytic", "fourier", "pde", "montecarlo"}
        "auto" takes the fastest method whose stated error is within the tolerance.
    tolerance : float
        Largest error, above 0, over the contract's size: the spot for options, the cash or notional
        for digitals and notes (`Instrument.size`).
    seed : int
        Of simulations; 0 is a seed like others.
    threads : int, optional
        All cores by default. Results do not depend on it.
    max_paths : int
        Where a simulation stops, at least 1.
    progress : bool
        Show a progress bar for work past a second.

    Returns
    -------
    Valuation or list of Valuation
        `met` says whether the tolerance was reached; where no method reaches it, the one with the
        smallest error.

    Raises
    ------
    InvalidArgumentError
        If the numbers of assets differ, an argument is outside its domain, or no method (or none of
        the engine) can value a contract; the message lists those that can.

    Examples
    --------
    >>> import axiom
    >>> from axiom.instruments import European
    >>> from axiom.models import BlackScholes
    >>> from axiom.market import Market
    >>> v = axiom.value(
    ...     European(strike=105, expiry=0.5),
    ...     model=BlackScholes(vol=0.2),
    ...     market=Market(spot=100, rate=0.03),
    ... )
    >>> round(v.price, 4), v.engine, v.error_kind
    (4.1783, 'analytic', 'rounding')

    Verified by ``tests/unit/engines/test_value.py``.
    """
    several = not isinstance(instrument, Instrument)
    contracts = list(instrument) if not isinstance(instrument, Instrument) else [instrument]
    request = _checked(
        Request(
            greeks=bool(greeks),
            tolerance=tolerance,
            seed=seed,
            threads=available_cores() if threads is None else check_threads(threads),
            max_paths=max_paths,
            progress=progress,
        )
    )
    if engine not in ("auto", *ENGINES):
        listed = ", ".join(repr(name) for name in ("auto", *ENGINES))
        raise InvalidArgumentError(f"engine={engine!r}: give one of {listed}")
    _check_assets(contracts, model, market)
    ways = [methods_for(contract, model, market, engine=engine) for contract in contracts]
    valuations = _cascade(contracts, ways, model, market, request)
    return valuations if several else valuations[0]


def _checked(request: Request) -> Request:
    tolerance, seed, paths = request.tolerance, request.seed, request.max_paths
    if isinstance(tolerance, bool) or not 0.0 < tolerance < float("inf"):
        raise InvalidArgumentError(f"tolerance={tolerance!r}: give a number above 0, say 1e-4")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 1 << 64:
        raise InvalidArgumentError(f"seed={seed!r}: give a whole number from 0 to 2^64 - 1")
    if isinstance(paths, bool) or not isinstance(paths, int) or paths < 1:
        raise InvalidArgumentError(f"max_paths={paths!r}: give a whole number of at least 1")
    return request


def _check_assets(contracts: list[Instrument], model: Model, market: Market) -> None:
    counts = {"model": model.n_assets, "market": market.n_assets}
    for contract in contracts:
        if not isinstance(contract, Instrument):
            raise InvalidArgumentError(
                f"instrument={contract!r}: give a contract of axiom.instruments, or several"
            )
        wanted = contract.n_assets
        for name, count in counts.items():
            if count != wanted:
                raise InvalidArgumentError(
                    f"{type(contract).__name__} has {wanted} assets, the {name} {count}: give a "
                    f"{name} of {wanted}"
                )


def _cascade(
    contracts: list[Instrument], ways: list[Iterator[Method]], model: Model, market: Market,
    request: Request,
) -> list[Valuation]:  # fmt: skip
    """Value each contract by its first method; those that miss the tolerance by their next."""
    best: list[Valuation | None] = [None] * len(contracts)
    spots = market.spots
    allowed = [request.tolerance * contract.size(spots) for contract in contracts]
    pending = {i: next(way) for i, way in enumerate(ways)}
    while pending:
        batches: dict[int, tuple[Method, list[int]]] = {}
        for i, method in pending.items():
            batches.setdefault(id(method), (method, []))[1].append(i)
        for method, members in batches.values():
            found = method.value([contracts[i] for i in members], model, market, request)
            for i, valuation in zip(members, found, strict=True):
                best[i] = _better(best[i], valuation, allowed[i])
        missed = [i for i in pending if (known := best[i]) is None or not known.met]
        following = {i: next(ways[i], None) for i in missed}
        pending = {i: method for i, method in following.items() if method is not None}
    return [valuation for valuation in best if valuation is not None]


def _better(before: Valuation | None, found: Valuation, allowed: float) -> Valuation:
    """Return what states the smaller error, saying whether it will do and why it was taken."""
    if before is None and found.error <= allowed:
        return found
    if before is None:
        why = f"the fastest method for this contract; the tolerance is {allowed:.2g}"
        return replace(found, met=False, why=why)
    if not found.error < before.error:
        return before
    other = f"{before.engine} ({before.method}) states an error of {before.error:.2g}"
    met = found.error <= allowed
    end = "its own is within" if met else "no method reaches"
    return replace(found, met=met, why=f"{other}; {end} {allowed:.2g}")
