"""From a chain to a certified surface: hygiene, forwards, implied vols, clock, fit, certificate."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from axiom.market import Chain, screen_quotes
from axiom.volatility.certificate.certify import Certificate, certify
from axiom.volatility.chain_fit.clock import FitClock, choose_clock
from axiom.volatility.chain_fit.settings import ChainFitSettings
from axiom.volatility.chain_fit.spot import reference_spot
from axiom.volatility.curves.fit import FittedSurface, fit_surface
from axiom.volatility.forwards.bounds import screen_against_forwards
from axiom.volatility.forwards.imply import Forwards, imply_forwards
from axiom.volatility.smiles.implied import implied_smiles

if TYPE_CHECKING:
    from axiom.volatility.surface import Surface

__all__ = ["STEPS", "ChainFit", "Observed", "Step", "fit_chain", "observe_chain"]

STEPS: Final = ("hygiene", "forwards", "implied vols", "clock", "surface", "certificate")
"""The steps of a fit, in order."""
Step = Callable[[str], AbstractContextManager[None]]
"""Called with the name of a step; what it gives is entered while the step runs."""


def _unwatched(_name: str) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the quotes of a chain say before anything is fitted.

    Attributes
    ----------
    options
        One row a quote, those left out too, with reasons and implied vols.
    forwards
        Forward and discount factor of every expiry.
    spot
        Spot that Greeks refer to; the nearest forward where the chain brings none.
    spot_notes
        Empty, or a sentence on the stand-in.

    Notes
    -----
    Verified by tests/unit/volatility/test_chain_fit.py.
    """

    options: pl.DataFrame
    forwards: Forwards
    spot: float
    spot_notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFit:
    """A surface with all that was found on the way to it.

    Attributes
    ----------
    observed
        What the quotes say.
    clock
        The clock that variance passes by.
    surface, certificate
        The surface, and what a dense check of it found.

    Notes
    -----
    Verified by tests/unit/volatility/test_chain_fit.py.
    """

    observed: Observed
    clock: FitClock
    surface: FittedSurface
    certificate: Certificate


def observe_chain(
    chain: Chain, settings: ChainFitSettings, *, threads: int = 1, step: Step = _unwatched
) -> Observed:
    """Screen the quotes of a chain, imply forwards and vols.

    Parameters
    ----------
    chain
        The chain.
    settings
        Rules and accuracy.
    threads
        Threads of the batches; results do not depend on it.
    step
        Entered around each step.

    Returns
    -------
    Observed

    Raises
    ------
    DataError
        If the quotes do not suffice for forwards.

    Notes
    -----
    Verified by tests/unit/volatility/test_chain_fit.py.
    """
    with step("hygiene"):
        screened = screen_quotes(chain, rules=settings.hygiene)
    with step("forwards"):
        forwards = _forwards(chain, screened, settings, threads)
        spot, spot_notes = reference_spot(chain.spot, forwards.table)
        if forwards.spot is None and chain.has_american:
            forwards = _forwards(chain.replace(spot=spot), screened, settings, threads)
        screened = screen_against_forwards(screened, forwards)
    with step("implied vols"):
        options = implied_smiles(screened, forwards, threads=threads)
    return Observed(options=options, forwards=forwards, spot=spot, spot_notes=spot_notes)


def fit_chain(
    chain: Chain,
    *,
    settings: ChainFitSettings | None = None,
    prior: Surface | None = None,
    threads: int = 1,
    step: Step = _unwatched,
) -> ChainFit:
    """Fit a surface to a chain and certify it.

    Parameters
    ----------
    chain
        Quotes of one underlying at one valuation time.
    settings
        How to do it; the defaults when None.
    prior
        The last surface, which matters where quotes are few.
    threads
        Threads of the batches; results do not depend on it.
    step
        Entered around each step with its name, one of `STEPS`.

    Returns
    -------
    ChainFit

    Raises
    ------
    DataError
        If the quotes do not suffice for forwards or a surface.
    FitError
        If no surface can be fitted.

    Notes
    -----
    Verified by tests/unit/volatility/test_chain_fit.py.
    """
    settings = settings or ChainFitSettings()
    observed = observe_chain(chain, settings, threads=threads, step=step)
    with step("clock"):
        clock = choose_clock(observed.options, chain, settings)
    with step("surface"):
        surface = fit_surface(
            observed.options,
            observed.forwards,
            valuation_time=chain.valuation_time,
            curve=settings.curve,
            settings=settings.fit,
            prior=prior,
            clock=clock.table,
            threads=threads,
        )
    with step("certificate"):
        certificate = certify(surface, observed.options, settings=settings.certificate)
    return ChainFit(observed=observed, clock=clock, surface=surface, certificate=certificate)


def _forwards(
    chain: Chain, screened: pl.DataFrame, settings: ChainFitSettings, threads: int
) -> Forwards:
    return imply_forwards(
        chain,
        screened,
        dividend_yield=settings.dividend_yield,
        reference_rate=settings.reference_rate,
        rules=settings.parity,
        accuracy=settings.accuracy,
        threads=threads,
    )
