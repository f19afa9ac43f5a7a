"""Value at risk and expected shortfall of a book by five methods, one interface."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.risk.book import Book
from axiom.risk.value_at_risk.checks import checked_whole
from axiom.risk.value_at_risk.moves import MarketMoves
from axiom.risk.value_at_risk.quadratic import Cumulants, cornish_fisher, quadratic_cumulants
from axiom.risk.value_at_risk.revaluation import Revaluation
from axiom.risk.value_at_risk.sensitivities import factor_sensitivities
from axiom.risk.value_at_risk.tail import LEVELS, TailRisk, checked_levels, tail_risk
from axiom.volatility import DynamicsLike, ExerciseTerms, Surface

__all__ = ["METHODS", "ValueAtRisk", "book_value_at_risk"]

METHODS = ("historical", "filtered", "monte_carlo", "delta_normal", "delta_gamma")
_RESAMPLES: Final = 200
_DECAY: Final = 0.94
_INTERVAL: Final = NormalDist().inv_cdf(0.975)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueAtRisk:
    """Value at risk and expected shortfall of a book, by level.

    Parameters
    ----------
    method
        One of `METHODS`.
    horizon
        Intervals of the moves (days, for daily ones) that the book is held.
    tails
        One a level.
    profits
        The profits they were read from, shape (n,), in the order of the moves; empty for the
        parametric methods.
    notes
        What a reader of the figures has to know.

    Notes
    -----
    Verified by tests/unit/risk/test_value_at_risk.py.
    """

    method: str
    horizon: int
    tails: tuple[TailRisk, ...]
    profits: Floats
    notes: tuple[str, ...] = ()

    def at(self, level: float) -> TailRisk:
        """Return the tail at one level, or raise InvalidArgumentError."""
        for tail in self.tails:
            if tail.level == level:
                return tail
        raise InvalidArgumentError(
            f"level {level} was not asked for; there are {[tail.level for tail in self.tails]}"
        )

    def table(self) -> pl.DataFrame:
        """Give one row a level: its figures, their interval and errors."""
        names = (*TailRisk.__dataclass_fields__, "value_at_risk_error")
        rows = [{name: getattr(tail, name) for name in names} for tail in self.tails]
        return pl.DataFrame(rows).select(
            pl.lit(self.method).alias("method"), pl.lit(self.horizon).alias("horizon"), pl.all()
        )


def book_value_at_risk(
    book: Book,
    *,
    surface: Surface,
    spot: float,
    underlying: str,
    moves: MarketMoves,
    method: str = "historical",
    levels: Sequence[float] = LEVELS,
    horizon: int = 1,
    decay: float | None = None,
    n_paths: int = 10_000,
    degrees: float | None = None,
    seed: int = 0,
    listed: pl.DataFrame | None = None,
    dynamics: DynamicsLike = "sticky_strike",
    terms: ExerciseTerms | None = None,
    threads: int = 1,
) -> ValueAtRisk:
    """Give the value at risk and expected shortfall of a book over moves of its market.

    Parameters
    ----------
    book, surface, spot, underlying, listed, dynamics, terms, threads
        As in `value_book`.
    moves
        History of moves of spot and vols over one interval each, usually a day.
    method
        ``"historical"``: the book revalued under every move of the history. ``"filtered"``: under
        the moves scaled to the volatility of now. ``"monte_carlo"``: under moves drawn from the
        covariance of the history. ``"delta_normal"``: linear in normal factors.
        ``"delta_gamma"``: quadratic in them, by Cornish-Fisher.
    levels
        Shares of outcomes, each in (0.5, 1).
    horizon
        Intervals that the book is held without trading, 1 or more.
    decay
        Weight of the past in exponentially weighted variances, in (0, 1); None: 0.94 for
        ``"filtered"``, equal weights for the covariance.
    n_paths
        Of ``"monte_carlo"``, 100 or more.
    degrees
        Degrees of freedom of a Student t for the drawn moves, above 2; None: normal.
    seed
        Of the drawn moves and of resamples; 0 is a seed.

    Returns
    -------
    ValueAtRisk
        With an interval and a standard error for every figure.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.
    DataError
        If the history is too short for the horizon.

    Notes
    -----
    Historical moves over h intervals are sums of all windows of h in a row, which overlap; errors
    count n / h of them. Drawn and normal moves have h times the covariance of one interval. Errors
    of the samples are in `tail_risk`; those of the parametric methods come from 200 resamples of
    the history (in blocks of 5), and know nothing of what the method itself leaves out. Time does
    not pass in any of them.

    References
    ----------
    .. [1] Jorion, P. (2007), "Value at Risk", 3rd edition, chapters 7, 10 and 11.

    Verified by tests/unit/risk/test_value_at_risk.py.
    """
    if method not in METHODS:
        raise InvalidArgumentError(f"method={method!r}: give one of {', '.join(METHODS)}")
    checked_whole("horizon", horizon, 1)
    if moves.intervals != 1:
        raise InvalidArgumentError(
            f"moves span {moves.intervals} intervals; give those of one, and a horizon"
        )
    asked = checked_levels(levels)
    revaluation = Revaluation.of(
        book, surface=surface, spot=spot, underlying=underlying, listed=listed, dynamics=dynamics,
        terms=terms, threads=threads,
    )  # fmt: skip
    if method in ("delta_normal", "delta_gamma"):
        gradient, hessian = factor_sensitivities(revaluation, moves.tenors)
        hessian = np.zeros_like(hessian) if method == "delta_normal" else hessian
        covariances = [horizon * one for one in _covariances(moves, decay, seed)]
        found = [quadratic_cumulants(gradient, hessian, one) for one in covariances]
        return _parametric(found, method, asked, horizon)
    notes: tuple[str, ...] = ()
    if method == "monte_carlo":
        covariance = horizon * moves.covariance(decay=decay)
        rng = np.random.Generator(np.random.Philox(seed))
        drawn = _drawn(covariance, checked_whole("n_paths", n_paths, 100), degrees, rng)
        scenarios = MarketMoves(spot=drawn[:, 0], vols=drawn[:, 1:], tenors=moves.tenors)
    else:
        weight = _DECAY if decay is None else decay
        own = moves.filtered(decay=weight) if method == "filtered" else moves
        scenarios = own.over(horizon)
        notes = _short_history(len(own), horizon, asked)
    profits = revaluation.profits(scenarios)
    tails = tail_risk(profits, levels=asked, overlap=scenarios.intervals, seed=seed)
    return ValueAtRisk(method=method, horizon=horizon, tails=tails, profits=profits, notes=notes)


def _short_history(n_moves: int, horizon: int, levels: tuple[float, ...]) -> tuple[str, ...]:
    """Say at which levels the history holds less than one move of the tail."""
    thin = [level for level in levels if n_moves / horizon * (1.0 - level) < 1.0]
    if not thin:
        return ()
    return (
        f"{n_moves} moves over a horizon of {horizon} hold less than one independent outcome "
        f"beyond the level {thin[0]:g}: the figure is the worst of the history",
    )


def _drawn(
    covariance: Floats, n_paths: int, degrees: float | None, rng: np.random.Generator
) -> Floats:
    """Draw factors of a covariance, shape (n_paths, m)."""
    if degrees is not None and not 2.0 < degrees < math.inf:
        raise InvalidArgumentError(f"degrees={degrees!r}: give a finite number above 2, or None")
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    drawn = rng.standard_normal((n_paths, root.shape[1])) @ root.T
    if degrees is not None:
        drawn *= np.sqrt((degrees - 2.0) / rng.chisquare(degrees, size=(n_paths, 1)))
    return np.asarray(drawn)


def _parametric(
    found: list[Cumulants], method: str, levels: tuple[float, ...], horizon: int
) -> ValueAtRisk:
    """Read the tails off the first cumulants, and their errors off the others."""
    tails, notes = [], []
    for level in levels:
        tail, is_monotone = _normal_tail(found, level)
        tails.append(tail)
        if not is_monotone:
            notes.append(
                f"at the level {level:g} the Cornish-Fisher expansion does not rise throughout the "
                f"tail (skewness {found[0].skewness:.2f}, excess kurtosis {found[0].kurtosis:.2f}):"
                " take a method that revalues"
            )
    return ValueAtRisk(
        method=method,
        horizon=horizon,
        tails=tuple(tails),
        profits=np.empty(0),
        notes=tuple(notes),
    )


def _covariances(moves: MarketMoves, decay: float | None, seed: int) -> list[Floats]:
    """Give the covariance of a history and those of its resamples."""
    rng = np.random.Generator(np.random.Philox(seed))
    drawn = (_resampled(moves, rng) for _ in range(_RESAMPLES))
    return [one.covariance(decay=decay) for one in (moves, *drawn)]


def _normal_tail(cumulants: list[Cumulants], level: float) -> tuple[TailRisk, bool]:
    """Give the tail of the first cumulants, with errors from the others."""
    found = [cornish_fisher(one, level) for one in cumulants]
    value, shortfall, is_monotone = found[0]
    again = np.array([one[:2] for one in found[1:]])
    error, shortfall_error = again.std(axis=0)
    tail = TailRisk(
        level=level,
        value_at_risk=value,
        expected_shortfall=shortfall,
        value_at_risk_low=float(value - _INTERVAL * error),
        value_at_risk_high=float(value + _INTERVAL * error),
        expected_shortfall_error=float(shortfall_error),
    )
    return tail, is_monotone


def _resampled(moves: MarketMoves, rng: np.random.Generator, block: int = 5) -> MarketMoves:
    """Draw as many moves from the history, in blocks of neighbours."""
    n = len(moves)
    starts = rng.integers(max(n - block + 1, 1), size=math.ceil(n / block))
    rows = np.minimum((starts[:, None] + np.arange(block)).ravel()[:n], n - 1)
    return MarketMoves(spot=moves.spot[rows], vols=moves.vols[rows], tenors=moves.tenors)
