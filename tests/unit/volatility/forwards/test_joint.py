from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from axiom.market import screen_quotes
from axiom.volatility import ParityRules, imply_forwards
from axiom.volatility.forwards.joint import expiries_off_carry, fit_on_curve, smooth_rates
from tests.unit.volatility.test_forwards import CARRY, NOW, RATE, SPOT, make_chain, truth
from tests.unit.volatility.test_parity import DISCOUNTS, FORWARDS, make_pairs

DAYS = (7, 30, 60, 90, 120, 180, 270, 365, 540, 730)


def table_of(chain, **rules):
    return imply_forwards(chain, screen_quotes(chain), rules=ParityRules(**rules)).table


def test_joint_rates_are_closer_to_the_truth_than_each_alone():
    errors = {}
    for joint in (True, False):
        misses = []
        for seed in range(20):
            chain = make_chain(DAYS, noise=0.3, seed=seed, strikes=41)
            misses.append(table_of(chain, joint=joint)["rate"].to_numpy() - RATE)
        errors[joint] = np.sqrt(np.mean(np.square(misses), axis=0))
    assert (errors[True] < errors[False]).all()
    assert errors[True].mean() < 0.75 * errors[False].mean()


def test_errors_of_rates_hold_the_truth():
    """Curves, errors and tilts drawn as the fit takes them to be."""
    rng = np.random.default_rng(11)
    nodes = np.array(DAYS) / 365.0
    own, tilt = 2e-5 / nodes, 2e-5 / nodes**1.5
    steps = np.sqrt(np.diff(np.log1p(52.0 * nodes), prepend=0.0))
    scaled = []
    for _ in range(300):
        truth = 0.03 + 0.0013 * np.cumsum(steps * rng.normal(size=len(nodes)))
        seen = truth + own * rng.normal(size=len(nodes)) + tilt * rng.normal()
        curve, _ = smooth_rates(nodes, nodes=nodes, rate=seen, rate_se=own, tilt=tilt)
        scaled.append((curve.rate - truth) / curve.rate_se)
    inside = np.mean(np.abs(scaled) <= 2.0, axis=0)
    assert (inside >= 0.90).all(), inside
    assert (inside <= 0.985).all(), inside


def test_errors_of_rates_of_made_chains_hold_the_truth():
    """More often than in 95 of 100: these curves are flat, and their quotes lag nowhere."""
    scaled = []
    for seed in range(40):
        table = table_of(make_chain(DAYS, noise=0.3, seed=100 + seed, strikes=41))
        scaled.append((table["rate"].to_numpy() - RATE) / table["rate_se"].to_numpy())
    assert np.mean(np.abs(scaled) <= 2.0) >= 0.95


def test_a_tilt_of_all_expiries_is_not_taken_for_a_rate():
    """Three standard deviations of it, an error of 57 bp in the first week."""
    nodes = np.array(DAYS) / 365.0
    own, tilt = 2e-5 / nodes, 5e-6 / nodes**1.5
    seen = 0.03 + 3.0 * tilt
    curve, path = smooth_rates(nodes, nodes=nodes, rate=seen, rate_se=own, tilt=tilt)
    blind, _ = smooth_rates(nodes, nodes=nodes, rate=seen, rate_se=own, tilt=0.0 * tilt)
    assert not path.off.any()
    assert (np.abs(curve.rate - 0.03)[:3] < 0.5 * np.abs(blind.rate - 0.03)[:3]).all()
    assert (np.abs(curve.rate - 0.03) <= 2.0 * curve.rate_se).all()


def test_an_expiry_with_poor_quotes_borrows_its_rate():
    noise = np.random.default_rng(9).normal(0.0, 20.0, 10_000)
    chain = make_chain(DAYS, noise=0.1, strikes=41)
    poor = pl.col("expiry_date") == (NOW + dt.timedelta(days=180)).date()
    quotes = chain.quotes.with_columns(
        bid=pl.when(poor)
        .then(pl.col("bid") + pl.Series(noise[: chain.quotes.height]))
        .otherwise("bid")
    ).with_columns(
        ask=pl.when(poor).then(pl.col("bid") + 30.0).otherwise("ask"),
        bid=pl.col("bid").clip(lower_bound=0.05),
    )
    good = table_of(chain).row(5, named=True)
    spoilt = table_of(chain.replace(quotes=quotes)).row(5, named=True)
    assert spoilt["method"] == "curve"
    assert spoilt["rate"] == pytest.approx(RATE, abs=4.0 * spoilt["rate_se"])
    assert spoilt["rate_se"] > good["rate_se"]
    assert spoilt["forward_se"] > 10.0 * good["forward_se"]
    assert spoilt["forward"] == pytest.approx(truth((180,))[0][0], abs=4.0 * spoilt["forward_se"])


