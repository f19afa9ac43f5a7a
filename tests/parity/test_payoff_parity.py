"""Compiled payoffs against readable ones, on the same paths."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.kernels.payoffs import discounted_payoffs, payoff_contract
from tests.solvers import payoffs as twin

YEARS = np.array([0.25, 0.5, 0.75, 1.0])
DISCOUNTS = np.exp(-0.04 * YEARS)
NOW = 100.0
PATHS = 200
RULE = 1e-4  # error of the rule of 16 heights, over the deviation of the widest step
KEEPS = (1.0, 0.0, 0.0, 0.0, 3.0)
KNOCKS_IN = (0.0, 1.0, 2.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(11)
    variance = 0.01 * rng.uniform(0.5, 1.5, (PATHS, 4))
    moves = np.sqrt(variance) * rng.standard_normal((PATHS, 4)) + 0.005
    return NOW * np.exp(moves.cumsum(axis=1)), variance


def compiled(drawn, payoff, numbers, places):
    spots, variance = drawn
    contract = payoff_contract(payoff, numbers=numbers, places=places, discounts=DISCOUNTS)
    return discounted_payoffs(
        contract,
        years=YEARS,
        start=(NOW,),
        spots=spots[:, :, None],
        variances=variance[:, :, None],
    )


def assert_same(found, wanted):
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12 * NOW)
    assert np.ptp(found) > 0.0


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_one_date(drawn, sign):
    spots, discount = drawn[0], DISCOUNTS[2]
    end = spots[:, 2]
    assert_same(
        compiled(drawn, "vanilla", (103.0, sign, 2.0), (2,)),
        2.0 * discount * twin.vanilla(end, 103.0, sign),
    )
    beyond = sign * (end - 103.0) > 0.0
    assert_same(
        compiled(drawn, "cash_or_nothing", (103.0, sign, 5.0), (2,)), 5.0 * discount * beyond
    )
    assert_same(compiled(drawn, "asset_or_nothing", (103.0, sign), (2,)), discount * end * beyond)
    assert_same(compiled(drawn, "asset", (3.0, 0.0), (2,)), 3.0 * discount * end)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_two_dates(drawn, sign):
    spots = drawn[0]
    later, now = spots[:, 1], np.full(PATHS, NOW)
    for place, start in ((1, later), (-1, now)):
        assert_same(
            compiled(drawn, "forward_start", (1.05, sign), (place, 3)),
            DISCOUNTS[3] * np.maximum(sign * (spots[:, 3] - 1.05 * start), 0.0),
        )
    inner = (98.0, 1.01, 0.97, 0.2)
    held = twin.black_scholes(later, inner, -1.0)
    assert_same(
        compiled(drawn, "compound", (4.0, sign, -1.0, *inner), (1,)),
        DISCOUNTS[1] * np.maximum(sign * (held - 4.0), 0.0),
    )
    other = (104.0, 1.02, 0.95, 0.25)
    call, put = twin.black_scholes(later, inner, 1.0), twin.black_scholes(later, other, -1.0)
    assert_same(
        compiled(drawn, "chooser", (*inner, *other), (1,)), DISCOUNTS[1] * np.maximum(call, put)
    )


@pytest.mark.parametrize(("level", "direction"), [(112.0, 1.0), (91.0, -1.0)])
@pytest.mark.parametrize("terms", [KEEPS, KNOCKS_IN])
def test_barriers(drawn, level, direction, terms):
    spots, variance = drawn
    strike = (98.0, 1.0)
    assert_same(
        compiled(drawn, "barrier", (level, direction, *strike, *terms), (-1, 3, 3)),
        twin.barrier(
            spots,
            NOW,
            variance,
            discounts=DISCOUNTS,
            level=(level, direction),
            vanilla_terms=strike,
            terms=terms,
        ),
    )
    assert_same(
        compiled(drawn, "barrier_at_dates", (level, direction, *strike, *terms), (0, 2, 3)),
        twin.at_dates(
            spots,
            [0, 2],
            discounts=DISCOUNTS,
            dead=lambda s: direction * (s - level) >= 0.0,
            vanilla_terms=strike,
            terms=terms,
        ),
    )


@pytest.mark.parametrize("terms", [KEEPS, KNOCKS_IN])
def test_corridors(drawn, terms):
    spots, variance = drawn
    edges, strike = (86.0, 118.0), (98.0, -1.0)
    assert_same(
        compiled(drawn, "corridor", (*edges, *strike, *terms), (-1, 3, 3)),
        twin.corridor(
            spots,
            NOW,
            variance,
            discounts=DISCOUNTS,
            edges=edges,
            vanilla_terms=strike,
            terms=terms,
        ),
    )
    assert_same(
        compiled(drawn, "corridor_at_dates", (*edges, *strike, *terms), (0, 2, 3)),
        twin.at_dates(
            spots,
            [0, 2],
            discounts=DISCOUNTS,
            dead=lambda s: (s <= edges[0]) | (s >= edges[1]),
            vanilla_terms=strike,
            terms=terms,
        ),
    )


def test_knock_in_and_knock_out_make_a_vanilla_on_every_path(drawn):
    plain = compiled(drawn, "vanilla", (98.0, 1.0, 1.0), (3,))
    for name, numbers in (("barrier", (112.0, 1.0)), ("corridor", (86.0, 118.0))):
        for suffix, places in (("", (-1, 3, 3)), ("_at_dates", (0, 2, 3))):
            parts = [
                compiled(drawn, name + suffix, (*numbers, 98.0, 1.0, *kind, 0.0, 0.0, 0.0), places)
                for kind in ((1.0, 0.0), (0.0, 1.0))
            ]
            np.testing.assert_allclose(parts[0] + parts[1], plain, rtol=1e-13, atol=1e-12)


def test_a_watch_in_part_of_the_life_counts_its_steps_alone(drawn):
    spots, variance = drawn
    found = compiled(drawn, "barrier", (112.0, 1.0, 98.0, 1.0, *KEEPS), (0, 2, 3))
    gaps = np.log(112.0 / spots)
    alive, paid = twin.watched(
        gaps[:, 0:3],
        variance[:, 1:3],
        DISCOUNTS[1:3] / DISCOUNTS[0],
        twin.crossing,
        twin.crossing_share,
    )
    payoff = twin.vanilla(spots[:, -1], 98.0, 1.0)
    assert_same(found, twin.settled(alive, DISCOUNTS[0] * paid, payoff, DISCOUNTS[-1], KEEPS))


@pytest.mark.parametrize("is_strike", [0.0, 1.0])
def test_averages(drawn, is_strike):
    spots, variance = drawn
    past, weights = 20.0, np.array([0.1, 0.3, 0.2])
    dates = np.column_stack([np.full(PATHS, NOW), spots[:, 1:3]])
    means = twin.step_means(spots, NOW, variance)
    steps = np.array([0.1, 0.2, 0.3, 0.2])
    from_, to = np.log(twin.with_now(spots, NOW)[:, :-1] / NOW), np.log(spots / NOW)
    logarithm = (np.log(NOW) + 0.5 * (from_ + to) + steps * variance / 24.0) @ steps
    known = {
        "arithmetic_average": (past + dates @ weights, past, weights, (-1, 1, 2, 3)),
        "geometric_average": (
            np.exp(0.02 + np.log(dates) @ weights),
            0.02,
            weights,
            (-1, 1, 2, 3),
        ),
        "continuous_arithmetic_average": (past + means @ steps, past, steps, (-1, 3)),
        "continuous_geometric_average": (np.exp(0.02 + logarithm), 0.02, steps, (-1, 3)),
    }
    for name, (average, before, weight, places) in known.items():
        strike = average.mean()
        found = compiled(drawn, name, (strike, 1.0, is_strike, before, *weight), places)
        gain = spots[:, 3] - average if is_strike else average - strike
        assert_same(found, DISCOUNTS[3] * np.maximum(gain, 0.0))


@pytest.mark.parametrize("direction", [1.0, -1.0])
def test_lookbacks_at_dates(drawn, direction):
    spots, _ = drawn
    extreme = 101.0 if direction > 0.0 else 99.0
    outer = np.maximum if direction > 0.0 else np.minimum
    found = outer(extreme, outer.reduce(spots[:, [0, 2]], axis=1))
    assert_same(
        compiled(
            drawn, "fixed_lookback_at_dates", (98.0, direction, direction, extreme), (0, 2, 3)
        ),
        DISCOUNTS[3] * np.maximum(direction * (found - 98.0), 0.0),
    )
    assert_same(
        compiled(
            drawn, "floating_lookback_at_dates", (0.0, -direction, direction, extreme), (0, 2, 3)
        ),
        DISCOUNTS[3] * np.maximum(-direction * (spots[:, 3] - found), 0.0),
    )


@pytest.mark.parametrize("direction", [1.0, -1.0])
@pytest.mark.parametrize("places", [1, 4])
def test_the_mean_extreme_of_bridges_is_an_integral(drawn, direction, places):
    spots, variance = drawn[0][:12], drawn[1][:12]
    extreme, strike, last = 100.0 * np.exp(0.05 * direction), 97.0, places - 1
    fixed = compiled(drawn, "fixed_lookback", (strike, direction, direction, extreme), (last,))
    floating = compiled(drawn, "floating_lookback", (0.0, -direction, direction, extreme), (last,))
    for i in range(len(spots)):
        path = direction * np.log(np.concatenate([[NOW], spots[i, :places]]) / NOW)
        deviation = np.sqrt(variance[i, :places].max())
        outer = max(path.max(), direction * np.log(extreme / NOW))
        counted = max(outer, direction * np.log(strike / NOW))
        top = twin.mean_top(path, variance[i, :places], direction, counted)
        found = direction * (NOW * top - strike)
        assert fixed[i] == pytest.approx(
            DISCOUNTS[last] * found, rel=0.0, abs=RULE * NOW * deviation
        )
        top = twin.mean_top(path, variance[i, :places], direction, outer)
        found = direction * (NOW * top - spots[i, last])
        assert floating[i] == pytest.approx(
            DISCOUNTS[last] * found, rel=0.0, abs=RULE * NOW * deviation
        )


def test_notes_on_returns_and_fixings(drawn):
    spots, variance = drawn
    found = compiled(drawn, "cliquet", (-0.03, 0.05, 0.0, 0.12, 7.0, 0.01, 99.0), (0, 1, 2, 3))
    wanted = twin.cliquet(spots, 99.0, (-0.03, 0.05), (0.0, 0.12), 0.01)
    assert_same(found, DISCOUNTS[3] * 7.0 * wanted)
    dates = np.column_stack([np.full(PATHS, NOW), spots[:, :3]])
    inside = ((dates >= 95.0) & (dates <= 106.0)).sum(axis=1)
    found = compiled(drawn, "range_accrual", (95.0, 106.0, 0.5, 2.0), (-1, 0, 1, 2, 3))
    assert_same(found, DISCOUNTS[3] * 0.5 * (2.0 + inside))
    moves = np.diff(np.log(twin.with_now(spots, 99.0)), axis=1)
    for summed, is_integrated in (((moves**2).sum(axis=1), 0.0), (variance.sum(axis=1), 1.0)):
        numbers = (0.03, 9.0, 1.5, 0.02, is_integrated, 99.0)
        realised = (0.02 + summed) / 1.5
        found = compiled(drawn, "realised_variance", numbers, (0, 1, 2, 3, 3))
        assert_same(found, DISCOUNTS[3] * 9.0 * (realised - 0.03))
        found = compiled(drawn, "realised_vol", numbers, (0, 1, 2, 3, 3))
        assert_same(found, DISCOUNTS[3] * 9.0 * (np.sqrt(realised) - 0.03))


@pytest.fixture(scope="module")
def three_assets():
    rng = np.random.default_rng(5)
    variance = 0.015 * rng.uniform(0.5, 1.5, (PATHS, 4, 3))
    moves = np.sqrt(variance) * rng.standard_normal((PATHS, 4, 3))
    return np.array([100.0, 50.0, 200.0]) * np.exp(moves.cumsum(axis=1)), variance


def compiled_on_three(paths, payoff, numbers, places):
    contract = payoff_contract(
        payoff, numbers=numbers, places=places, discounts=DISCOUNTS, assets=3
    )
    return discounted_payoffs(
        contract, years=YEARS, start=(100.0, 50.0, 200.0), spots=paths[0], variances=paths[1]
    )


def test_several_assets(three_assets):
    end, weights = three_assets[0][:, 3], np.array([1.0, -1.5, 0.4])
    for name, amount in (
        ("weighted_sum", end @ weights),
        ("best_of", (end * weights).max(axis=1)),
        ("worst_of", (end * weights).min(axis=1)),
    ):
        strike = float(np.median(amount))
        found = compiled_on_three(three_assets, name, (strike, -1.0, *weights), (3,))
        assert_same(found, DISCOUNTS[3] * np.maximum(strike - amount, 0.0))
    found = compiled_on_three(three_assets, "asset", (2.0, 1.0), (1,))
    assert_same(found, 2.0 * DISCOUNTS[1] * three_assets[0][:, 1, 1])


@pytest.mark.parametrize("watch", ["expiry", "observations", "continuous"])
@pytest.mark.parametrize("memory", [False, True])
def test_autocallables(three_assets, watch, memory):
    note = {
        "notional": 1000.0,
        "coupon": 0.02,
        "coupon_level": 0.9,
        "memory": memory,
        "missed": 1.0 if memory else 0.0,
        "knock_in": 0.8,
        "put_strike": 0.95,
        "knocked": False,
        "watch": watch,
        "levels": (1.02, 1.0, 0.98),
        "fixings": (100.0, 50.0, 200.0),
    }
    kinds = ("expiry", "observations", "continuous")
    numbers = [
        *(note[name] for name in ("notional", "coupon", "coupon_level")),
        float(memory),
        *(note[name] for name in ("missed", "knock_in", "put_strike")),
        0.0,
        float(kinds.index(watch)),
        *note["levels"],
        *note["fixings"],
    ]
    found = compiled_on_three(three_assets, "autocallable", numbers, (0, 1, 3))
    spots, variance = three_assets
    wanted = twin.autocallable(
        spots,
        np.array([100.0, 50.0, 200.0]),
        variance,
        discounts=DISCOUNTS,
        at=(0, 1, 3),
        note=note,
    )
    assert_same(found, wanted)
