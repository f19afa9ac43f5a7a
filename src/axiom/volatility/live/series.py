"""What a live surface remembers of one expiry: its quotes, the age of its curve, its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from axiom.volatility.live.batch import seconds_of
from axiom.volatility.live.held import HeldQuotes
from axiom.volatility.live.motion import SECONDS_A_YEAR
from axiom.volatility.live.states import ExpiryStatus, FilterState, QuoteFlag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.forwards.curve import ForwardCurve
    from axiom.volatility.live.prediction import Prediction, Screened
    from axiom.volatility.live.settings import FilterSettings

    Floats = NDArray[np.float64]

__all__ = ["ExpirySeries"]


@dataclass(slots=True, kw_only=True)
class ExpirySeries:
    """The quotes and the memory of one expiry.

    `base_error` and `fitted` are the errors of the vols at the knots and the variance time of the
    last fit, `doubt` the error of the ratio of stickiness times the log-return since, squared and
    summed. `anchor` is the prediction that all updates of one instant start from, `known` the
    forward and the discount factor on a curve of forwards.
    """

    expiry: datetime
    base_error: Floats
    fitted: float
    updated: float
    held: HeldQuotes = field(default_factory=HeldQuotes.empty)
    flags: NDArray[np.uint8] = field(default_factory=lambda: np.empty((2, 0), dtype=np.uint8))
    doubt: float = 0.0
    anchor: tuple[Prediction, float] | None = None
    known: tuple[ForwardCurve, float, float] | None = None
    state: FilterState = FilterState.LIVE
    reason: str = ""
    n_used: int = 0
    seconds: float = field(init=False)

    def __post_init__(self) -> None:
        """Keep the expiry in seconds too."""
        self.seconds = seconds_of(self.expiry)

    @classmethod
    def waiting(cls, expiry: datetime, *, updated: float) -> ExpirySeries:
        """Give an expiry without a curve, from a time in seconds since 1970."""
        made = cls(expiry=expiry, base_error=np.empty(0), fitted=0.0, updated=updated)
        made.set_state(FilterState.REFUSED, "it has no curve yet")
        return made

    def status(self, updated: datetime) -> ExpiryStatus:
        """Describe the state."""
        flagged = (self.flags > QuoteFlag.WIDE_SPREAD) & (self.flags != QuoteFlag.MISSING)
        return ExpiryStatus(
            expiry=self.expiry,
            state=self.state,
            reason=self.reason,
            n_used=self.n_used,
            n_flagged=int(flagged.sum()),
            updated=updated,
        )

    def set_state(self, state: FilterState, reason: str = "") -> None:
        """Set the state, with the reason where it is not LIVE."""
        self.state, self.reason = state, reason

    def rhythm(self, settings: FilterSettings) -> float:
        """Seconds between updates: the least rhythm of its options."""
        known = self.held.rhythm[np.isfinite(self.held.rhythm)]
        shown = float(known.min()) if known.size else settings.rhythm_seconds
        return max(shown, settings.least_rhythm_seconds)

    def overdue(self, time: float) -> Floats:
        """Variance years by which each quote is older than its own rhythm, >= 0."""
        late = time - self.held.time - self.held.rhythm
        return np.where(late > 0.0, late, 0.0) / SECONDS_A_YEAR

    def fresh(self, time: float, settings: FilterSettings) -> NDArray[np.uint8]:
        """Flag each held quote by itself."""
        return self.held.flags(
            time=time,
            stale_rhythms=settings.stale_rhythms,
            least_rhythm=settings.least_rhythm_seconds,
        )

    def judge(self, screened: Screened, settings: FilterSettings) -> None:
        """Choose between LIVE and WIDE after a fit."""
        doubtful, of = screened.n_doubtful, screened.n_doubtful + screened.n_used
        self.n_used, self.flags = screened.n_used, screened.flags
        if screened.jump:
            self.set_state(
                FilterState.WIDE, f"its quotes have jumped by {screened.jump:.1f} standard errors"
            )
        elif screened.n_strikes < settings.min_strikes:
            self.set_state(
                FilterState.WIDE,
                f"usable quotes at {screened.n_strikes} strikes; {settings.min_strikes} are needed",
            )
        elif doubtful > settings.doubt_share * of:
            self.set_state(
                FilterState.WIDE, f"{doubtful} of the {of} quotes that count are flagged"
            )
        else:
            self.set_state(FilterState.LIVE)
