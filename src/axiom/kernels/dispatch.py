"""Which batch prices a call: by closed formulas, or by a numerical method where there are none."""

from __future__ import annotations

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.accuracy import check_accuracy
from axiom.kernels.american_batch import AmericanBatch
from axiom.kernels.arrays import Columns, check_threads
from axiom.kernels.batches import Batch, EuropeanBatch
from axiom.kernels.dividend_batch import DividendBatch
from axiom.kernels.exercise import check_exercise
from axiom.kernels.mixed_batch import MixedBatch
from axiom.kernels.schedule import DividendModel, Schedule, check_dividend_model, read_schedule
from axiom.kernels.terms import check_model, gather_terms

__all__ = ["batch_for", "check_style"]


def batch_for(
    *,
    model: object,
    exercise: object,
    dividends: object,
    dividend_model: object,
    accuracy: object,
    threads: object,
    **terms: object,
) -> Batch:
    """Check the arguments of a call and choose the batch that prices it.

    Parameters
    ----------
    model, exercise, dividends, dividend_model, accuracy, threads
        As in `axiom.price`.
    terms
        The other arguments of `axiom.price`, by name.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or arguments disagree.
    """
    normal, american = check_model(model), check_exercise(exercise)
    dividends_as, precision = check_dividend_model(dividend_model), check_accuracy(accuracy)
    workers, schedule = check_threads(threads), read_schedule(dividends)
    columns, carries = gather_terms(**terms)
    check_style(
        columns=columns,
        carries=carries,
        normal=normal,
        american=american,
        schedule=schedule,
        dividend_model=dividends_as,
    )
    if schedule is not None:
        common = columns, carries, workers, schedule, dividends_as, american, precision
        if not american or dividends_as == "forward":
            return DividendBatch(*common)
        return MixedBatch(*common, AmericanBatch(columns, carries, workers, precision))
    if american:
        return AmericanBatch(columns, carries, workers, precision)
    return EuropeanBatch(columns, carries, workers, normal)


def check_style(
    *,
    columns: Columns,
    carries: bool,
    normal: bool,
    american: bool,
    schedule: Schedule | None,
    dividend_model: DividendModel,
) -> None:
    """Check that exercise, model and dividends go together, and the dividends with the spots.

    Raises
    ------
    InvalidArgumentError
        If they do not.
    """
    if american and normal:
        raise InvalidArgumentError("exercise='american' needs model='lognormal', got 'normal'")
    if schedule is not None:
        _check_dividends_apply(carries, normal)
        schedule.check_against(columns, dividend_model)


def _check_dividends_apply(carries: bool, normal: bool) -> None:
    """Refuse dividends beside a forward, which contains them, or under the normal model."""
    if not carries:
        raise InvalidArgumentError(
            "dividends cannot be combined with forward, which already contains them: leave them"
            " out, or pass spot"
        )
    if normal:
        raise InvalidArgumentError(
            "dividends need model='lognormal': the normal model takes a forward that contains them"
        )
