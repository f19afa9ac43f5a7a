"""What a run gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from axiom.desk.run.settings import RunSettings
from axiom.market import Chain, Clock
from axiom.risk import BookValuation, ScenarioLadder, StressTest
from axiom.volatility import Certificate, FittedEvents, FittedSurface, Forwards

__all__ = ["RunResult", "StepTiming"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTiming:
    """Wall time of one step.

    Parameters
    ----------
    step
        Name of the step.
    seconds
        Wall time by a monotonic clock.

    Notes
    -----
    Verified by tests/unit/desk/test_pipeline.py.
    """

    step: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """Everything that came of one chain.

    Parameters
    ----------
    chain
        The chain as it was read.
    settings
        How the run was done.
    spot
        Spot that Greeks, book and ladder refer to; see `notes` where the chain brought none.
    tick
        Price increment of the indicative quotes.
    tick_source
        ``"settings"``, ``"chain"`` or ``"inferred"``.
    forwards
        Forward and discount factor of every expiry, with standard errors.
    options
        One row a quote of the chain, those left out too: inputs, ``reason``, implied vols with
        status, ``model_vol``, ``model_value``, the Greeks, ``half_spread``, ``quote_bid``,
        ``quote_ask``, ``held_back``, ``in_spread``, ``residual_vol`` and ``residual_spreads``.
    surface, certificate
        The fitted surface, and what a dense check of it found.
    valuation, ladder, stresses
        The book's figures; of the reference position where no book was given.
    has_book
        Whether a book was given.
    reference
        What the reference position is; empty with a book.
    timings
        Wall time of each step, in order.
    notes
        Sentences that every report of the run must show.
    clock
        The clock of the surface and of the time Greeks, with the events that were fitted.
    fitted_events
        What the term structure says of the candidate events; None without candidates.

    Notes
    -----
    Verified by tests/unit/desk/test_pipeline.py.
    """

    chain: Chain
    settings: RunSettings
    spot: float
    tick: float
    tick_source: str
    forwards: Forwards
    options: pl.DataFrame
    surface: FittedSurface
    certificate: Certificate
    valuation: BookValuation
    ladder: ScenarioLadder
    stresses: StressTest
    has_book: bool
    reference: str
    timings: tuple[StepTiming, ...]
    notes: tuple[str, ...]
    clock: Clock = field(default_factory=Clock)
    fitted_events: FittedEvents | None = None

    @property
    def seconds(self) -> float:
        """Wall time of all steps together."""
        return sum(timing.seconds for timing in self.timings)

    def reasons(self) -> dict[str, int]:
        """Count the quotes by reason, ``OK`` first, then by falling count."""
        counts = self.options["reason"].cast(pl.String).value_counts(sort=True)
        by_reason = dict(counts.sort("count", "reason", descending=[True, False]).iter_rows())
        return {"OK": by_reason.pop("OK", 0), **by_reason}

    def counts(self) -> dict[str, Any]:
        """Count expiries, quotes and what became of them."""
        reasons = self.reasons()
        return {
            "expiries": self.chain.quotes["expiry"].n_unique(),
            "expiries_fitted": self.forwards.table.height,
            "quotes": self.options.height,
            "quotes_used": reasons["OK"],
            "quotes_left_out": self.options.height - reasons["OK"],
            "reasons": reasons,
        }
