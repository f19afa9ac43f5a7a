"""How a desk quotes a whole chain: widths, skew, sizes, and what pulls its quotes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import choice, flag, number, numbers, optional_number, whole

__all__ = ["ChainRules", "InventorySkew", "MarkoutRules", "Protection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkoutRules:
    """What fills are expected to lose to better informed traders, and how that is learned.

    Parameters
    ----------
    per_delta
        Currency a unit of absolute delta, >= 0: where the estimate starts.
    per_vega
        Vol, decimals, >= 0: currency a unit of vega, where the estimate starts.
    horizon_seconds
        Time after a fill at which its markout is taken, > 0.
    half_life_fills
        Fills after which a markout counts half, > 0.
    prior_fills
        How many fills the start counts for, > 0; with ``is_learning`` false it is all there is.
    is_learning
        Whether markouts move the estimate.

    Notes
    -----
    Verified by tests/unit/desk/quoting/chain/test_markouts.py.
    """

    per_delta: float = 0.0
    per_vega: float = 0.0
    horizon_seconds: float = 60.0
    half_life_fills: float = 500.0
    prior_fills: float = 50.0
    is_learning: bool = True

    def __post_init__(self) -> None:
        """Check the domain."""
        for name in ("per_delta", "per_vega"):
            number(self, name, least=0.0)
        for name in ("horizon_seconds", "half_life_fills", "prior_fills"):
            number(self, name, above=0.0)
        flag(self, "is_learning")


@dataclass(frozen=True, slots=True, kw_only=True)
class InventorySkew:
    """How strongly quotes lean against the inventory, and which risks are alike.

    Parameters
    ----------
    risk_aversion
        Of the quadratic penalty on the variance of the book, per currency, >= 0; 0: no skew.
    horizon_days
        Calendar days over which that variance is taken, > 0.
    vol_of_vol
        Standard deviation of relative moves of short vols, per square root of a year, >= 0.
    short_days
        Up to this time to expiry vols move in full; beyond it by sqrt(short_days / days), > 0.
    spot_vol_correlation
        Of the spot with the vols of every bucket, in [-1, 1].
    expiry_edges_days
        Edges of the expiry buckets in calendar days, ascending.
    moneyness_edges
        Edges of the moneyness buckets in standard deviations, log(strike / forward) / (vol
        sqrt(T)), ascending.
    expiry_length
        Distance in log(expiry) over which the correlation of two buckets falls to 1/e, > 0.
    moneyness_length
        The same in standard deviations of moneyness.

    Notes
    -----
    The formula is in `axiom.desk.quoting.chain.skew`.
    Verified by tests/unit/desk/quoting/chain/test_skew.py.
    """

    risk_aversion: float = 0.0
    horizon_days: float = 1.0
    vol_of_vol: float = 1.0
    short_days: float = 30.0
    spot_vol_correlation: float = 0.0
    expiry_edges_days: tuple[float, ...] = (8.0, 35.0, 95.0, 190.0, 370.0)
    moneyness_edges: tuple[float, ...] = (-2.0, -1.0, -0.25, 0.25, 1.0, 2.0)
    expiry_length: float = 2.0
    moneyness_length: float = 2.0

    def __post_init__(self) -> None:
        """Check the domain."""
        for name in ("risk_aversion", "vol_of_vol"):
            number(self, name, least=0.0)
        for name in ("horizon_days", "short_days", "expiry_length", "moneyness_length"):
            number(self, name, above=0.0)
        number(self, "spot_vol_correlation", least=-1.0, most=1.0)
        numbers(self, "expiry_edges_days", above=0.0, fewest=0)
        numbers(self, "moneyness_edges", fewest=0)
        for name in ("expiry_edges_days", "moneyness_edges"):
            edges = getattr(self, name)
            if list(edges) != sorted(set(edges)):
                raise InvalidArgumentError(f"{name} is {edges}; give ascending edges")


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Market-maker protection: what fills in a window may bring before all quotes are pulled.

    Parameters
    ----------
    window_seconds
        Length of the window, > 0.
    fills
        Number of fills, >= 1; None: any.
    contracts
        Sum of contracts, > 0; None: any.
    delta
        Absolute value of the summed delta of the fills times spot, currency, > 0; None: any.
    vega
        Absolute value of the summed vega per vol point, currency, > 0; None: any.
    cool_off_seconds
        Time after which quotes return by themselves, > 0; None: only by `ChainQuoter.reset`.

    Notes
    -----
    The fill that reaches a bound pulls. Verified by
    tests/unit/desk/quoting/chain/test_protection.py.
    """

    window_seconds: float = 1.0
    fills: int | None = None
    contracts: float | None = None
    delta: float | None = None
    vega: float | None = None
    cool_off_seconds: float | None = None

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "window_seconds", above=0.0)
        if self.fills is not None:
            whole(self, "fills", least=1)
        for name in ("contracts", "delta", "vega", "cool_off_seconds"):
            optional_number(self, name, above=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRules:
    """How to quote a chain.

    Parameters
    ----------
    minimum_edge
        Least distance of a quote from the value, in price, >= 0; the skew does not lessen it.
    vol_uncertainty
        Half-spread in vol, decimals, >= 0: what is not known of every vol.
    vol_errors
        Standard errors of the surface's vols that are added to it, >= 0.
    reaction_seconds
        Time to replace a quote after the spot has moved, >= 0.
    market_share
        Share of the market's own half-spread, >= 0.
    adverse
        Adverse selection.
    skew
        Skew against the inventory.
    size
        Contracts a quote, > 0.
    lot
        Smallest size, and the step of sizes, > 0.
    may_cross_market
        Whether a quote may trade against the market's at once.
    wide_factor
        Factor on the half-spread of an expiry that is not live, >= 1.
    on_breach
        What a breached limit does: ``"pull"`` the whole board, or ``"reduce"``: quote only what
        leads back. A breach of the limit on loss or drawdown always kills.
    protection
        Market-maker protection.
    max_surface_age_seconds, max_spot_age_seconds
        Age at which all quotes are pulled, > 0; None: never.
    spot_limit
        Largest plausible log-return of the spot between two updates, > 0; beyond it all quotes
        are pulled until a surface comes with the spot.
    revaluation_share
        Share of a tick by which the value of an option without closed form may be off after a
        move of the spot before it is valued again, > 0.

    Raises
    ------
    InvalidArgumentError
        If a value lies outside its domain.

    Notes
    -----
    The formulas are in docs/explanation/quoting.md.
    Verified by tests/unit/desk/quoting/chain/test_rules.py.
    """

    minimum_edge: float = 0.0
    vol_uncertainty: float = 0.001
    vol_errors: float = 1.0
    reaction_seconds: float = 1.0
    market_share: float = 0.0
    adverse: MarkoutRules = field(default_factory=MarkoutRules)
    skew: InventorySkew = field(default_factory=InventorySkew)
    size: float = 10.0
    lot: float = 1.0
    may_cross_market: bool = False
    wide_factor: float = 2.0
    on_breach: Literal["pull", "reduce"] = "pull"
    protection: Protection = field(default_factory=Protection)
    max_surface_age_seconds: float | None = 300.0
    max_spot_age_seconds: float | None = 300.0
    spot_limit: float = 0.1
    revaluation_share: float = 0.1

    def __post_init__(self) -> None:
        """Check the domain."""
        edges = ("minimum_edge", "vol_uncertainty", "vol_errors", "reaction_seconds")
        for name in (*edges, "market_share"):
            number(self, name, least=0.0)
        for name in ("size", "lot", "spot_limit", "revaluation_share"):
            number(self, name, above=0.0)
        number(self, "wide_factor", least=1.0)
        for name in ("max_surface_age_seconds", "max_spot_age_seconds"):
            optional_number(self, name, above=0.0)
        flag(self, "may_cross_market")
        choice(self, "on_breach", ("pull", "reduce"))
        for name, kind in (
            ("adverse", MarkoutRules),
            ("skew", InventorySkew),
            ("protection", Protection),
        ):
            if not isinstance(getattr(self, name), kind):
                raise InvalidArgumentError(f"{name} is {getattr(self, name)!r}; give {kind}")
