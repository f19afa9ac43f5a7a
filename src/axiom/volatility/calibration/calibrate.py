"""`calibrate`: a model's parameters from the quotes of a chain or from a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.arrays import check_threads
from axiom.market import Chain, screen_quotes
from axiom.volatility.calibration.affine import AFFINE, AffineProblem
from axiom.volatility.calibration.data import Weights, target_of
from axiom.volatility.calibration.rough_bergomi import RoughBergomiProblem
from axiom.volatility.calibration.sabr import SabrProblem
from axiom.volatility.calibration.search import calibrated
from axiom.volatility.forwards.imply import imply_forwards
from axiom.volatility.smiles.implied import implied_smiles

if TYPE_CHECKING:
    import polars as pl

    from axiom.volatility.calibration.result import Calibration
    from axiom.volatility.surface import Surface

__all__ = ["MODELS", "calibrate"]

CurveName = Literal["bates", "heston", "merton", "rough_bergomi"]
MODELS = (*sorted(AFFINE), "rough_bergomi", "sabr")
_LEAST_SABR_QUOTES = 5


@overload
def calibrate(
    model: CurveName,
    quotes: Chain | pl.DataFrame | Surface,
    *,
    weights: Weights = "vega and spread",
    near_the_money: float = 0.0,
    half_spread_floor: float = 2e-4,
    searches: int = 3,
    beta: float = 1.0,
    shift: float = 0.0,
    paths: int = 4096,
    seed: int = 0,
    threads: int = 1,
    forwards: dict[str, Any] | None = None,
) -> Calibration: ...


@overload
def calibrate(
    model: Literal["sabr"],
    quotes: Chain | pl.DataFrame | Surface,
    *,
    weights: Weights = "vega and spread",
    near_the_money: float = 0.0,
    half_spread_floor: float = 2e-4,
    searches: int = 3,
    beta: float = 1.0,
    shift: float = 0.0,
    paths: int = 4096,
    seed: int = 0,
    threads: int = 1,
    forwards: dict[str, Any] | None = None,
) -> tuple[Calibration, ...]: ...


def calibrate(
    model: Literal["bates", "heston", "merton", "rough_bergomi", "sabr"],
    quotes: Chain | pl.DataFrame | Surface,
    *,
    weights: Weights = "vega and spread",
    near_the_money: float = 0.0,
    half_spread_floor: float = 2e-4,
    searches: int = 3,
    beta: float = 1.0,
    shift: float = 0.0,
    paths: int = 4096,
    seed: int = 0,
    threads: int = 1,
    forwards: dict[str, Any] | None = None,
) -> Calibration | tuple[Calibration, ...]:
    """Calibrate a model to quotes or to a surface.

    Parameters
    ----------
    model : {"bates", "heston", "merton", "rough_bergomi", "sabr"}
    quotes : Chain, polars.DataFrame or Surface
        A chain, the table that `implied_smiles` returns, or a surface, which is read at its fitted
        expiries from 2 standard deviations below the forward to 1.5 above.
    weights : {"vega and spread", "vega", "price"}
        Residuals are errors of the price over vega and half the spread, so vol errors in
        half-spreads; over vega, so vol errors; or over the forward.
    near_the_money : float
        Quotes out of the money are used, and both sides within this many standard deviations of the
        forward.
    half_spread_floor : float
        In vol; half-spreads below it count as it.
    searches : int
        From how many starts is searched at most, most promising first; 1 or more. Two that end at
        the same cost end the search.
    beta, shift : float
        Of SABR, which are given rather than sought: beta in [0, 1], shift >= 0.
    paths, seed : int
        Of rough Bergomi, which is simulated: a multiple of 512, and the seed of the scrambles.
    threads : int
        Results do not depend on it.
    forwards : dict, optional
        Of a chain: arguments of `imply_forwards`.

    Returns
    -------
    Calibration, or a tuple of them
        SABR has one for each expiry with at least five quotes, ascending in `years`.

    Raises
    ------
    InvalidArgumentError
        An argument outside its domain, or `forwards` without a chain.
    FitError
        Too few usable quotes.

    Notes
    -----
    Levenberg and Marquardt's search inside bounds, with gradients from derivatives of the
    characteristic function, of Hagan's expansion, or along simulated paths. Standard errors are
    those of Gauss and Newton; rough Bergomi's hold what the simulation adds.

    References
    ----------
    .. [1] Y. Cui, S. del Baño Rollin, G. Germano (2017), Full and fast calibration of the Heston
       stochastic volatility model, European J. Operational Research 263(2), 625-638.

    Verified by ``tests/unit/volatility/calibration/test_calibrate.py``.
    """
    if model not in MODELS:
        raise InvalidArgumentError(f"model={model!r}: give one of {', '.join(MODELS)}")
    if isinstance(searches, bool) or not isinstance(searches, int) or searches < 1:
        raise InvalidArgumentError(f"searches={searches!r}: give a whole number of at least 1")
    threads = check_threads(threads)
    target = target_of(
        _smiles_of(quotes, forwards),
        weights=weights,
        near_the_money=near_the_money,
        half_spread_floor=half_spread_floor,
    )
    if model == "rough_bergomi":
        rough = RoughBergomiProblem(target, paths=paths, seed=seed)
        return calibrated(rough, target, searches=searches, threads=threads)
    if model != "sabr":
        problem = AffineProblem(model, target)
        return calibrated(problem, target, searches=searches, threads=threads)
    _check_sabr(beta, shift)
    found = []
    for years in np.unique(target.years).tolist():
        part = target.part(target.years == years)
        if part.size >= _LEAST_SABR_QUOTES:
            sabr = SabrProblem(part, beta=beta, shift=shift)
            found.append(calibrated(sabr, part, searches=searches, threads=threads, years=years))
    return tuple(found)


def _smiles_of(
    quotes: Chain | pl.DataFrame | Surface, forwards: dict[str, Any] | None
) -> pl.DataFrame | Surface:
    """Screen a chain and imply its forwards and vols; take the rest as it is."""
    if isinstance(quotes, Chain):
        screened = screen_quotes(quotes)
        return implied_smiles(screened, imply_forwards(quotes, screened, **(forwards or {})))
    if forwards is not None:
        raise InvalidArgumentError(
            "forwards is given, but quotes is no chain: its forwards are known; leave it out"
        )
    return quotes


def _check_sabr(beta: float, shift: float) -> None:
    if not 0.0 <= beta <= 1.0:
        raise InvalidArgumentError(f"beta={beta!r}: give a number in [0, 1]")
    if not 0.0 <= shift < float("inf"):
        raise InvalidArgumentError(f"shift={shift!r}: give a finite number, 0 or more")
