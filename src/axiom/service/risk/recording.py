"""Valuations that are kept: a run that can be replayed, and the book's Greeks at its time."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from axiom.service.risk.computing import valuation_answer
from axiom.service.risk.holdings import Holdings
from axiom.service.writes import Answer
from axiom.store import GreeksRecord, UnitOfWork
from axiom.store.cache import Bus
from axiom.store.runs import ComputedRun, keep_run
from axiom.wire.risk import BookRequest

__all__ = ["recording"]

_KEPT = ("delta", "gamma", "vega", "theta", "rho", "vanna", "volga")
EVERYBODY = "*"


def recording(
    computed: ComputedRun, held: Holdings, request: BookRequest, *, bus: Bus
) -> Callable[[UnitOfWork], Answer]:
    """Keep a valuation: its run, and a row of the Greeks' history.

    Parameters
    ----------
    computed
        The run, of kind ``"book"``.
    held
        What was valued.
    request
        Whose, on what.
    bus
        Is told of the Greeks.

    Returns
    -------
    callable
        A change for `axiom.service.writes.perform`.

    Notes
    -----
    Verified by tests/unit/service/risk/test_risk.py.
    """
    found = computed.result
    strategy = request.strategy or EVERYBODY
    sums = {name: found.totals[name] for name in _KEPT}

    def change(work: UnitOfWork) -> Answer:
        run = keep_run(work, computed)
        work.greeks.add(
            GreeksRecord(
                time=found.valuation_time,
                underlying=request.underlying,
                strategy=strategy,
                spot=found.spot,
                price=found.present_value,
                **sums,
            )
        )
        told = {strategy: {**sums, "present_value": found.present_value, "run_id": run.id}}
        return Answer(
            status=201,
            body=orjson.dumps(valuation_answer(held, found, run_id=run.id)),
            headers={"content-type": "application/json"},
            target=run.id,
            after_commit=(lambda: bus.publish("greeks", request.underlying, told),),
        )

    return change
