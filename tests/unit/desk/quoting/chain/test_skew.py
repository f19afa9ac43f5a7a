from __future__ import annotations

import math

import numpy as np
import pytest

from axiom.desk import InventorySkew
from axiom.desk.quoting.chain.book import BookSums
from axiom.desk.quoting.chain.skew import SkewModel

YEARS = np.array([0.02, 0.02, 0.1, 0.1, 0.5, 0.5, math.nan])
VOL = np.array([0.25, 0.2, 0.22, 0.18, 0.2, 0.19, math.nan])
PLACE = np.array([-0.05, 0.0, -0.03, 0.04, 0.0, 0.3, math.nan])
SPOT, SPOT_VOL = 100.0, 0.2


def model(**rules):
    given = {"risk_aversion": 0.01, "spot_vol_correlation": -0.6, **rules}
    return SkewModel(
        InventorySkew(**given), years=YEARS, vol=VOL, log_moneyness=PLACE, spot_vol=SPOT_VOL
    )


def sums(delta, vega, gamma):
    return BookSums(
        greeks={},
        value=0.0,
        smile_delta=delta,
        vega=np.zeros(1),
        vega_by_bucket=vega,
        gamma_by_bucket=gamma,
    )


def covariance(made, rules):
    """Of dS, the buckets' vols and half the squared moves, written out from the formula."""
    n, horizon = made.n_buckets, rules.horizon_days / 365.0
    variance = SPOT**2 * SPOT_VOL**2 * horizon
    known = np.isfinite(VOL)
    deviations = PLACE[known] / (VOL[known] * np.sqrt(YEARS[known]))
    log_years, place, vol = np.zeros(n), np.zeros(n), np.zeros(n)
    for b in set(made.bucket[known].tolist()):
        rows = made.bucket[known] == b
        log_years[b] = np.log(YEARS[known])[rows].mean()
        place[b], vol[b] = deviations[rows].mean(), VOL[known][rows].mean()
    found, r = np.zeros((2 * n + 1, 2 * n + 1)), rules.spot_vol_correlation
    found[0, 0] = variance
    short = rules.short_days / 365.0
    s = rules.vol_of_vol * vol * np.sqrt(short / np.maximum(np.exp(log_years), short))
    for b in range(n):
        found[0, 1 + b] = found[1 + b, 0] = r * s[b] * math.sqrt(variance * horizon)
        for c in range(n):
            rho = math.exp(
                -abs(log_years[b] - log_years[c]) / rules.expiry_length
                - abs(place[b] - place[c]) / rules.moneyness_length
            )
            found[1 + b, 1 + c] = s[b] * s[c] * horizon * (r * r + (1 - r * r) * rho)
            found[1 + n + b, 1 + n + c] = 0.5 * variance**2 * rho
    return found


def test_prices_are_the_gradient_of_the_penalty():
    rules = InventorySkew(risk_aversion=0.01, spot_vol_correlation=-0.6)
    made, rng = model(), np.random.default_rng(0)
    n = made.n_buckets
    exposures = rng.standard_normal(2 * n + 1)
    book = sums(exposures[0], exposures[1 : n + 1], exposures[n + 1 :])
    gradient = rules.risk_aversion * covariance(made, rules) @ exposures
    found = made.prices(book, SPOT)
    assert found.delta == pytest.approx(gradient[0])
    assert found.vega == pytest.approx(gradient[1 : n + 1])
    assert found.gamma == pytest.approx(gradient[n + 1 :])


@pytest.mark.parametrize("correlation", [-1.0, -0.6, 0.0, 1.0])
def test_the_covariance_is_one(correlation):
    rules = InventorySkew(spot_vol_correlation=correlation)
    made = model(spot_vol_correlation=correlation)
    matrix = covariance(made, rules)
    assert np.linalg.eigvalsh(matrix).min() >= -1e-12 * np.trace(matrix)


def test_buckets_are_by_expiry_then_moneyness():
    made = model(expiry_edges_days=(20.0, 60.0), moneyness_edges=(-0.5, 0.5))
    assert made.n_buckets == 9
    assert made.bucket.tolist() == [0, 1, 4, 5, 7, 8, 0]


def test_without_risk_aversion_nothing_leans():
    made = model(risk_aversion=0.0)
    none = np.zeros(made.n_buckets)
    found = made.prices(sums(100.0, none + 5.0, none + 1.0), SPOT)
    assert found.delta == 0.0
    assert not found.vega.any()
    assert not found.gamma.any()