def test_settlements_of_one_date_share_the_rate():
    chain = make_chain((90, 180, 365), noise=0.2)
    morning = chain.quotes.filter(pl.col("expiry_date") == (NOW + dt.timedelta(days=180)).date())
    earlier = pl.col("expiry") - pl.duration(minutes=390)
    morning = morning.with_columns(
        expiry=earlier, settlement=pl.lit("AM", morning["settlement"].dtype)
    )
    table = table_of(chain.replace(quotes=pl.concat([chain.quotes, morning])))
    am, pm = table.filter(pl.col("expiry_date") == morning["expiry_date"][0]).iter_rows(named=True)
    assert (am["settlement"], pm["settlement"]) == ("AM", "PM")
    assert am["rate"] == pytest.approx(pm["rate"], abs=1e-5)
    grown = SPOT * np.exp(CARRY * am["years"])
    assert am["forward"] - pm["forward"] == pytest.approx(grown - truth((180,))[0][0], abs=3.0)


@pytest.mark.parametrize("place", [0, 4, 9])
@pytest.mark.parametrize("shift", [-0.005, 0.005])
def test_a_stale_expiry_is_noted(place, shift):
    """All quotes of the expiry stem from a spot half a percent away."""
    chain = make_chain(DAYS, noise=0.1)
    stale = make_chain((DAYS[place],), noise=0.1, level=SPOT * (1.0 + shift))
    day = pl.col("expiry_date") == stale.quotes["expiry_date"][0]
    quotes = pl.concat([chain.quotes.filter(~day), stale.quotes.select(chain.quotes.columns)])
    notes = table_of(chain.replace(quotes=quotes))["note"].to_list()
    assert [i for i, note in enumerate(notes) if note is not None] == [place]
    assert notes[place] == "OFF_CARRY"


def test_nothing_is_noted_in_good_chains():
    for seed in range(10):
        assert table_of(make_chain(DAYS, noise=0.2, seed=seed))["note"].null_count() == len(DAYS)


def test_dividends_between_expiries_are_no_outliers():
    years = np.array([0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5])
    paid = 0.006 * np.floor((years + 0.1) / 0.25)
    forward = 100.0 * np.exp(0.04 * years - paid)
    assert not expiries_off_carry(years, forward, np.full(8, 0.005)).any()
    forward[3] *= 1.05
    assert expiries_off_carry(years, forward, np.full(8, 0.005)).tolist() == [
        i == 3 for i in range(8)
    ]
    assert not expiries_off_carry(years[:3], forward[:3], np.full(3, 0.005)).any()


def test_an_error_of_the_discount_factor_widens_the_forward():
    pairs = make_pairs(lambda n: np.random.default_rng(1).normal(0.0, 0.05, n), n=(400,) * 3)
    upper = pairs.where(pairs.strike > FORWARDS[:, None])
    sure = fit_on_curve(upper, DISCOUNTS, np.zeros(3))
    unsure = fit_on_curve(upper, DISCOUNTS, np.full(3, 0.01))
    bump = fit_on_curve(upper, DISCOUNTS + 0.01, np.zeros(3))
    moved = np.abs(bump.forward - sure.forward)
    widened = np.sqrt(unsure.forward_se**2 - sure.forward_se**2)
    assert unsure.forward == pytest.approx(sure.forward, rel=1e-15)
    assert widened == pytest.approx(moved, rel=0.1)


def test_wide_spreads_widen_errors():
    """Equal mids, and spreads by which little is known of them."""
    chain = make_chain(DAYS, noise=0.1, strikes=21)
    errors = []
    for extra in (0.0, 2.0, 20.0, 100.0):
        quotes = chain.quotes.with_columns(bid=pl.col("bid") + 60.0, ask=pl.col("ask") + 60.0)
        wide = quotes.with_columns(bid=pl.col("bid") - extra / 2, ask=pl.col("ask") + extra / 2)
        errors.append(
            table_of(chain.replace(quotes=wide)).select("forward_se", "rate_se").to_numpy()
        )
    assert (np.diff([np.median(error, axis=0) for error in errors], axis=0) > 0.0).all()
    assert (np.median(errors[-1] / errors[0], axis=0) > 3.0).all()


def test_a_rate_that_does_not_belong_is_left_out():
    nodes = np.array([0.1, 0.25, 0.5, 0.75, 1.0, 2.0])
    rate = np.array([0.03, 0.0301, 0.0302, 0.08, 0.0301, 0.03])
    curve, path = smooth_rates(
        nodes, nodes=nodes, rate=rate, rate_se=np.full(6, 2e-4), tilt=1e-5 / nodes**1.5
    )
    assert path.off.tolist() == [False, False, False, True, False, False]
    assert curve.rate == pytest.approx(0.0301, abs=3e-4)
