"""Online estimates of fill intensities: recovery, coverage, forgetting, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom import DataError, InvalidArgumentError
from axiom.desk import ExponentialIntensity, FillIntensityEstimator, LogisticIntensity
from tests.unit.desk.quoting.flow import observed

EXPONENTIAL = ExponentialIntensity(scale=140.0, decay=1.5)
LOGISTIC = LogisticIntensity(scale=60.0, steepness=2.0, shift=0.5)
NEAR = np.arange(0.2, 1.7, 0.1)
WIDE = np.arange(-2.0, 2.1, 0.25)


def learned(intensity, offsets, *, seed, quotes=400, half_life=None, family=None):
    family = family or ("logistic" if isinstance(intensity, LogisticIntensity) else "exponential")
    estimator = FillIntensityEstimator(family, resolution=0.01, half_life=half_life)
    estimator.observe(**observed(intensity, offsets, seed=seed, quotes=quotes, patience=0.03))
    return estimator


def covered(intensity, offsets, truth, *, seeds, **settings):
    """Share of the seeds whose 95 % interval holds the truth, by parameter."""
    hits = np.zeros(len(truth))
    for seed in range(seeds):
        intervals = learned(intensity, offsets, seed=seed, **settings).estimate().intervals()
        hits += [low <= truth[name] <= high for name, (low, high) in intervals.items()]
    return hits / seeds


def test_exponential_intervals_hold_the_truth_at_their_rate():
    shares = covered(EXPONENTIAL, NEAR, {"scale": 140.0, "decay": 1.5}, seeds=600)
    # Four standard errors of a share of 600 are 0.036.
    assert shares == pytest.approx([0.95, 0.95], abs=0.036)


def test_logistic_intervals_hold_the_truth_at_their_rate():
    truth = {"scale": 60.0, "steepness": 2.0, "shift": 0.5}
    shares = covered(LOGISTIC, WIDE, truth, seeds=400, quotes=1500)
    assert shares == pytest.approx([0.95, 0.95, 0.95], abs=0.044)


def test_intervals_hold_the_truth_with_forgetting():
    """With half of a long record forgotten the weights' own variance comes in."""
    truth = {"scale": 140.0, "decay": 1.5}
    shares = covered(EXPONENTIAL, NEAR, truth, seeds=400, quotes=800, half_life=3.0)
    assert shares == pytest.approx([0.95, 0.95], abs=0.044)


def test_it_maximises_the_likelihood():
    data = observed(EXPONENTIAL, NEAR, seed=0, quotes=300, patience=0.03)
    estimator = FillIntensityEstimator(resolution=0.01)
    estimator.observe(**data)
    found = estimator.estimate()

    def likelihood(log_scale, decay):
        log_rate = log_scale - decay * data["offset"]
        return float(np.sum(data["fills"] * log_rate - data["duration"] * np.exp(log_rate)))

    best = likelihood(*found.parameters)
    for step in ([1e-3, 0.0], [-1e-3, 0.0], [0.0, 1e-3], [0.0, -1e-3], [1e-3, 1e-3]):
        assert likelihood(*(found.parameters + step)) < best
    assert found.exposure == pytest.approx(data["duration"].sum())
    assert found.fills == data["fills"].sum()


def test_standard_errors_are_those_of_the_information():
    data = observed(EXPONENTIAL, NEAR, seed=3, quotes=300, patience=0.03)
    estimator = FillIntensityEstimator(resolution=0.01)
    estimator.observe(**data)
    found = estimator.estimate()
    slopes = np.array([np.ones_like(data["offset"]), -data["offset"]])
    expected = data["duration"] * found.intensity.rate(data["offset"])
    wanted = np.linalg.inv((slopes * expected) @ slopes.T)
    assert found.covariance == pytest.approx(wanted, rel=1e-9)
    assert found.standard_errors == pytest.approx(np.sqrt(np.diag(wanted)), rel=1e-9)


def test_one_at_a_time_and_at_once_give_the_same():
    data = observed(EXPONENTIAL, NEAR, seed=1, quotes=200, patience=0.03)
    at_once, one_by_one = (FillIntensityEstimator(resolution=0.01, half_life=2.0) for _ in range(2))
    at_once.observe(**data)
    for offset, duration, fills in zip(*data.values(), strict=True):
        one_by_one.observe(offset=offset, duration=duration, fills=fills)
    assert (at_once.estimate().parameters == one_by_one.estimate().parameters).all()


