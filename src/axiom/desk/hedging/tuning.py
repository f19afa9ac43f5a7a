"""`tune_band`: the parameters of a no-trade band that cost least on simulated paths."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.hedging.costs import costs_on_paths
from axiom.desk.hedging.no_trade_band import NoTradeBand
from axiom.desk.hedging.paths import simulate_hedging_paths
from axiom.desk.hedging.search import minimise
from axiom.desk.hedging.setup import HedgingSetup
from axiom.desk.hedging.summary import check_risk_weight
from axiom.kernels.arrays import check_threads

__all__ = ["TunedBand", "tune_band"]


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    lower: float
    upper: float
    step: float


PARAMETERS: Final = (
    _Parameter("vol_scale", 0.25, 4.0, 0.25),
    _Parameter("shift", -0.5, 0.5, 0.05),
    _Parameter("below", 0.0, 2.0, 0.05),
    _Parameter("above", 0.0, 2.0, 0.05),
)
"""What is tuned, within which bounds, and the size of the first steps."""

FIRST: Final = NoTradeBand(vol_scale=1.2, below=0.1, above=0.1)
"""Where the search starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TunedBand:
    """A tuned band, and how it was found.

    Attributes
    ----------
    policy : NoTradeBand
    objective : float
        Y on the paths of the tuning, in percent of the premium: lower than elsewhere by what was
        fitted to these paths.
    evaluations : int
    has_converged : bool
        Whether the search stopped for its tolerance.
    paths, seed : int
        Of the tuning.

    Verified by ``tests/unit/desk/hedging/test_tuning.py``.
    """

    policy: NoTradeBand
    objective: float
    evaluations: int
    has_converged: bool
    paths: int
    seed: int


def tune_band(
    setup: HedgingSetup,
    *,
    seed: int,
    paths: int = 32_768,
    risk_weight: float = 1.5,
    start: NoTradeBand = FIRST,
    tolerance: float = 0.005,
    max_evaluations: int = 600,
    threads: int = 1,
) -> TunedBand:
    """Tune the parameters of a no-trade band on simulated paths.

    Parameters
    ----------
    setup : HedgingSetup
    seed : int
        Of the paths; evaluate the band on paths of another one.
    paths : int
        At least 64.
    risk_weight : float
        Deviations that are added to the mean in the objective, 0 or more.
    start : NoTradeBand
        Where the search starts; its `smile` stays.
    tolerance : float
        In percent of the premium, above 0.
    max_evaluations : int
    threads : int
        At least 1; the result does not depend on it.

    Returns
    -------
    TunedBand

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    All candidates walk the same paths, so that the objective is a deterministic function of the
    parameters; a bounded Nelder-Mead search minimises it.

    Examples
    --------
    >>> from axiom.desk.hedging import cao_chen_hull_poulos, tune_band
    >>> setup = cao_chen_hull_poulos()["1 month weekly"]
    >>> tuned = tune_band(setup, seed=1, paths=4096)
    >>> tuned.objective < 140.0
    True

    Verified by ``tests/unit/desk/hedging/test_tuning.py`` and
    ``tests/reference/test_hedging_table.py``.
    """
    if isinstance(paths, bool) or not isinstance(paths, int | np.integer) or paths < 64:
        raise InvalidArgumentError(f"paths={paths!r}: give a whole number of at least 64")
    check_risk_weight(risk_weight)
    used = check_threads(threads)
    drawn = simulate_hedging_paths(setup, n_paths=int(paths), seed=seed, threads=used)
    scale = 100.0 / setup.premium

    def objective(values: NDArray[np.float64]) -> float:
        losses, _ = costs_on_paths(_band(start, values), setup, drawn, threads=used)
        return scale * float(losses.mean() + risk_weight * losses.std(ddof=1))

    found = minimise(
        objective,
        [getattr(start, one.name) for one in PARAMETERS],
        lower=[one.lower for one in PARAMETERS],
        upper=[one.upper for one in PARAMETERS],
        step=[one.step for one in PARAMETERS],
        tolerance=tolerance,
        max_evaluations=max_evaluations,
    )
    return TunedBand(
        policy=_band(start, found.at),
        objective=found.value,
        evaluations=found.evaluations,
        has_converged=found.has_converged,
        paths=drawn.count,
        seed=seed,
    )


def _band(start: NoTradeBand, values: NDArray[np.float64]) -> NoTradeBand:
    """Return the band with the tuned parameters from values, and its smile as it was."""
    found = dict(zip((one.name for one in PARAMETERS), values.tolist(), strict=True))
    return replace(start, **found)
