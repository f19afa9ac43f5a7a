"""Which batch prices a call: by closed formulas, or by a numerical method where there are none."""

from __future__ import annotations

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.accuracy import check_accuracy
from axiom.kernels.arrays import check_threads
from axiom.kernels.batches import Batch, EuropeanBatch
from axiom.kernels.dividend_batch import DividendBatch, check_dividends_apply
from axiom.kernels.exercise import check_exercise
from axiom.kernels.schedule import check_dividend_model, read_schedule
from axiom.kernels.terms import check_model, gather_terms

__all__ = ["batch_for"]


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
    if american and normal:
        raise InvalidArgumentError("exercise='american' needs model='lognormal'")
    if schedule is not None:
        check_dividends_apply(carries, normal)
        schedule.check_against(columns, dividends_as)
        return DividendBatch(columns, carries, workers, schedule, dividends_as, american, precision)
    if american:
        raise InvalidArgumentError("exercise='american' needs dividends")
    return EuropeanBatch(columns, carries, workers, normal)
