"""Tests of value at risk and shortfall against the values that their authors printed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from axiom.risk import acerbi_szekely, christoffersen, kupiec, kupiec_region, traffic_light

KUPIEC_REGIONS = [
    # level, days, hits rejected up to (None: not printed) and from: Kupiec (1995), table 3,
    # as in Jorion (2007), "Value at Risk", 3rd edition, table 6-2; 95 % confidence
    (0.99, 255, None, 7),
    (0.99, 510, 1, 11),
    (0.99, 1000, 4, 17),
    (0.975, 255, 2, 12),
    (0.975, 510, 6, 21),
    (0.975, 1000, 15, 36),
    (0.95, 255, 6, 21),
    (0.95, 510, 16, 36),
    (0.95, 1000, 37, 65),
    (0.925, 255, 11, 28),
    (0.925, 510, 27, 51),
    (0.925, 1000, 59, 92),
    (0.90, 255, 16, 36),
    (0.90, 510, 38, 65),
    (0.90, 1000, 81, 120),
]

SHORTFALL_CRITICAL = [
    # degrees of freedom (None: normal), samples, share, Z2, tolerance: Acerbi and Szekely (2014),
    # on test 2: -0.70 at 5 % and -1.8 at 0.01 % for 250 days at 97.5 %, whatever the tail but for
    # the heaviest. The share's sampling error is 0.01 at 5 %, 0.15 at 0.01 % of 40,000 samples.
    (10.0, 10_000, "5pct", -0.70, 0.03),
    (100.0, 40_000, "001pct", -1.8, 0.2),
    (None, 10_000, "5pct", -0.70, 0.03),
]


@pytest.mark.parametrize(("level", "days", "low", "high"), KUPIEC_REGIONS)
def test_regions_of_kupiec(level, days, low, high):
    least, most = kupiec_region(n_days=days, level=level)
    assert most + 1 == high
    assert low is None or least == low + 1


@pytest.mark.parametrize(
    ("hits", "p_value"),
    # 1 % value at risk over 3,523 days; p-values to three digits by an independent programme
    [(41, 0.341), (44, 0.153), (53, 0.005)],
)
def test_p_values_of_kupiec(hits, p_value):
    found = kupiec(n_hits=hits, n_days=3523, level=0.99).p_value
    assert found == pytest.approx(p_value, abs=5e-4)


def test_the_worked_example_of_christoffersens_likelihoods():
    """Transitions written out: 20 days, 3 hits, two of them on neighbouring days."""
    hits = [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    independence, conditional = christoffersen(hits, level=0.9)
    quiet = 14 * math.log(14 / 16) + 2 * math.log(2 / 16)
    struck = math.log(1 / 3) + 2 * math.log(2 / 3)
    pooled = 16 * math.log(16 / 19) + 3 * math.log(3 / 19)
    stated = 16 * math.log(0.9) + 3 * math.log(0.1)
    assert independence.statistic == pytest.approx(2 * (quiet + struck - pooled), rel=1e-12)
    assert conditional.statistic == pytest.approx(2 * (quiet + struck - stated), rel=1e-12)


@pytest.mark.parametrize(("degrees", "samples", "share", "critical", "error"), SHORTFALL_CRITICAL)
def test_critical_values_of_acerbi_and_szekely(degrees, samples, share, critical, error):
    law = stats.norm if degrees is None else stats.t(degrees)
    q = law.ppf(0.975)
    es = law.expect(lambda x: x, lb=q) / 0.025
    test = acerbi_szekely(
        np.zeros(250), value_at_risk=q, expected_shortfall=es, degrees=degrees,
        n_simulations=samples, seed=0,
    )  # fmt: skip
    assert getattr(test, f"z2_critical_{share}") == pytest.approx(critical, abs=error)


@pytest.mark.parametrize(
    ("hits", "zone", "plus", "probability"),
    # Basel committee (1996), table 2; probabilities as printed there, in %
    [
        (0, "green", 0.00, 8.11),
        (1, "green", 0.00, 28.58),
        (2, "green", 0.00, 54.32),
        (3, "green", 0.00, 75.81),
        (4, "green", 0.00, 89.22),
        (5, "yellow", 0.40, 95.88),
        (6, "yellow", 0.50, 98.63),
        (7, "yellow", 0.65, 99.60),
        (8, "yellow", 0.75, 99.89),
        (9, "yellow", 0.85, 99.97),
        (10, "red", 1.00, 99.99),
        (14, "red", 1.00, 100.00),
    ],
)
def test_the_traffic_light(hits, zone, plus, probability):
    found = traffic_light(n_hits=hits)
    assert (found.zone, found.plus_factor) == (zone, plus)
    assert 100 * found.cumulative_probability == pytest.approx(probability, abs=0.005)


def test_other_days_and_levels_have_no_plus_factor():
    assert traffic_light(n_hits=12, n_days=500).plus_factor is None
    assert traffic_light(n_hits=3, level=0.975).plus_factor is None
