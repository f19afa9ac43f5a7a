"""Standard errors and bootstrap intervals against repeated samples."""

from __future__ import annotations

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk.hedging.summary import paired_difference, summarised


def sample(rng, count=2000):
    common = rng.standard_normal(count)
    return 10.0 + common, 11.0 + common + 0.3 * rng.exponential(size=count)


def test_figures_of_a_small_sample():
    found = summarised("one", np.array([1.0, 2.0, 3.0, 6.0]), trading=0.5, risk_weight=1.5)
    assert found.mean == 3.0
    assert found.deviation == pytest.approx(np.std([1, 2, 3, 6], ddof=1))
    assert found.objective == pytest.approx(3.0 + 1.5 * found.deviation)
    assert found.mean_error == pytest.approx(found.deviation / 2.0)
    assert (found.name, found.trading, found.paths) == ("one", 0.5, 4)


def test_a_constant_has_no_deviation_and_no_error():
    found = summarised("one", np.full(10, 2.0), trading=0.0, risk_weight=1.5)
    assert (found.mean, found.deviation, found.objective, found.objective_error) == (2, 0, 2, 0)


def test_standard_errors_are_those_of_repeated_samples():
    rng = np.random.default_rng(0)
    found = [summarised("one", sample(rng)[1], trading=0.0, risk_weight=1.5) for _ in range(400)]
    for name in ("mean", "deviation", "objective"):
        spread = np.std([getattr(one, name) for one in found])
        stated = np.mean([getattr(one, f"{name}_error") for one in found])
        assert stated == pytest.approx(spread, rel=0.15)


def test_bootstrap_intervals_cover_the_truth_and_use_the_pairing():
    rng = np.random.default_rng(1)
    truth = -1.3 - 1.5 * (np.sqrt(1.0 + 0.09) - 1.0)
    covered = 0
    for seed in range(60):
        one, other = sample(rng)
        found = paired_difference(
            ("a", "b"), (one, other), risk_weight=1.5, level=0.9, resamples=300, seed=seed
        )
        covered += found.low <= truth <= found.high
        assert found.high - found.low < 0.1
        assert found.estimate == pytest.approx(
            one.mean() + 1.5 * one.std(ddof=1) - other.mean() - 1.5 * other.std(ddof=1), abs=1e-12
        )
    assert 47 <= covered <= 60


def test_intervals_are_deterministic_in_the_seed():
    pair = sample(np.random.default_rng(2))
    terms = {"risk_weight": 1.5, "level": 0.95, "resamples": 200}
    found = [paired_difference(("a", "b"), pair, seed=seed, **terms) for seed in (0, 0, 1)]
    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"risk_weight": -1.0}, "risk_weight"),
        ({"risk_weight": np.nan}, "risk_weight"),
        ({"level": 1.0}, "level"),
        ({"resamples": 50}, "resamples"),
    ],
)
def test_bad_input_is_refused(change, named):
    pair = sample(np.random.default_rng(2), count=10)
    given = {"risk_weight": 1.5, "level": 0.95, "resamples": 200, "seed": 0, **change}
    with pytest.raises(InvalidArgumentError, match=named):
        paired_difference(("a", "b"), pair, **given)
