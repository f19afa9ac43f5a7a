"""Tuning: deterministic, better than the start, and sensible at the limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from axiom import InvalidArgumentError
from axiom.desk.hedging import BlackScholesDelta, NoTradeBand, hedging_costs, tune_band


def test_a_tuned_band_beats_delta_and_its_start_on_other_paths(setup):
    start = NoTradeBand(vol_scale=1.0, below=0.2, above=0.2)
    tuned = tune_band(setup, seed=1, paths=4096, start=start)
    assert tuned.has_converged
    costs = hedging_costs(
        {"tuned": tuned.policy, "start": start, "delta": BlackScholesDelta()}, setup, paths=20_000
    )
    assert costs.difference("tuned", "start").high < 0.0
    assert costs.difference("tuned", "delta").high < 0.0


def test_the_same_seed_finds_the_same_band_on_any_number_of_threads(setup):
    found = [tune_band(setup, seed=0, paths=2048, threads=threads) for threads in (1, 2)]
    assert found[0] == found[1]
    assert tune_band(setup, seed=1, paths=2048).policy != found[0].policy


def test_without_costs_the_band_is_narrow(setup):
    fair = setup.without_costs().without_drift()
    tuned = tune_band(fair, seed=1, paths=4096)
    delta = hedging_costs(BlackScholesDelta(), fair, paths=20_000).summary()[0]
    band = hedging_costs(tuned.policy, fair, paths=20_000).summary()[0]
    assert band.deviation == pytest.approx(delta.deviation, rel=0.02)


def test_the_smile_of_the_start_stays(sabr_setup):
    one = replace(sabr_setup, second=None)
    tuned = tune_band(one, seed=1, paths=640, start=NoTradeBand(smile=1.0), max_evaluations=30)
    assert tuned.policy.smile == 1.0
    assert not tuned.has_converged
    assert tuned.paths == 640


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"paths": 10}, "paths=10"),
        ({"risk_weight": -1.0}, "risk_weight"),
        ({"tolerance": 0.0}, "tolerance"),
        ({"max_evaluations": 3}, "max_evaluations"),
        ({"start": NoTradeBand(below=3.0)}, "outside"),
    ],
)
def test_bad_input_is_refused(change, named, setup):
    with pytest.raises(InvalidArgumentError, match=named):
        tune_band(setup, **{"seed": 1, "paths": 640, **change})
