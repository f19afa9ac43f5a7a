"""The settings of a run, kept with its results."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from axiom.core.errors import InvalidArgumentError
from axiom.desk.quoting.indicative import QuotingRules, checked_tick
from axiom.kernels.accuracy import Accuracy, check_accuracy
from axiom.market import Clock, Event, QuoteRules
from axiom.risk.scenarios import SPOT_SHOCKS, VOL_SHOCKS
from axiom.risk.valuation import STRIKE_EDGES
from axiom.volatility import CertificateSettings, ParityRules, SpotVolDynamics
from axiom.volatility.chain_fit.settings import ChainFitSettings
from axiom.volatility.curves.fit import Curve, checked_settings
from axiom.volatility.dynamics import DynamicsLike

__all__ = ["RunSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How a run is done; everything that changes its results but the data.

    Parameters
    ----------
    hygiene
        Rules that leave quotes out.
    parity
        Rules of the implied forwards.
    reference_rate, dividend_yield
        Known rate and dividend yield, decimals, that split the implied carry; see
        `axiom.volatility.imply_forwards`.
    accuracy
        Preset of American prices and of those with dated dividends: "fast" (errors of a thousandth
        at a spot of 100, below half a tick), "accurate" or "reference"; see `axiom.price`.
    curve
        Family of the smiles: "spline", "essvi" or another of `axiom.volatility.fit_surface`.
    fit
        How quotes enter the surface's fit: the settings of that curve, its defaults when None.
    certificate
        The grid and tolerances of the certificate.
    quoting
        Widths of the indicative quotes.
    tick
        Price increment of the indicative quotes; None takes the chain's, or infers it.
    clock
        How variance passes in interpolation and theta, and the events that are known; calendar
        time by default.
    event_candidates
        Events whose variance is fitted to the term structure (`axiom.volatility.fit_events`); their
        days are not read.
    dynamics
        Where the vol of a strike goes as spot moves, in the ladder, the deltas to hedge with and
        the quotes' own; a name or a ratio becomes `axiom.volatility.SpotVolDynamics`.
    spot_shocks, vol_shocks
        The ladder: relative moves of spot, parallel moves of vol in decimals.
    strike_edges
        Edges of the strike buckets, strike over forward.
    threads
        Threads of the batched evaluations; results do not depend on it.

    Raises
    ------
    InvalidArgumentError
        If tick or threads is not positive, or accuracy or dynamics is unknown.

    Notes
    -----
    Verified by tests/unit/desk/test_settings.py.
    """

    hygiene: QuoteRules = field(default_factory=QuoteRules)
    parity: ParityRules = field(default_factory=ParityRules)
    reference_rate: float | None = None
    dividend_yield: float | None = None
    accuracy: Accuracy = "fast"
    curve: Curve = "spline"
    fit: Any = None
    certificate: CertificateSettings = field(default_factory=CertificateSettings)
    quoting: QuotingRules = field(default_factory=QuotingRules)
    tick: float | None = None
    clock: Clock = field(default_factory=Clock)
    event_candidates: tuple[Event, ...] = ()
    dynamics: DynamicsLike = "sticky_strike"
    spot_shocks: tuple[float, ...] = SPOT_SHOCKS
    vol_shocks: tuple[float, ...] = VOL_SHOCKS
    strike_edges: tuple[float, ...] = STRIKE_EDGES
    threads: int = 1

    def __post_init__(self) -> None:
        """Check the domain."""
        if self.tick is not None:
            checked_tick(self.tick)
        check_accuracy(self.accuracy)
        object.__setattr__(self, "fit", checked_settings(self.curve, self.fit))
        object.__setattr__(self, "dynamics", SpotVolDynamics.of(self.dynamics))
        if self.threads < 1:
            raise InvalidArgumentError(f"threads is {self.threads}; give 1 or more")

    @property
    def chain_fit(self) -> ChainFitSettings:
        """Those of the fit of the surface."""
        return ChainFitSettings(
            **{one.name: getattr(self, one.name) for one in fields(ChainFitSettings)}
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the settings as nested dicts."""
        return asdict(self)
