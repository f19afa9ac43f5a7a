"""From a chain to a certified surface, Greeks, quotes and book figures, step by step."""

from __future__ import annotations

from typing import Any

import polars as pl

from axiom.desk.quoting import indicative_quotes, infer_tick
from axiom.desk.run.options import value_options
from axiom.desk.run.reference import REFERENCE, reference_book
from axiom.desk.run.result import RunResult
from axiom.desk.run.settings import RunSettings
from axiom.desk.run.steps import Progress, StepClock
from axiom.market import Chain
from axiom.risk import (
    Book,
    BookValuation,
    ScenarioLadder,
    StressTest,
    scenario_ladder,
    stress_book,
    value_book,
)
from axiom.volatility import FittedSurface, Forwards, fit_chain
from axiom.volatility.chain_fit.fit import Observed

__all__ = ["run_chain"]


def run_chain(
    chain: Chain,
    *,
    book: Book | None = None,
    settings: RunSettings | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Do the main job on one chain.

    Parameters
    ----------
    chain
        Quotes of one underlying at one valuation time.
    book
        Positions on that underlying; a stated reference position when None.
    settings
        How to do it; the defaults when None.
    progress
        Called as each step begins, with its name, the number done and the number of steps.

    Returns
    -------
    RunResult
        All tables, the surface and its certificate, and the wall time of each step.

    Raises
    ------
    DataError
        If the quotes do not suffice for forwards or a surface.
    FitError
        If no surface can be fitted.
    InvalidArgumentError
        If the book does not belong to the chain.

    Notes
    -----
    Verified by tests/unit/desk/test_pipeline.py and tests/integration/test_main_job.py.
    """
    settings = settings or RunSettings()
    clock = StepClock(progress)
    fit = fit_chain(chain, settings=settings.chain_fit, threads=settings.threads, step=clock.step)
    observed, surface = fit.observed, fit.surface
    tick, tick_source = _tick(chain, settings)
    options = _valued_and_quoted(observed, surface, tick, settings, clock)
    valuation, ladder, stresses = _value_book(
        book,
        options=options,
        surface=surface,
        observed=observed,
        chain=chain,
        settings=settings,
        clock=clock,
    )
    return RunResult(
        chain=chain,
        settings=settings,
        spot=observed.spot,
        tick=tick,
        tick_source=tick_source,
        forwards=observed.forwards,
        options=options,
        surface=surface,
        certificate=fit.certificate,
        valuation=valuation,
        ladder=ladder,
        stresses=stresses,
        has_book=book is not None,
        reference="" if book is not None else REFERENCE,
        timings=clock.timings,
        notes=(
            *_chain_notes(chain, observed, settings),
            *fit.clock.notes,
            *_skipped_notes(surface),
            *_held_back_notes(options),
        ),
        clock=fit.clock.clock,
        fitted_events=fit.clock.fitted,
    )


def _value_book(
    book: Book | None,
    *,
    options: pl.DataFrame,
    surface: FittedSurface,
    observed: Observed,
    chain: Chain,
    settings: RunSettings,
    clock: StepClock,
) -> tuple[BookValuation, ScenarioLadder, StressTest]:
    held = book or reference_book(options, underlying=chain.underlying)
    market: dict[str, Any] = {
        "surface": surface,
        "spot": observed.spot,
        "underlying": chain.underlying,
        "listed": chain.expiries,
        "terms": observed.forwards.terms,
        "dynamics": settings.dynamics,
        "threads": settings.threads,
    }
    with clock.step("book"):
        valuation = value_book(held, strike_edges=settings.strike_edges, **market)
    with clock.step("scenarios"):
        ladder = scenario_ladder(
            held,
            spot_shocks=settings.spot_shocks,
            vol_shocks=settings.vol_shocks,
            **market,
        )
        stresses = stress_book(held, **market)
    return valuation, ladder, stresses


def _chain_notes(chain: Chain, observed: Observed, settings: RunSettings) -> tuple[str, ...]:
    """Say what is to know of the quotes, the rate and the spot."""
    rates = _rate_notes(chain, observed.forwards, settings)
    return (*chain.notes, *chain.dividend_notes, *rates, *observed.spot_notes)


def _rate_notes(chain: Chain, forwards: Forwards, settings: RunSettings) -> tuple[str, ...]:
    """Say where the rate of American options comes from when nobody has given one."""
    known = settings.reference_rate is not None or chain.rate is not None
    if known or not (forwards.table["method"] == "american").any():
        return ()
    rate, error = forwards.table.select("rate", "rate_se").row(0)
    return (
        f"No rate was given: {100 * rate:.2f} % (standard error {100 * (error or 0.0):.2f} %), "
        "one for all expiries, is implied by the quotes; early exercise and borrow depend on it. "
        "A known one is given with rate= (--rate).",
    )


def _skipped_notes(surface: FittedSurface) -> tuple[str, ...]:
    """Say which expiries have no slice of their own."""
    return tuple(
        f"The expiry of {one.expiry:%Y-%m-%d %H:%M} UTC was not fitted ({one.reason}); its values "
        "are read between its neighbours."
        for one in surface.skipped
    )


def _held_back_notes(options: pl.DataFrame) -> tuple[str, ...]:
    """Say how many indicative quotes the market has overruled."""
    held, quoted = int(options["held_back"].sum()), options["quote_bid"].count()
    if held == 0:
        return ()
    return (
        f"{held:,} of {quoted:,} indicative quotes around the model value would have traded "
        "against the market at once and are held behind it; the fit is poor there.",
    )


def _valued_and_quoted(
    observed: Observed,
    surface: FittedSurface,
    tick: float,
    settings: RunSettings,
    clock: StepClock,
) -> pl.DataFrame:
    """Value every option on the surface, and quote it."""
    with clock.step("Greeks"):
        options = value_options(
            observed.options,
            surface=surface,
            spot=observed.spot,
            terms=observed.forwards.terms,
            dynamics=settings.dynamics,
            threads=settings.threads,
        )
    with clock.step("indicative quotes"):
        quotes = indicative_quotes(options, tick=tick, rules=settings.quoting, spot=observed.spot)
        return pl.concat([options, quotes], how="horizontal")


def _tick(chain: Chain, settings: RunSettings) -> tuple[float, str]:
    """Choose the price increment: the settings', the chain's, or inferred from the prices."""
    if settings.tick is not None:
        return settings.tick, "settings"
    if chain.tick is not None:
        return chain.tick, "chain"
    return infer_tick(chain.quotes), "inferred"
