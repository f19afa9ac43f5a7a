"""Certainty equivalents of quoting policies beside an independent computation; option quotes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from axiom.desk import (
    AvellanedaStoikov,
    ExponentialIntensity,
    Floored,
    GueantAsymptotic,
    GueantLehalleFernandezTapia,
    MyopicOptionQuotes,
    OptionQuotingPolicy,
    QuotedOptions,
    QuotingModel,
    RiskNeutral,
    VegaState,
    certainty_equivalent,
)
from benchmarks.harness import once, take_turns
from benchmarks.rows import Report, Row
from tests.unit.desk.quoting.options.books import GAMMA, HORIZON, calls, solved
from tests.unit.desk.quoting.options.simulation import objective

JOB = "quoting policies"
LIMIT = 10
EPISODES = 4000
EXACT, ASYMPTOTIC, AVELLANEDA_STOIKOV, MYOPIC = (
    "optimum", "Guéant asymptotic", "Avellaneda–Stoikov", "1/k"
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """A market, a maker, and the certainty equivalents printed for them."""

    name: str
    model: QuotingModel
    risk_aversion: float
    horizon: float
    digits: int
    printed: dict[str, float]


def _model(vol: float, scale: float, decay: float) -> QuotingModel:
    return QuotingModel(vol=vol, bid_fills=ExponentialIntensity(scale=scale, decay=decay))


FIRST = _model(2.0, 140.0, 1.5)
SECOND = _model(0.3, 0.9, 0.3)
SET_UPS = (
    SetUp(
        name="gamma .1", model=FIRST, risk_aversion=0.1, horizon=1.0, digits=3,
        printed={EXACT: 64.128, ASYMPTOTIC: 64.066, AVELLANEDA_STOIKOV: 61.451, MYOPIC: 57.190},
    ),
    SetUp(
        name="gamma .01", model=FIRST, risk_aversion=0.01, horizon=1.0, digits=3,
        printed={EXACT: 67.635, ASYMPTOTIC: 67.454, AVELLANEDA_STOIKOV: 67.391, MYOPIC: 65.743},
    ),
    SetUp(
        name="gamma .5", model=FIRST, risk_aversion=0.5, horizon=1.0, digits=3,
        printed={EXACT: 53.925, ASYMPTOTIC: 53.848, AVELLANEDA_STOIKOV: 40.417},
    ),
    SetUp(
        name="A .9, k .3, T 600", model=SECOND, risk_aversion=0.01, horizon=600.0, digits=2,
        printed={EXACT: 1286.29, ASYMPTOTIC: 1278.97, AVELLANEDA_STOIKOV: 1271.89},
    ),
)  # fmt: skip
MISSPECIFIED = (
    ("sigma × 1.5", _model(3.0, 140.0, 1.5), 0.54),
    ("sigma × 2", _model(4.0, 140.0, 1.5), 2.35),
    ("k × 2", _model(2.0, 140.0, 3.0), 25.95),
    ("k × 0.5", _model(2.0, 140.0, 0.75), 16.78),
    ("A × 0.25", _model(2.0, 35.0, 1.5), 0.94),
)


def run(report: Report) -> None:
    """Compare every printed digit, and time it."""
    for set_up in SET_UPS:
        report.add(*_table(set_up))
    report.add(*_losses())
    report.add(_time(), *_option_quotes())


def _exact(model: QuotingModel, risk_aversion: float) -> GueantLehalleFernandezTapia:
    return GueantLehalleFernandezTapia(model=model, risk_aversion=risk_aversion, limit=LIMIT)


def _worth(set_up: SetUp, policy: str) -> float:
    model, gamma = set_up.model, set_up.risk_aversion
    if policy == EXACT:
        return float(_exact(model, gamma).value(time_left=set_up.horizon))
    made = {
        ASYMPTOTIC: GueantAsymptotic(model=model, risk_aversion=gamma),
        AVELLANEDA_STOIKOV: AvellanedaStoikov(model=model, risk_aversion=gamma),
        MYOPIC: RiskNeutral(model=model),
    }[policy]
    return certainty_equivalent(
        Floored(policy=made), model=model, risk_aversion=gamma, horizon=set_up.horizon, limit=LIMIT
    ).value


def _table(set_up: SetUp) -> list[Row]:
    rows = []
    for policy, printed in set_up.printed.items():
        found = _worth(set_up, policy)
        rows.append(
            Row(
                job=f"certainty equivalent, {set_up.name}: {policy}", measured=found, unit="",
                target=f"{printed:.{set_up.digits}f} to the printed digits",
                met=round(found, set_up.digits) == printed, digits=set_up.digits,
            )
        )  # fmt: skip
    return rows


def _losses() -> list[Row]:
    rows = []
    for name, truth, printed in MISSPECIFIED:
        judged = certainty_equivalent(
            Floored(policy=_exact(FIRST, 0.1)), model=truth, risk_aversion=0.1, horizon=1.0,
            limit=LIMIT,
        )  # fmt: skip
        loss = 100.0 * judged.gap_to(float(_exact(truth, 0.1).value(time_left=1.0)))
        rows.append(
            Row(
                job=f"loss where in truth {name}", measured=loss, unit="%",
                target=f"{printed:.2f} % to the printed digits", met=round(loss, 2) == printed,
                note="exact policy of the nominal model, gamma .1", digits=2,
            )
        )  # fmt: skip
    return rows


def _time() -> Row:
    policies = [(set_up, policy) for set_up in SET_UPS for policy in set_up.printed]
    taken = take_turns({"table": lambda: [_worth(*one) for one in policies]}, rounds=5)
    return Row(
        job=f"all {len(policies)} certainty equivalents of the table",
        measured=1e3 * taken.seconds("table"), unit="ms",
        note="optima exactly, the rest on 800 and on 1,600 steps",
    )  # fmt: skip


def _option_quotes() -> list[Row]:
    """Twenty calls on one underlying, as in Baldacci, Bergault and Guéant (2021), section 4."""
    options, start = calls(), VegaState(time_left=HORIZON, variance=0.0225, vega=0.0)
    _, seconds = once(lambda: solved(options, n_vegas=61, n_variances=15))
    policy = solved(options, n_vegas=161, n_variances=9)
    value = float(policy.value(start))
    best, best_error = _earned(policy, options)
    myopic, myopic_error = _earned(MyopicOptionQuotes(options=options), options)
    return [
        Row(
            job="quotes of 20 options by vega: solve", measured=seconds, unit="s",
            note="15 variances × 61 vegas",
        ),
        Row(
            job="quotes of 20 options by vega: gains less risk", measured=best, unit="€",
            target=f"value {value:,.0f} within 3 standard errors",
            met=abs(best - value) <= 3.0 * best_error,
            peer="myopic quotes", peer_measured=myopic, ratio=best / myopic,
            note=f"± {best_error:,.0f} and ± {myopic_error:,.0f}, {EPISODES:,} episodes",
        ),
    ]  # fmt: skip


def _earned(policy: OptionQuotingPolicy, options: QuotedOptions) -> tuple[float, float]:
    """Mean objective of simulated episodes, and its standard error."""
    found = objective(policy, options, gamma=GAMMA, seed=0, episodes=EPISODES)
    return float(found.mean()), float(found.std(ddof=1) / math.sqrt(EPISODES))