def test_forgetting_follows_a_change():
    estimator = FillIntensityEstimator(resolution=0.01, half_life=2.0)
    estimator.observe(**observed(EXPONENTIAL, NEAR, seed=0, quotes=3000, patience=0.03))
    changed = ExponentialIntensity(scale=60.0, decay=1.0)
    estimator.observe(**observed(changed, NEAR, seed=1, quotes=3000, patience=0.03))
    low, high = estimator.estimate().intervals(0.999)["scale"]
    assert low <= 60.0 <= high < 100.0


def test_what_is_long_past_does_not_count():
    estimator = FillIntensityEstimator(resolution=0.01, half_life=0.01)
    estimator.observe(**observed(EXPONENTIAL, NEAR, seed=0, quotes=500, patience=0.03))
    estimator.observe(offset=math.inf, duration=1e3)
    with pytest.raises(DataError, match="identify no intensity"):
        estimator.estimate()


def test_time_without_a_quote_counts_for_nothing_without_forgetting():
    estimator = learned(EXPONENTIAL, NEAR, seed=0)
    before = estimator.estimate()
    estimator.observe(offset=math.inf, duration=5.0)
    assert (estimator.estimate().parameters == before.parameters).all()


def test_both_sides_at_once_pass_time_once():
    together = FillIntensityEstimator(resolution=0.01, half_life=0.5)
    for offset, fills in ((0.2, 1), (0.5, 0), (0.5, 1), (0.8, 0), (0.8, 1)):
        together.observe_together([(offset, 0.3, fills), (offset + 0.1, 0.3, 1 - fills)])
    r, ages = math.log(2.0) / 0.5, 0.3 * np.arange(5)
    wanted = 2.0 * np.sum(np.exp(-r * ages) * -np.expm1(-r * 0.3) / r)
    assert together.estimate().exposure == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("quotes", "message"),
    [
        ([], "0 fills at 0 offsets"),
        ([(0.5, 1.0, 3)], "3 fills at 1 offsets"),
        ([(0.5, 1.0, 0), (0.9, 1.0, 0)], "0 fills at 2 offsets"),
        ([(0.5, 1.0, 4), (0.9, 1.0, 0)], "only at the smallest offset"),
        ([(0.5, 1.0, 2), (0.9, 1.0, 9)], "do not fall"),
    ],
)
def test_what_is_not_identified_is_refused(quotes, message):
    estimator = FillIntensityEstimator(resolution=0.1)
    for offset, duration, fills in quotes:
        estimator.observe(offset=offset, duration=duration, fills=fills)
    with pytest.raises(DataError, match=message):
        estimator.estimate()


def test_a_logistic_intensity_is_not_identified_in_its_tail():
    with pytest.raises(DataError, match=r"not identified|cannot be told apart"):
        learned(ExponentialIntensity(scale=60.0, decay=2.0), NEAR, seed=4, family="logistic",
                quotes=2000).estimate()  # fmt: skip
    with pytest.raises(DataError, match="3 or more"):
        learned(LOGISTIC, WIDE[:2], seed=0).estimate()


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"offset": math.nan}, "offset has nan"),
        ({"duration": -1.0}, "duration has -1"),
        ({"fills": 0.5}, "fills has 0.5"),
        ({"fills": -1}, "fills has -1"),
        ({"duration": 0.0, "fills": 1}, "without a quote"),
        ({"offset": math.inf, "fills": 1}, "without a quote"),
    ],
)
def test_bad_observations_are_named_and_not_taken_in(bad, message):
    estimator = learned(EXPONENTIAL, NEAR, seed=0)
    before = estimator.estimate()
    with pytest.raises(InvalidArgumentError, match=message):
        estimator.observe(**({"offset": 0.5, "duration": 1.0, "fills": 0} | bad))
    assert estimator.estimate().exposure == before.exposure


def test_quotes_of_different_times_do_not_stand_together():
    with pytest.raises(InvalidArgumentError, match="durations differ"):
        FillIntensityEstimator(resolution=0.1).observe_together([(0.1, 1.0, 0), (0.1, 2.0, 0)])


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"resolution": 0.0}, "resolution is 0"),
        ({"half_life": -1.0}, "half_life is -1"),
        ({"family": "power"}, "family is 'power'"),
    ],
)
def test_bad_settings_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        FillIntensityEstimator(**({"resolution": 0.1} | bad))
    with pytest.raises(InvalidArgumentError, match="level is 1"):
        learned(EXPONENTIAL, NEAR, seed=0).estimate().intervals(1.0)
