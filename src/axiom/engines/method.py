"""`Method`: one way to value one kind of contract under one kind of model; `Request`: how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from axiom.engines.valuation import Valuation
from axiom.instruments import Instrument
from axiom.market.spot_market import Market
from axiom.models import Model

__all__ = ["ENGINES", "EngineName", "Method", "Request", "always"]

EngineName = Literal["analytic", "fourier", "pde", "montecarlo"]
ENGINES: tuple[EngineName, ...] = ("analytic", "fourier", "pde", "montecarlo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a method, checked.

    Parameters
    ----------
    greeks : bool
    tolerance : float
        Largest error over the contract's size, above 0.
    seed : int
        Of random numbers.
    threads : int
        At least 1; results do not depend on it.
    max_paths : int
        Most paths of a simulation.
    progress : bool
        Whether work past a second shows a progress bar.
    """

    greeks: bool = True
    tolerance: float = 1e-4
    seed: int = 0
    threads: int = 1
    max_paths: int = 1 << 20
    progress: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to value one kind of contract under one kind of model.

    Parameters
    ----------
    engine : {"analytic", "fourier", "pde", "montecarlo"}
    name : str
        Within the engine, unique for the pair.
    instrument, model : type
        Classes that it takes, exactly.
    value : callable
        ``value(instruments, model, market, request)``: a list of valuations, one an instrument, in
        order; `met` and `why` are filled in by the caller.
    accepts : callable
        ``accepts(instrument, model, market)``: None where it can value them, else what stands
        in the way, as a clause.
    speed : float
        Usual microseconds a contract with Greeks, to try faster ones first.
    source : str
        Where the method comes from, with page.
    """

    engine: EngineName
    name: str
    instrument: type[Instrument]
    model: type[Model]
    value: Callable[[Sequence[Any], Any, Market, Request], list[Valuation]]
    accepts: Callable[[Any, Any, Market], str | None]
    speed: float
    source: str


def always(instrument: Instrument, model: Model, market: Market) -> str | None:
    """Accept every contract of the classes, without cash dividends."""
    return "cash dividends are not covered" if market.dividends else None
